"""Brings deliveries to the bot's webhook: in order within a lane, again after failures, with faults on demand."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from aiohttp import ClientError, ClientSession, ClientTimeout

from simulator.chores import Chores
from simulator.faults import Fault, FaultBoard
from simulator.settings import Pace

_LONGEST_RETRY_AFTER = 3600.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One POST to the webhook; status 0 means that no answer came."""

    status: int
    milliseconds: float
    retry_after: float | None = None

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery: parcels of one `lane` arrive in order. `tell(attempt, number, done)` hears of every attempt."""

    lane: str
    body: bytes
    headers: Mapping[str, str]
    expires: float
    tell: Callable[[Attempt, int, bool], None]


class Courier:
    """`blocking`: a failing parcel holds up its lane, as at Telegram; else the next ones pass it, as at Meta."""

    def __init__(self, faults: FaultBoard, pace: Pace, rng: Random, *, blocking: bool) -> None:
        self.url = ""
        self._faults = faults
        self._pace = pace
        self._rng = rng
        self._blocking = blocking
        self._http: ClientSession
        self._lanes: dict[str, deque[Parcel]] = {}
        self._held: list[Parcel] = []
        self._chores = Chores()
        self._connections = asyncio.Semaphore(40)

    def open(self, http: ClientSession) -> None:
        self._http = http

    def allow(self, connections: int) -> None:
        self._connections = asyncio.Semaphore(connections)

    def put(self, parcel: Parcel) -> None:
        if self._faults.take(Fault.SHUFFLED):
            self._held.append(parcel)
            if len(self._held) == 1:
                self._chores.start(self._let_go())
        elif parcel.lane in self._lanes:
            self._lanes[parcel.lane].append(parcel)
        else:
            self._lanes[parcel.lane] = deque([parcel])
            self._chores.start(self._walk(parcel.lane, self._lanes[parcel.lane]))

    async def stop(self) -> None:
        """Forget all parcels."""
        await self._chores.stop()
        self._lanes.clear()
        self._held.clear()

    async def _walk(self, name: str, lane: deque[Parcel]) -> None:
        while lane:
            parcel = lane[0]
            if self._blocking:
                await self._persist(parcel)
            else:
                await self._try_once(parcel)
            lane.popleft()
        if self._lanes.get(name) is lane:  # not so when all parcels were forgotten meanwhile
            del self._lanes[name]

    async def _let_go(self) -> None:
        """After a moment bring everything that was held, in an order that is certainly wrong."""
        await asyncio.sleep(self._pace.shuffle_hold)
        held, self._held = self._held, []
        mixed = self._rng.sample(held, len(held))
        for parcel in held[::-1] if mixed == held else mixed:
            await self._try_once(parcel)

    async def _try_once(self, parcel: Parcel) -> None:
        """One attempt here; the others on the side."""
        wait = await self._attempt(parcel, 1)
        if wait is not None:
            self._chores.start(self._persist(parcel, 1, wait))

    async def _persist(self, parcel: Parcel, tried: int = 0, wait: float | None = 0.0) -> None:
        """Try until it is taken or expires."""
        while wait is not None:
            await asyncio.sleep(wait)
            tried += 1
            wait = await self._attempt(parcel, tried)

    async def _attempt(self, parcel: Parcel, number: int) -> float | None:
        """Seconds to wait for the next attempt; None when there is nothing left to do."""
        async with self._connections:
            if self._faults.take(Fault.DUPLICATE):
                attempt, _ = await asyncio.gather(self._post(parcel), self._post(parcel))
            else:
                attempt = await self._post(parcel)
        wait = self._pause(number, attempt.retry_after)
        done = attempt.ok or time.time() + wait > parcel.expires
        parcel.tell(attempt, number, done)
        return None if done else wait

    def _pause(self, number: int, retry_after: float | None) -> float:
        """Telegram's server: the first retry at once, then 2, 4, 8 … seconds up to a random minute or two."""
        if retry_after is not None:
            return min(retry_after, _LONGEST_RETRY_AFTER)
        if number == 1:
            return 0.0
        return min(self._pace.retry_base * 2.0 ** (number - 2), self._rng.uniform(*self._pace.retry_cap))

    async def _post(self, parcel: Parcel) -> Attempt:
        started = time.perf_counter()
        timeout = ClientTimeout(total=self._pace.webhook_timeout)
        status, retry_after = 0, None
        try:
            async with self._http.post(
                self.url, data=parcel.body, headers=parcel.headers, timeout=timeout, allow_redirects=False
            ) as answer:
                await answer.read()
                status, retry_after = answer.status, _seconds(answer.headers.get("Retry-After"))
        except (ClientError, TimeoutError, OSError):
            pass
        return Attempt(status, (time.perf_counter() - started) * 1000, retry_after)


def _seconds(header: str | None) -> float | None:
    return float(header) if header is not None and header.isdigit() else None
