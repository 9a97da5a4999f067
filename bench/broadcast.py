"""(c) A campaign to 100,000 residents: its list, sending it at the channel's pace, answering meanwhile, a pause at full
rate; and one to a million: its list, the memory it takes, how deep the queue gets."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from uuid import UUID

from aiohttp import ClientSession

from bench.figures import Figures, median_of
from bench.platforms import Platforms
from bot.domain.audience import Audience
from bot.domain.campaigns import Draft, Fate, Message, Rules, State, Wording
from bot.store.campaigns import PostgresCampaigns
from rig import deliveries
from rig.cluster import PHONE, Cluster
from rig.crowds import add_residents
from rig.density import densest
from rig.process import Process

RESIDENTS = 100_000
MANY = 1_000_000
RATE = 80.0
SECONDS = 20.0
ASK_EVERY = 0.3
_LOOK = 0.25
_WARM_UP = 5.0
_RULES = Rules(second_above=10 * MANY)
_DRAFT = Draft("Libur", Message(({"id": Wording("Besok loket tutup. Buka lagi hari Senin pukul 07.30.")},)), Audience())


async def measure(rounds: int) -> dict[str, Figures]:
    """One list; as many stretches of sending as rounds, while somebody asks for the menu; a pause; and a million."""
    platforms = Platforms()
    runner = await platforms.start()
    try:
        figures = await _hundred_thousand(platforms, rounds)
        return figures | {"a million": await _million(platforms)}
    finally:
        await runner.cleanup()


async def _hundred_thousand(platforms: Platforms, rounds: int) -> dict[str, Figures]:
    async with Cluster(platforms.url) as cluster:
        await add_residents(cluster, "whatsapp", PHONE, RESIDENTS)
        _, url = await cluster.web()
        for _ in range(2):
            await cluster.worker()
        await _awake(platforms, url)
        campaigns = PostgresCampaigns(cluster.database, _RULES)
        campaign, seconds = await _listed(campaigns)
        listed = (await campaigns.books(campaign)).total
        await asyncio.sleep(3)
        stretches = [await _stretch(platforms, url) for _ in range(rounds)]
        paused = await _paused(platforms, campaigns, campaign)
    return {
        "preparing": {"recipients": float(listed), "seconds": round(seconds, 2)},
        "sending": median_of(stretches) | _densest_of(stretches),
        "pausing": paused,
    }


async def _awake(platforms: Platforms, url: str) -> None:
    """Until workers answer, and have nothing else in hand."""
    await _ask(platforms, url, time.perf_counter() + _WARM_UP)


async def _listed(campaigns: PostgresCampaigns) -> tuple[UUID, float]:
    """A campaign the workers have started, and how long they took for its list; it is being sent meanwhile."""
    made = await campaigns.add(_DRAFT, "bench")
    began = time.perf_counter()
    await campaigns.submit(made, 1, "bench")
    while (found := (await campaigns.read(made))[0]).state is not State.RUNNING or found.listing:
        await asyncio.sleep(0.02)
    return made, time.perf_counter() - began


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


def _densest_of(stretches: Sequence[Figures]) -> Figures:
    """A ceiling is held in every stretch or not at all."""
    return {name: max(each[name] for each in stretches) for name in ("most_in_1_s", "most_in_100_ms")}


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


async def _paused(platforms: Platforms, campaigns: PostgresCampaigns, campaign: UUID) -> Figures:
    """How long announcements went on after the pause, and what the books tell before and a while later."""
    platforms.forget()
    await asyncio.sleep(2)
    before = (await campaigns.books(campaign)).fates
    sent = before.get(Fate.SENT, 0) + before.get(Fate.QUEUED, 0)
    told = len(platforms.times)
    began = time.perf_counter()
    await campaigns.pause(campaign, "bench")
    returned = time.perf_counter() - began
    await asyncio.sleep(4)
    after = (await campaigns.books(campaign)).fates
    return {
        "returned_after_s": round(returned, 3),
        "last_send_after_s": round(max(0.0, max(platforms.times, default=began) - began), 3),
        "sent_meanwhile": float(len(platforms.times) - told),
        "still_open": float(after.get(Fate.QUEUED, 0)),
        "books_before": float(sent),
        "books_after": float(after.get(Fate.SENT, 0)),
    }


async def _million(platforms: Platforms) -> Figures:
    async with Cluster(platforms.url) as cluster:
        await add_residents(cluster, "whatsapp", PHONE, MANY)
        _, url = await cluster.web()
        worker = await cluster.worker()
        await _awake(platforms, url)
        before = worker.memory()
        watching = asyncio.create_task(_watch(cluster, worker))
        campaigns = PostgresCampaigns(cluster.database, _RULES)
        campaign, seconds = await _listed(campaigns)
        await asyncio.sleep(10)
        watching.cancel()
        most, deepest = await watching
        listed = (await campaigns.books(campaign)).total
    return {
        "recipients": float(listed),
        "seconds": round(seconds, 1),
        "worker_before_mb": round(before, 1),
        "worker_most_mb": round(most, 1),
        "growth": round(most / before - 1, 4),
        "most_waiting_in_the_queue": float(deepest),
    }


async def _watch(cluster: Cluster, worker: Process) -> tuple[float, int]:
    """The most memory and the deepest queue, until cancelled."""
    most, deepest = 0.0, 0
    try:
        while True:
            most, deepest = max(most, worker.memory()), max(deepest, await cluster.waiting())
            await asyncio.sleep(_LOOK)
    except asyncio.CancelledError:
        return most, deepest
