"""Server-sent events: what changes while a page is open. One stream a page; areas say what is live in them (probes)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from aiohttp import web

from bot.domain.errors import StoreUnavailable
from console.staff.gate import HEADERS, ROOT
from console.staff.sign_in import SignIn
from console.staff.visit import Area, Page, Probe, Visit, as_json

STREAM = f"{ROOT}/live"
_BREATH = 0.7
"""Seconds between two looks of one stream: a burst of messages is one event."""
_QUIET = 10.0
"""Seconds after which a stream looks without having been rung: a lost ring costs no more, and ages move on."""
_LONGEST = 600.0
"""Seconds a stream lasts; the browser opens it again, and its session is looked at anew."""


class Pulse:
    """Rung when something may have changed; wakes all streams of this process."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.closed = False

    def ring(self, _bell: str = "") -> None:
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    def close(self) -> None:
        """The process stops: streams end at once."""
        self.closed = True
        self.ring()

    async def wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)


class Live:
    """The page that streams."""

    def __init__(self, pulse: Pulse, probes: Sequence[Probe], sign_in: SignIn) -> None:
        self._pulse = pulse
        self._probes = probes
        self._sign_in = sign_in

    def area(self) -> Area:
        return Area((Page("GET", STREAM, self.stream, background=True),))

    async def stream(self, visit: Visit) -> web.StreamResponse:
        headers = HEADERS | {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        if visit.request.method == "HEAD":
            return web.Response(headers=headers)
        response = web.StreamResponse(headers=headers)
        await response.prepare(visit.request)
        told: dict[tuple[int, str], str] = {}
        ends = time.monotonic() + _LONGEST
        with suppress(ConnectionResetError, ConnectionError):
            await response.write(b"retry: 3000\n\n")
            while time.monotonic() < ends and not self._pulse.closed and await self._still(visit):
                await self._tell(visit, response, told)
                await asyncio.sleep(_BREATH)
                await self._pulse.wait(_QUIET)
        return response

    async def _still(self, visit: Visit) -> bool:
        """Who was signed out, or has other roles now, hears nothing more; the browser asks again and is looked at."""
        try:
            return visit.session is not None and await self._sign_in.still(visit.session)
        except StoreUnavailable:
            return True

    async def _tell(self, visit: Visit, response: web.StreamResponse, told: dict[tuple[int, str], str]) -> None:
        """Send what is new. Several probes may tell the same event (`counts`): each its own part of it."""
        query: Mapping[str, str] = visit.request.query
        lines = []
        for number, probe in enumerate(self._probes):
            try:
                found = await probe(visit, query)
            except StoreUnavailable:
                continue
            for event, value in found.items():
                data = as_json(value)
                if told.get((number, event)) != data:
                    told[number, event] = data
                    lines.append(f"event: {event}\ndata: {data}\n\n")
        await response.write("".join(lines).encode() or b": still here\n\n")
