"""(b) The whole road from webhook to send, idle and under load, beside stock Rasa with the same questions."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout

from bench.figures import Figures, median_of, percentiles
from bench.models import newest_model
from bench.platforms import Platforms
from bench.stock_rasa.project import trained_project
from bench.stock_rasa.server import StockRasa, message
from bot.settings import ROOT
from rig import deliveries
from rig.cluster import Cluster, free_port
from rig.deliveries import Delivery

EVENTS = 300
IDLE = 60
AT_ONCE = 32
FAST = {"TELEGRAM_PER_SECOND": "1000", "WHATSAPP_PER_SECOND": "1000"}
"""The channels' ceilings out of the way: what is measured is us."""

Make = Callable[[int, str], Delivery]
_chats = itertools.count(1_000_000)


async def measure(rounds: int) -> dict[str, Figures]:
    project = await trained_project()
    platforms = Platforms()
    runner = await platforms.start()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="sambung-stock-") as folder:
        try:
            async with Cluster(platforms.url, nlu_url=f"http://127.0.0.1:{port}", settings=FAST) as cluster:
                await cluster.nlu(await newest_model())
                _, ours = await cluster.web()
                await cluster.worker()
                stock = StockRasa(project, Path(folder), cluster.database_url, f"{platforms.url}/callback")
                async with stock:
                    return await _rounds(platforms, ours, stock.url, rounds)
        finally:
            await runner.cleanup()


async def _rounds(platforms: Platforms, ours: str, stock: str, rounds: int) -> dict[str, Figures]:
    peers: list[tuple[str, str, Make]] = [("ours", ours, deliveries.telegram), ("stock Rasa", stock, message)]
    found: dict[str, list[Figures]] = {}
    for _ in range(rounds):
        for name, url, make in peers:
            road = Road(platforms, url, make)
            found.setdefault(f"{name}, idle", []).append(await road.idle(_questions(IDLE)))
            found.setdefault(f"{name}, loaded", []).append(await road.loaded(_questions(EVENTS)))
        road = Road(platforms, ours, deliveries.telegram)
        found.setdefault("ours, idle without NLU", []).append(await road.idle(["menu"] * IDLE))
    medians = {name: median_of(figures) for name, figures in found.items()}
    mine, theirs = medians["ours, loaded"], medians["stock Rasa, loaded"]
    medians["against stock Rasa"] = {
        "events_per_second_ratio": round(mine["per_second"] / theirs["per_second"], 2),
        "loaded_latency_ratio": round(mine["p50_ms"] / theirs["p50_ms"], 3),
    }
    return medians


class Road:
    """One peer: where it takes messages, how one is made; all from residents it has never met."""

    def __init__(self, platforms: Platforms, url: str, make: Make) -> None:
        self._platforms = platforms
        self._url = url
        self._make = make

    async def idle(self, questions: Sequence[str]) -> Figures:
        """Milliseconds from posting to the arrival of the first answer, one message at a time."""
        taken = []
        async with ClientSession(timeout=ClientTimeout(total=60)) as http:
            for question in questions:
                taken.append(await self._one(http, question))
                await asyncio.sleep(0.05)
        return percentiles(taken)

    async def loaded(self, questions: Sequence[str]) -> Figures:
        """`AT_ONCE` residents at a time, each of whom asks when the one before has an answer."""
        waiting = iter(questions)
        taken: list[float] = []
        async with ClientSession(timeout=ClientTimeout(total=120)) as http:

            async def resident() -> None:
                for question in waiting:
                    taken.append(await self._one(http, question))  # noqa: PERF401

            began = time.perf_counter()
            await asyncio.gather(*(resident() for _ in range(AT_ONCE)))
            seconds = time.perf_counter() - began
        return {"per_second": len(taken) / seconds, **percentiles(taken)}

    async def _one(self, http: ClientSession, question: str) -> float:
        chat = next(_chats)
        delivery = self._make(chat, question)
        started = time.perf_counter()
        async with http.post(self._url + delivery.path, data=delivery.body, headers=delivery.headers) as answer:
            if answer.status != 200:
                raise RuntimeError(f"a message was answered {answer.status}")
        return (await self._platforms.answered(str(chat), 120) - started) * 1000


def _questions(count: int) -> list[str]:
    """What residents really ask, in turn."""
    lines = (ROOT / "nlu" / "test_set.tsv").read_text(encoding="utf-8").splitlines()
    asked = itertools.cycle([line.split("\\t")[1] for line in lines if line.split("\\t")[0].startswith("faq/")])
    return list(itertools.islice(asked, count))
