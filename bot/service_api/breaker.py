"""A circuit breaker: after failures in a row nobody is sent there any more for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

TROUBLE_UNTIL_OPEN = 5
OPEN_SECONDS = 20.0


class Breaker:
    """While open, one caller per `OPEN_SECONDS` may try."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures = 0
        self._closed_at = 0.0

    def let_through(self) -> bool:
        if self._failures < TROUBLE_UNTIL_OPEN:
            return True
        if self._now() < self._closed_at:
            return False
        self._closed_at = self._now() + OPEN_SECONDS
        return True

    @property
    def open(self) -> bool:
        """Whether requests are kept back at the moment; asking changes nothing."""
        return self._failures >= TROUBLE_UNTIL_OPEN

    def worked(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        self._closed_at = self._now() + OPEN_SECONDS
