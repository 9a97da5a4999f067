"""A message with two questions gets both answers: split where residents split it, each half understood alone."""

from __future__ import annotations

import re

from bot.domain.reply import Understanding
from handlers.bands import Thresholds

_FEWEST_WORDS = 2
_MOST_WORDS = 40
_LEAST_SURE = 0.6
"""Two answers where one was asked for are worse than one: each half has to be surer than a message alone."""

_JOINTS = "terus|trus|trs|sekalian|plus|and also|oh ya|oiya|btw"
_SPLIT = re.compile(rf"\?+\s+|\n+|\s+(?:{_JOINTS})\s+|,\s*(?:dan|sama|and)\s+", re.IGNORECASE)


def halves(text: str) -> tuple[str, str] | None:
    """The two questions of a short message; None when there is one, or more than two: that is a story."""
    if len(text.split()) > _MOST_WORDS:
        return None
    found = [half.strip(" ,.?!") for half in _SPLIT.split(text)]
    asked = [half for half in found if len(half.split()) >= _FEWEST_WORDS]
    return (asked[0], asked[1]) if len(asked) == 2 else None


def both_topics(each: tuple[Understanding, ...], thresholds: Thresholds) -> tuple[str, ...]:
    """The labels of two different topics, each understood surely; else none."""
    least = max(_LEAST_SURE, thresholds.answer)
    tops = [understanding.ranking[0] for understanding in each if understanding.ranking]
    sure = tuple(dict.fromkeys(top.id for top in tops if top.id.startswith("faq/") and top.confidence >= least))
    return sure if len(sure) == 2 else ()
