"""The mark of sample office data, once in a reply, however many of its texts use such data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.reply import Bubble, Menu, Say
from handlers.voice import Voice


def marked_once(bubbles: Sequence[Bubble], voice: Voice) -> tuple[Bubble, ...]:
    """Left where it stands last."""
    line = f"\n{voice.text('office_sample')}"
    shown: list[Bubble] = []
    marked = False
    for bubble in reversed(bubbles):
        if isinstance(bubble, Say | Menu) and line in bubble.text:
            before, _, after = bubble.text.rpartition(line)
            kept = "" if marked else line
            shown.append(replace(bubble, text=before.replace(line, "") + kept + after))
            marked = True
        else:
            shown.append(bubble)
    return tuple(reversed(shown))
