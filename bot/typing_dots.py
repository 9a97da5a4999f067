"""Typing dots for turns that take long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from bot.domain.messages import Inbound
from bot.domain.ports import Channel

_AFTER_SECONDS = 0.7
_PER_SECOND = 3.0


class TypingDots:
    """A nicety that must not use up what the platform takes from us: where many turns take long, some show none."""

    def __init__(
        self,
        after: float = _AFTER_SECONDS,
        per_second: float = _PER_SECOND,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Dots come `after` so many seconds, and evenly: at most `per_second`, over all channels of this process."""
        self._after = after
        self._apart = 1.0 / per_second
        self._clock = clock
        self._free_at = clock()

    async def show_soon(self, channel: Channel, inbound: Inbound) -> None:
        """To be cancelled when the turn is done: dots that come after the answer would stand there for nothing."""
        await asyncio.sleep(self._after)
        now = self._clock()
        if now >= self._free_at:
            self._free_at = now + self._apart
            await channel.show_typing(inbound)
