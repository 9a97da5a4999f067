"""The office's data are a sample until it has put in its own: said once in a reply, however many texts use them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.reply import Bubble, Menu, Say


def marked_once(bubbles: Sequence[Bubble], mark: str) -> tuple[Bubble, ...]:
    """The last mark stays."""
    kept: list[Bubble] = []
    seen = False
    for bubble in reversed(bubbles):
        if not isinstance(bubble, Say | Menu) or mark not in bubble.text:
            kept.append(bubble)
            continue
        head, _, tail = bubble.text.rpartition(mark)
        text = _without(head, mark) + ("" if seen else mark) + tail
        kept.append(replace(bubble, text=text.strip("\n")))
        seen = True
    return tuple(reversed(kept))


def _without(text: str, mark: str) -> str:
    """Where it stood on a line of its own, that line goes too."""
    return text.replace(f"\n{mark}", "").replace(mark, "")
