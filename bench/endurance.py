"""(e) Memory of each process after many events."""

from __future__ import annotations

import asyncio
import itertools

from bench.figures import Figures
from bench.platforms import Platforms
from bench.road import FAST
from rig import deliveries
from rig.cluster import Cluster
from rig.load import post_all
from rig.process import Process

WARM_UP = 5_000
EVENTS = 50_000
RESIDENTS = 2_000
_BITE = 1_000
_MOST_WAITING = 2_000
_SETTINGS = {**FAST, "TELEGRAM_CHAT_PER_SECOND": "1000"}

_chats = itertools.cycle(range(10_000, 10_000 + RESIDENTS))


async def measure(_rounds: int) -> dict[str, Figures]:
    """One long run: memory has no noise to take medians of."""
    platforms = Platforms()
    runner = await platforms.start()
    try:
        async with Cluster(platforms.url, settings=_SETTINGS) as cluster:
            web, url = await cluster.web()
            worker = await cluster.worker()
            await _run(cluster, platforms, url, WARM_UP)
            before = _memory(web, worker)
            await _run(cluster, platforms, url, EVENTS)
            after = _memory(web, worker)
    finally:
        await runner.cleanup()
    return {
        name: {
            "after_warm_up_mb": round(before[name], 1),
            "after_50000_events_mb": round(after[name], 1),
            "growth": round(after[name] / before[name] - 1, 4),
        }
        for name in before
    }


async def _run(cluster: Cluster, platforms: Platforms, url: str, events: int) -> None:
    for _ in range(events // _BITE):
        await post_all(url, [deliveries.telegram(next(_chats), "menu") for _ in range(_BITE)], 16)
        platforms.forget()
        await _until_waiting(cluster, _MOST_WAITING)
    await _until_waiting(cluster, 0)


async def _until_waiting(cluster: Cluster, most: int) -> None:
    async with asyncio.timeout(300):
        while await cluster.waiting() > most:
            await asyncio.sleep(0.2)


def _memory(*processes: Process) -> dict[str, float]:
    return {process.name.partition("-")[0]: process.memory() for process in processes}
