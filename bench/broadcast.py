"""(c) An announcement to 100,000 residents: preparing it, sending it at the channel's pace, answering meanwhile."""

from __future__ import annotations

import asyncio
import statistics
import time

from aiohttp import ClientSession

from bench.figures import Figures, median_of
from bench.platforms import Platforms
from bot.domain.messages import ChannelName
from bot.store.announcements import queue_announcement
from rig import deliveries
from rig.cluster import PHONE, Cluster
from rig.crowds import add_residents
from rig.density import densest

RESIDENTS = 100_000
RATE = 80.0
SECONDS = 20.0
ASK_EVERY = 0.3
_TEMPLATE = {"type": "template", "template": {"name": "pengumuman", "language": {"code": "id"}}}


async def measure(rounds: int) -> dict[str, Figures]:
    """One preparation; then as many stretches of sending as rounds, while somebody asks for the menu."""
    platforms = Platforms()
    runner = await platforms.start()
    try:
        async with Cluster(platforms.url) as cluster:
            await add_residents(cluster, "whatsapp", PHONE, RESIDENTS)
            _, url = await cluster.web()
            for _ in range(2):
                await cluster.worker()
            await asyncio.sleep(3)
            began = time.perf_counter()
            queued = await queue_announcement(cluster.database, ChannelName.WHATSAPP, PHONE, _TEMPLATE, "bench")
            prepared = time.perf_counter() - began
            await asyncio.sleep(3)
            stretches = [await _stretch(platforms, url) for _ in range(rounds)]
    finally:
        await runner.cleanup()
    return {
        "preparing": {"recipients": float(queued), "seconds": round(prepared, 2)},
        "sending": median_of(stretches),
    }


async def _stretch(platforms: Platforms, url: str) -> Figures:
    platforms.forget()
    began = time.perf_counter()
    latencies = await _ask(platforms, url, began + SECONDS)
    seconds = time.perf_counter() - began
    times = sorted(platforms.times)
    return {
        "share_of_the_rate": len(times) / seconds / RATE,
        "most_in_1_s": float(densest(times, 1.0)),
        "most_in_100_ms": float(densest(times, 0.1)),
        "reply_p50_ms": statistics.median(latencies),
        "reply_p95_ms": statistics.quantiles(latencies, n=100)[94],
    }


async def _ask(platforms: Platforms, url: str, until: float) -> list[float]:
    latencies = []
    number = 0
    async with ClientSession() as http:
        while time.perf_counter() < until:
            number += 1
            phone = f"62899{int(until)}{number:04d}"
            delivery = deliveries.whatsapp(phone, "menu")
            started = time.perf_counter()
            async with http.post(url + delivery.path, data=delivery.body, headers=delivery.headers) as answer:
                answer.raise_for_status()
            latencies.append((await platforms.answered(phone, 30) - started) * 1000)
            await asyncio.sleep(ASK_EVERY)
    return latencies
