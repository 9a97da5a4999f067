"""`python -m nlu.bands REPORT.json`: what the bot makes of an evaluation: answers, questions back, hand-overs.

Runs in the bot's own Python, since the rule (handlers/bands.py) is the bot's; adds `summary.bands` to the report.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.reply import Band, Guess
from handlers.bands import Thresholds, decide
from nlu.evaluate import OWN_TEST_SET, REPORT, read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = {Band.ANSWER: "answered", Band.CLARIFY: "asked back", Band.HAND_OVER: "handed over"}


def bands(rankings: Sequence[Sequence[Guess]], acceptable: Sequence[set[str]]) -> dict[str, dict[str, float]]:
    """For each band its share, how many of it are right (for a question back: among the choices), and the share of all
    messages that it answers wrongly."""
    found: dict[str, list[bool]] = {name: [] for name in NAMES.values()}
    for ranking, fine in zip(rankings, acceptable, strict=True):
        decision = decide(ranking, Thresholds())
        found[NAMES[decision.band]].append(bool(fine & set(decision.labels)))
    return {
        name: {
            "share": len(right) / len(rankings),
            "right": sum(right) / len(right) if right else 0.0,
            "wrong_of_all": (len(right) - sum(right)) / len(rankings),
        }
        for name, right in found.items()
    }


def main(arguments: Sequence[str]) -> int:
    report_file = Path(arguments[0]) if arguments else REPORT
    data = Path(arguments[1]) if len(arguments) > 1 else OWN_TEST_SET
    report: dict[str, Any] = json.loads(report_file.read_text(encoding="utf-8"))
    rows = read_rows(data)
    rankings = [[Guess(_full(each["id"]), each["confidence"]) for each in row["ranking"]] for row in report["rows"]]
    fine = [{_full(label) for label in (row.label, *row.also)} for row in rows]
    report["summary"]["bands"] = bands(rankings, fine)
    report_file.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    for name, rates in report["summary"]["bands"].items():
        line = f"{name}: {rates['share']:.1%}, right {rates['right']:.1%}, wrong {rates['wrong_of_all']:.1%} of all"
        sys.stdout.write(line + "\n")
    return 0


def _full(label: str) -> str:
    return label if "/" in label else f"task/{label}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
