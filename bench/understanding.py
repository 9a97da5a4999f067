"""(f) Understanding alone: parses a second of our NLU server and of stock Rasa with its own pipeline; what ours costs.

Every message is asked once, so that nothing is answered from memory.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from bench.figures import Figures, median_of, percentiles
from bench.models import newest_model
from bench.stock_rasa.project import trained_project
from bench.stock_rasa.server import StockRasa
from bot.supervisor.plan import NLU_PYTHON
from bot.supervisor.ports import free_port
from nlu.evaluate import OWN_TEST_SET, read_rows
from rig.cluster import until_answers
from rig.process import Process

AT_ONCE = 32
LONE = 200
STOCK_MESSAGES = 300
_SECONDS = 120.0


async def measure(rounds: int) -> dict[str, Figures]:
    # Trained once through: more epochs change what it says, not how long it takes.
    project, model = await trained_project(epochs=1), await newest_model()
    messages = _messages()
    found: dict[str, list[Figures]] = {"ours": [], "stock Rasa": []}
    with tempfile.TemporaryDirectory(prefix="sambung-nlu-") as folder:
        for _ in range(rounds):
            found["ours"].append(await _ours(model, Path(folder), messages))
            async with StockRasa(project, Path(folder)) as stock:
                found["stock Rasa"].append(await _asked(stock.url, messages[:STOCK_MESSAGES]))
    medians = {name: median_of(figures) for name, figures in found.items()}
    ratio = medians["ours"]["per_second"] / medians["stock Rasa"]["per_second"]
    return {**medians, "against stock Rasa": {"parses_per_second_ratio": round(ratio, 2)}}


async def _ours(model: Path, folder: Path, messages: Sequence[str]) -> Figures:
    """A fresh server each time: it remembers what it has answered."""
    url = f"http://127.0.0.1:{free_port()}"
    argv = (str(NLU_PYTHON), "-m", "nlu.serve", "--model", str(model), "--port", url.rpartition(":")[2])
    server = Process("nlu", argv, folder / "nlu.log")
    began = time.monotonic()
    await server.start()
    try:
        await until_answers(f"{url}/status")
        start = time.monotonic() - began
        figures = await _asked(url, messages)
        return {**figures, "start_s": round(start, 2), "memory_mb": round(server.memory())}
    finally:
        await server.kill()


async def _asked(url: str, messages: Sequence[str]) -> Figures:
    """The first ones one after the other, the others AT_ONCE at a time."""
    lone, crowd = messages[: min(LONE, len(messages) // 3)], messages[min(LONE, len(messages) // 3) :]
    async with ClientSession(timeout=ClientTimeout(total=_SECONDS), connector=TCPConnector(limit=AT_ONCE)) as http:
        await _parse(http, url, "pemanasan")
        alone = [await _parse(http, url, text) for text in lone]
        waiting, began = iter(crowd), time.monotonic()

        async def asker() -> None:
            for text in waiting:
                await _parse(http, url, text)

        await asyncio.gather(*(asker() for _ in range(AT_ONCE)))
        per_second = len(crowd) / (time.monotonic() - began)
    return {"per_second": per_second, **{f"alone_{name}": value for name, value in percentiles(alone).items()}}


async def _parse(http: ClientSession, url: str, text: str) -> float:
    """Milliseconds."""
    began = time.monotonic()
    async with http.post(f"{url}/model/parse", json={"text": text}) as answer:
        answer.raise_for_status()
        await answer.read()
    return (time.monotonic() - began) * 1000


def _messages() -> list[str]:
    """What residents ask, each once, in an order of styles and topics that is the same in every run."""
    texts = [row.text for row in read_rows(OWN_TEST_SET)]
    return texts[::3] + texts[1::3] + texts[2::3]
