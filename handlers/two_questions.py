"""A message with two questions gets both answers: split where residents split it, each half understood alone."""

from __future__ import annotations

import re

from bot.domain.reply import Band, Understanding
from handlers.bands import Thresholds, decide

_FEWEST_WORDS = 2
_FEWEST_BESIDE_AND = 1
"""Beside a mere "and": "syarat KK baru sama KIA"."""
_MOST_WORDS = 40
_LEAST_SURE = 0.6
"""Two answers where one was asked for are worse than one: each half has to be surer than a message alone."""

_JOINTS = "terus|trus|trs|sekalian|plus|and also|oh ya|oiya|btw"
_SPLIT = re.compile(rf"\?+\s+|\n+|\s+(?:{_JOINTS})\s+|,\s*(?:dan|sama|and)\s+", re.IGNORECASE)
_AND = re.compile(
    r"\s+(?:dan|sama|sm|ama|karo|sareng|and)\s+(?!dengan|dgn|orang|kayak|kaya|seperti)|\s*[&+]\s*", re.IGNORECASE
)
"""Joins two things more often than two questions."""


def halves(text: str) -> tuple[str, str] | None:
    """The two questions of a short message; None when there is one, or more than two: that is a story."""
    if len(text.split()) > _MOST_WORDS:
        return None
    return _parted(text, _SPLIT, _FEWEST_WORDS) or _parted(text, _AND, _FEWEST_BESIDE_AND)


def both_topics(
    whole: Understanding | None, each: tuple[Understanding, ...], thresholds: Thresholds
) -> tuple[str, ...]:
    """The labels of two different topics, each understood surely; else none.

    "KTP sama KK hilang" is one question: where the whole is understood surely, it has to be one of the two.
    """
    least = max(_LEAST_SURE, thresholds.answer)
    tops = [understanding.ranking[0] for understanding in each if understanding.ranking]
    sure = tuple(dict.fromkeys(top.id for top in tops if top.id.startswith("faq/") and top.confidence >= least))
    if len(sure) != 2:
        return ()
    decision = decide(whole.ranking if whole else (), thresholds)
    return sure if decision.band is not Band.ANSWER or decision.labels[0] in sure else ()


def _parted(text: str, joint: re.Pattern[str], fewest: int) -> tuple[str, str] | None:
    found = [half.strip(" ,.?!") for half in joint.split(text)]
    asked = [half for half in found if len(half.split()) >= fewest]
    return (asked[0], asked[1]) if len(asked) == 2 else None
