"""Cuts a long text where a reader would pause, so that it fits a channel's limit."""

from __future__ import annotations

import re

from bot.domain.lengths import utf16_length

# Where to cut, the best place first: after a paragraph, a line, a sentence, a word.
_SEAMS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))


def split_text(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` UTF-16 units; only white space at the seams is lost. An empty text has no parts."""
    parts = []
    rest = text.strip()
    while utf16_length(rest) > limit:
        head = rest[: _characters_within(rest, limit)]
        end, start = _seam(head, rest)
        parts.append(rest[:end].rstrip())
        rest = rest[start:].lstrip()
    return [*parts, rest] if rest else parts


def shorten(text: str, limit: int) -> str:
    """At most `limit` units (3 or more), cut at a word, with an ellipsis; for labels whose text shows elsewhere."""
    if utf16_length(text) <= limit:
        return text
    head = text[: _characters_within(text, limit - 1)]
    words = head.rsplit(maxsplit=1)
    return (words[0] if len(words) > 1 and len(words[0]) > limit // 2 else head).rstrip(" ,.;:") + "…"


def _characters_within(text: str, limit: int) -> int:
    """How many characters of `text` take at most `limit` units; at least one."""
    used = 0
    for index, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > limit:
            return max(index, 1)
    return len(text)


def _seam(head: str, text: str) -> tuple[int, int]:
    """Where the first part ends and the rest begins. A seam in the first third would leave a stub: look further."""
    for seam in _SEAMS:
        found = [match for match in seam.finditer(text, 0, len(head) + 1) if match.start() <= len(head)]
        if found and found[-1].start() > len(head) // 3:
            return found[-1].start(), found[-1].end()
    return len(head), len(head)
