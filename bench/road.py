"""(b) The whole road from webhook to send, idle and under load, beside stock Rasa with the same questions."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from bench.figures import Figures, median_of, percentiles
from bench.models import newest_model
from bench.platforms import Platforms
from bench.stock_rasa.project import trained_project
from bench.stock_rasa.server import StockRasa, message
from bot.supervisor.ports import free_port
from nlu.evaluate import OWN_TEST_SET, read_rows
from rig import deliveries
from rig.cluster import Cluster
from rig.deliveries import Delivery

EVENTS = 300
IDLE = 100
AT_ONCE = 32
FAST = {"TELEGRAM_PER_SECOND": "1000", "WHATSAPP_PER_SECOND": "1000"}
"""The channels' ceilings out of the way: what is measured is us."""

FULL = "as many a second as stock Rasa can just bear"
RUSH = "half again as many"

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
        bearable = 0.0
        for name, url, make in peers:
            road = Road(platforms, url, make)
            found.setdefault(f"{name}, idle", []).append(await road.idle(_questions(IDLE)))
            crowded = await road.crowded(_questions(EVENTS))
            found.setdefault(f"{name}, {AT_ONCE} at once", []).append(crowded)
            bearable = crowded["per_second"]
        for name, url, make in peers:
            # The load stock Rasa can just bear, then half again as much: both peers get the same.
            for load, rate in ((FULL, bearable), (RUSH, 1.5 * bearable)):
                steady = await Road(platforms, url, make).steady(_questions(EVENTS), rate)
                found.setdefault(f"{name}, {load}", []).append(steady)
        road = Road(platforms, ours, deliveries.telegram)
        found.setdefault("ours, idle without NLU", []).append(await road.idle(["menu"] * IDLE))
    medians = {name: median_of(figures) for name, figures in found.items()}
    return {**medians, "against stock Rasa": _ratios(medians)}


def _ratios(medians: dict[str, Figures]) -> Figures:
    mine, theirs = (medians[f"{name}, {AT_ONCE} at once"]["per_second"] for name in ("ours", "stock Rasa"))
    ratios = {"events_per_second_ratio": round(mine / theirs, 2)}
    for name, load in (("latency_ratio_at_full_load", FULL), ("latency_ratio_in_a_rush", RUSH)):
        fast, slow = (medians[f"{peer}, {load}"]["p50_ms"] for peer in ("ours", "stock Rasa"))
        ratios[name] = round(fast / slow, 3)
    return ratios


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

    async def steady(self, questions: Sequence[str], per_second: float) -> Figures:
        """So many messages a second, whether or not those before have their answers."""
        async with ClientSession(timeout=ClientTimeout(total=120), connector=TCPConnector(limit=0)) as http:
            began = time.perf_counter()
            asking = []
            for number, question in enumerate(questions):
                await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
                asking.append(asyncio.create_task(self._one(http, question)))
            return {"offered_per_second": per_second, **percentiles(await asyncio.gather(*asking))}

    async def crowded(self, questions: Sequence[str]) -> Figures:
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
    topics = [row.text for row in read_rows(OWN_TEST_SET) if row.label.startswith("faq/")]
    return list(itertools.islice(itertools.cycle(topics), count))
