"""`python -m bench.stock_rasa [--conversations 200] [--at-once 32]`: stock Rasa's figures for itself alone."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.platforms import Platforms
from bench.stock_rasa.measure import FEWEST, MOST, Measured, measure, questions_of
from bench.stock_rasa.project import trained_project
from bench.stock_rasa.server import StockRasa
from bot.settings import ROOT
from rig.cluster import Cluster


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.stock_rasa", description=__doc__)
    parser.add_argument("--conversations", type=int, default=200, help=f"from {FEWEST} to {MOST}")
    parser.add_argument("--at-once", type=int, default=32, help="residents asking at the same time")
    wishes = parser.parse_args()
    print(json.dumps(asdict(asyncio.run(_measured(wishes.conversations, wishes.at_once))), indent=1))
    return 0


async def _measured(conversations: int, at_once: int) -> Measured:
    project = await trained_project()
    platforms = Platforms()
    runner = await platforms.start()
    try:
        with tempfile.TemporaryDirectory(prefix="sambung-stock-") as folder:
            async with Cluster(platforms.url) as cluster:
                callback = f"{platforms.url}/callback"
                async with StockRasa(project, Path(folder), cluster.database_url, callback) as stock:
                    questions = questions_of(ROOT / "nlu" / "test_set.tsv", conversations)
                    return await measure(stock, platforms, questions, at_once)
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    sys.exit(main())
