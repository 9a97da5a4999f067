"""(a) How fast deliveries are stored and answered, beside a bare handler that inserts one row."""

from __future__ import annotations

import itertools
import sys

from bench.figures import Figures, median_of, percentiles
from bench.platforms import Platforms
from bot.supervisor.ports import free_port
from rig import deliveries
from rig.cluster import Cluster, until_answers
from rig.load import Timing, post_all
from rig.process import Process

RESIDENTS = 1_000
DELIVERIES = 3_000
AT_ONCE = 16


async def measure(rounds: int) -> dict[str, Figures]:
    platforms = Platforms()
    runner = await platforms.start()
    try:
        async with Cluster(platforms.url) as cluster:
            _, ours = await cluster.web()
            floor = await _floor(cluster)
            await post_all(ours, _some(RESIDENTS), AT_ONCE)  # all residents are known from here on
            await post_all(floor, _some(RESIDENTS), AT_ONCE)
            found: dict[str, list[Figures]] = {"ours": [], "floor": []}
            for _ in range(rounds):
                found["floor"].append(_figures(await post_all(floor, _some(DELIVERIES), AT_ONCE)))
                found["ours"].append(_figures(await post_all(ours, _some(DELIVERIES), AT_ONCE)))
    finally:
        await runner.cleanup()
    medians = {name: median_of(figures) for name, figures in found.items()}
    ratio = medians["ours"]["per_second"] / medians["floor"]["per_second"]
    return {**medians, "share of the floor": {"ratio": round(ratio, 3)}}


async def _floor(cluster: Cluster) -> str:
    port = free_port()
    argv = (sys.executable, "-m", "rig.floor", str(port), cluster.database_url)
    process = Process("floor", argv, cluster.folder / "floor.log")
    await process.start()
    cluster.processes.append(process)
    url = f"http://127.0.0.1:{port}"
    await until_answers(f"{url}/health/live")
    return url


_chats = itertools.cycle(range(10_000, 10_000 + RESIDENTS))


def _some(count: int) -> list[deliveries.Delivery]:
    return [deliveries.telegram(next(_chats), "ktp sy ilang di krl gmn ya") for _ in range(count)]


def _figures(timing: Timing) -> Figures:
    return {"per_second": timing.per_second, **percentiles(timing.each)}
