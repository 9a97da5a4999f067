"""Joins bubbles of one turn where there are many: each costs a part of what a chat bears (WhatsApp: one in 6 s)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.reply import Bubble, Menu, Say

MOST_BUBBLES = 3
"""More than this in one turn is a wall to a reader and a burst to WhatsApp."""

MOST_CHARACTERS = 1000
"""Of a joined bubble: what carries choices bears 1,024 on WhatsApp, and nobody reads more at once."""


def coalesce(bubbles: Sequence[Bubble]) -> tuple[Bubble, ...]:
    """The same words in the same order in at most `MOST_BUBBLES` bubbles, as far as their kinds and lengths allow."""
    joined = list(bubbles)
    while len(joined) > MOST_BUBBLES:
        pairs = [(number, pair) for number in range(len(joined) - 1) if (pair := _pair(joined, number))]
        if not pairs:
            break
        number, pair = min(pairs, key=lambda numbered: len(numbered[1].text))
        joined[number : number + 2] = [pair]
    return tuple(joined)


def _pair(bubbles: Sequence[Bubble], number: int) -> Say | Menu | None:
    """This bubble and the next as one, or None where they must stay two: choices and titles keep their own place."""
    first, second = bubbles[number], bubbles[number + 1]
    if not isinstance(first, Say) or first.choices or not isinstance(second, Say | Menu):
        return None
    if isinstance(second, Say) and second.title:
        return None
    text = f"{first.text}\n\n{second.text}"
    if len(first.title) + len(text) > MOST_CHARACTERS or (first.title and isinstance(second, Menu)):
        return None
    return replace(second, text=text, title=first.title) if isinstance(second, Say) else replace(second, text=text)
