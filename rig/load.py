"""Posts deliveries over loopback with a bounded number at once and keeps how long each took."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from rig.deliveries import Delivery


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of each request, and the seconds all of them took together."""

    each: tuple[float, ...]
    seconds: float

    @property
    def per_second(self) -> float:
        return len(self.each) / self.seconds

    def percentile(self, percent: int) -> float:
        return statistics.quantiles(self.each, n=100)[percent - 1]


async def post_all(url: str, deliveries: Iterable[Delivery], at_once: int) -> Timing:
    """Raises RuntimeError when one is not answered 200."""
    waiting = iter(deliveries)
    each: list[float] = []
    connector = TCPConnector(limit=at_once)
    async with ClientSession(timeout=ClientTimeout(total=60), connector=connector) as http:

        async def poster() -> None:
            for delivery in waiting:
                started = time.perf_counter()
                async with http.post(url + delivery.path, data=delivery.body, headers=delivery.headers) as answer:
                    await answer.read()
                each.append((time.perf_counter() - started) * 1000)
                if answer.status != 200:
                    raise RuntimeError(f"a delivery was answered {answer.status}")

        began = time.perf_counter()
        await asyncio.gather(*(poster() for _ in range(at_once)))
        return Timing(tuple(each), time.perf_counter() - began)
