"""`python -m bench [--only NAME] [--rounds 3]`: measures, then writes bench/results.json and docs/performance.md."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import broadcast, endurance, inbox, model_swap, road, scaling, understanding, webhooks
from bench.figures import Figures
from bench.report import Results, document
from bot.settings import ROOT

RESULTS = ROOT / "bench" / "results.json"
DOCUMENT = ROOT / "docs" / "performance.md"

Part = Callable[[int], Awaitable[dict[str, Figures]]]

PARTS: dict[str, Part] = {
    "webhooks": webhooks.measure,
    "road": road.measure,
    "broadcast": broadcast.measure,
    "scaling": scaling.measure,
    "endurance": endurance.measure,
    "understanding": understanding.measure,
    "inbox": inbox.measure,
    "model swap": model_swap.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="just these; the others keep their last figures")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds whose median is reported")
    wishes = parser.parse_args()
    results = _read(RESULTS)
    for name in wishes.only or PARTS:
        began = time.monotonic()
        results[name] = asyncio.run(_measured(PARTS[name], wishes.rounds))
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    text, unmet = document(results)
    DOCUMENT.write_text(text)
    print(text)
    return 1 if unmet else 0


async def _measured(part: Part, rounds: int) -> dict[str, Figures]:
    return await part(rounds)


def _read(path: Path) -> Results:
    return json.loads(path.read_text()) if path.exists() else {}


if __name__ == "__main__":
    sys.exit(main())
