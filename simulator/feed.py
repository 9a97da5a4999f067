"""Carries what happens in a chat to whoever watches it: the page's event streams and waiting tests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from aiohttp import web

Address = tuple[str, str]
"""Channel and chat id."""

Event = dict[str, Any]
EVERYONE: Address = ("*", "*")

_WAITING_EVENTS = 500


class Feed:
    """Publishing never waits: a watcher that does not keep up loses events. `closing` tells watchers to leave."""

    def __init__(self) -> None:
        self.closing = asyncio.Event()
        self._watchers: dict[asyncio.Queue[Event], frozenset[Address]] = {}

    def publish(self, address: Address, event: Event) -> None:
        for queue, addresses in self._watchers.items():
            if address == EVERYONE or address in addresses:
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait(event)

    @contextmanager
    def watch(self, *addresses: Address) -> Iterator[asyncio.Queue[Event]]:
        queue: asyncio.Queue[Event] = asyncio.Queue(_WAITING_EVENTS)
        self._watchers[queue] = frozenset(addresses)
        try:
            yield queue
        finally:
            del self._watchers[queue]

    async def pause(self, seconds: float) -> None:
        """Sleep, but not beyond the simulator's end: a stalled answer must not hold up its shutdown."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), seconds)

    async def fall_silent(self, request: web.Request, seconds: float) -> web.Response:
        """Never answer: after a while the line is cut."""
        await self.pause(seconds)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
