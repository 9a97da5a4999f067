"""(d) More workers, and deeper backlogs: what one event costs must not depend on how many wait."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from bench.figures import Figures, median_of
from bench.platforms import Platforms
from bench.road import FAST
from bot.domain.messages import ChannelName, Inbound, Text
from bot.store.codec import dump_inbound
from rig.cluster import TELEGRAM_ACCOUNT, Cluster
from rig.crowds import add_messages, add_residents

WORKERS = (1, 2, 4)
BACKLOGS = (1_000, 10_000, 100_000)
COUNTED = 800
"""Events over whose handling the cost is taken; some more before them warm the worker up."""
_WARM_UP = 150


async def measure(rounds: int) -> dict[str, Figures]:
    found: dict[str, list[Figures]] = {}
    for _ in range(rounds):
        for workers in WORKERS:
            found.setdefault(f"{workers} workers", []).append(await _drain(2_000, workers))
        for backlog in BACKLOGS:
            found.setdefault(f"backlog of {backlog:,}", []).append(await _drain(backlog, 1))
    medians = {name: median_of(figures) for name, figures in found.items()}
    costs = [medians[f"backlog of {backlog:,}"]["ms_per_event"] for backlog in BACKLOGS]
    medians["backlog 100,000 to 1,000"] = {"cost_ratio": round(costs[-1] / costs[0], 3)}
    return medians


async def _drain(backlog: int, workers: int) -> Figures:
    """A fresh database with so many waiting events, each of another resident."""
    platforms = Platforms()
    runner = await platforms.start()
    try:
        async with Cluster(platforms.url, settings=FAST) as cluster:
            await add_residents(cluster, "telegram", TELEGRAM_ACCOUNT, backlog, first=10_000_000)
            await add_messages(cluster, _menu(), backlog)
            for _ in range(workers):
                await cluster.worker()
            started = await _handled(cluster, _WARM_UP)
            ended = await _handled(cluster, _WARM_UP + COUNTED)
            handled = ended[1] - started[1]
            seconds = ended[0] - started[0]
            return {"per_second": handled / seconds, "ms_per_event": seconds / handled * 1000}
    finally:
        await runner.cleanup()


async def _handled(cluster: Cluster, at_least: int) -> tuple[float, int]:
    """The moment when so many had been handled, and how many exactly."""
    async with asyncio.timeout(120):
        while (handled := await cluster.answered()) < at_least:
            await asyncio.sleep(0.05)
        return time.perf_counter(), handled


def _menu() -> str:
    return dump_inbound(
        Inbound(
            channel=ChannelName.TELEGRAM,
            account=TELEGRAM_ACCOUNT,
            external_id="crowd",
            chat="",
            aliases=(),
            content=Text("menu"),
            sent_at=datetime.now(UTC),
        )
    )
