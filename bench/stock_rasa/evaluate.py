"""`python -m bench.stock_rasa.evaluate [--data FILE.tsv] [--out FILE.json]`: stock Rasa judged as our own model is.

Its pipeline (DIET and ResponseSelector) learns from the same messages; training takes an hour once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from bench.stock_rasa.project import intent_of, trained_project
from bench.stock_rasa.server import StockRasa
from bot.settings import ROOT
from nlu import scoring, taxonomy
from nlu.evaluate import OWN_TEST_SET, Row, read_rows, report, spelling
from nlu.scoring import Judged

REPORT = ROOT / "var" / "stock-evaluation.json"
_AT_ONCE = 4
_SECONDS = 60.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.stock_rasa.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, default=OWN_TEST_SET)
    parser.add_argument("--out", type=Path, default=REPORT)
    wishes = parser.parse_args()
    judged = asyncio.run(_judged(read_rows(wishes.data)))
    wishes.out.parent.mkdir(parents=True, exist_ok=True)
    wishes.out.write_text(json.dumps(report(judged, "stock Rasa"), ensure_ascii=False), encoding="utf-8")
    print(scoring.table(scoring.summary(judged)))
    return 0


async def _judged(rows: Sequence[Row]) -> list[Judged]:
    project, names = await trained_project(), spelling(rows)
    turns = asyncio.Semaphore(_AT_ONCE)
    with tempfile.TemporaryDirectory(prefix="sambung-stock-") as folder:
        async with StockRasa(project, Path(folder)) as stock, ClientSession(timeout=ClientTimeout(_SECONDS)) as http:

            async def judge(row: Row) -> Judged:
                async with turns, http.post(f"{stock.url}/model/parse", json={"text": row.text}) as answer:
                    answer.raise_for_status()
                    ranked = [(names[label], share) for label, share in ranking(await answer.json())]
                return Judged(row.text, row.label, row.also, row.style, ranked)

            return await asyncio.gather(*map(judge, rows))


def ranking(answer: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Our ids and their probabilities, the likeliest first: a topic's is that of a question times that of this one."""
    tasks = {intent_of(label): label for label in taxonomy.labels() if not label.startswith("faq/")}
    found = []
    for intent in answer["intent_ranking"]:
        name, confidence = intent["name"], intent["confidence"]
        if name in tasks:
            found.append((tasks[name], confidence))
        elif name == "faq":
            topics = answer["response_selector"]["faq"]["ranking"]
            found += [(topic["intent_response_key"], topic["confidence"] * confidence) for topic in topics]
    return sorted(found, key=lambda pair: -pair[1])


if __name__ == "__main__":
    sys.exit(main())
