"""`python -m prove [--short] [--only NAME]`: torments real processes, prints one table, exits 1 if a row fails."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable

from prove import announcing, deaths, news, officers, weather
from prove.city import City, city
from prove.report import Finding, table
from prove.scale import LONG, SHORT, Scale

LONG_ONLY = {"lost"}
"""These take half a minute however little is done."""

Torment = Callable[[City, Scale], Awaitable[list[Finding]]]

TORMENTS: dict[str, Torment] = {
    "repeats": weather.repeats,
    "shuffled": weather.shuffled,
    "poison": weather.poison,
    "storm": weather.storm,
    "outage": weather.outage,
    "lost": weather.lost_answers,
    "restart": deaths.database_restart,
    "kills": deaths.kills,
    "takeover": deaths.takeover,
    "news": news.news,
    "hand-over": officers.officers,
    "campaigns": announcing.campaigns,
    "stop": deaths.clean_stop,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m prove", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a minute instead of several")
    parser.add_argument("--only", choices=TORMENTS, action="append", help="just these")
    parser.add_argument("--seed", type=int, default=20261124, help="of everything that happens by chance")
    wishes = parser.parse_args()
    findings = asyncio.run(
        prove(SHORT if wishes.short else LONG, wishes.only or torments(short=wishes.short), wishes.seed)
    )
    print(table(findings))
    failed = sum(not finding.holds for finding in findings)
    print(f"{len(findings) - failed} of {len(findings)} hold.")
    return 1 if failed else 0


def torments(*, short: bool) -> list[str]:
    return [name for name in TORMENTS if not (short and name in LONG_ONLY)]


async def prove(scale: Scale, names: list[str], seed: int) -> list[Finding]:
    """Four workers, two web processes, both channels, one database."""
    findings: list[Finding] = []
    async with city(webs=2, workers=4, seed=seed) as made:
        for name in names:
            began = time.monotonic()
            findings += await TORMENTS[name](made, scale)
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        findings += weather.pace(made, judged=scale is not SHORT)
    return findings


if __name__ == "__main__":
    sys.exit(main())
