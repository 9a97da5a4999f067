"""LISTEN/NOTIFY on connections of its own, so that waiting work is seen in milliseconds; polling stays behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, get_args

import asyncpg
import structlog

Bell = Literal["inbox", "outbox", "desk"]

_DEBOUNCE_SECONDS = 0.005
_RECONNECT_SECONDS = 1.0
_log = structlog.get_logger(__name__)


class Wakeup:
    """`ring` after a commit wakes every process that listens for that bell. Losing a ring costs one poll's wait."""

    def __init__(self, url: str) -> None:
        self._url = "postgresql://" + url.split("://", 1)[1]
        self._rung: set[Bell] = set()
        self._ringing: asyncio.Task[None] | None = None
        self._out: asyncpg.Connection | None = None

    def ring(self, bell: Bell) -> None:
        """Tell all listeners soon; never blocks, never raises."""
        self._rung.add(bell)
        if self._ringing is None or self._ringing.done():
            self._ringing = asyncio.create_task(self._send())

    async def listen(self, on_ring: Callable[[Bell], None]) -> None:
        """Call `on_ring` for each ring, for ever; reconnects after trouble. Cancel to stop."""
        while True:
            try:
                connection = await asyncpg.connect(self._url, timeout=5)
            except (OSError, asyncpg.PostgresError, TimeoutError):
                await asyncio.sleep(_RECONNECT_SECONDS)
                continue
            try:
                for bell in get_args(Bell):
                    await connection.add_listener(bell, lambda _c, _p, name, _payload: on_ring(name))
                    on_ring(bell)  # something may have come in while nobody listened
                await _until_closed(connection)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                _log.warning("wakeup_lost")
            finally:
                with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    await connection.close(timeout=1)
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def close(self) -> None:
        if self._ringing is not None:
            await asyncio.gather(self._ringing, return_exceptions=True)
        if self._out is not None and not self._out.is_closed():
            await self._out.close(timeout=1)

    async def _send(self) -> None:
        # The first ring goes out at once; those that follow within the debounce time go out as one.
        while self._rung:
            bells, self._rung = self._rung, set()
            try:
                if self._out is None or self._out.is_closed():
                    self._out = await asyncpg.connect(self._url, timeout=5)
                for bell in bells:
                    await self._out.execute(f"NOTIFY {bell}")
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                _log.warning("wakeup_failed")
            await asyncio.sleep(_DEBOUNCE_SECONDS)


async def _until_closed(connection: asyncpg.Connection) -> None:
    gone = asyncio.Event()
    connection.add_termination_listener(lambda _connection: gone.set())
    await gone.wait()
