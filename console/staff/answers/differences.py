"""What differs between two versions of an answer, field by field and word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from bot.domain.answers import Content

PARTS = ("title", "answer", "requirements", "bring", "steps", "where", "cost", "time", "if_problem")
_REST = ("legal_basis", "sources", "circumstances", "related", "owner", "reviewed_on", "review_again_on", "unsure")
_WORD = re.compile(r"\n+|[^\S\n]*\S+[^\S\n]*|[^\S\n]+")
"""A word with the spaces around it, or line breaks: two words are the same whatever spaces they have."""
_TOO_MANY = 1_000_000
"""Pairs of words: beyond, the texts are shown one after the other."""


class Change(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Words with one fate."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """`field` and, for what is told to residents, its `language`."""

    field: str
    language: str
    runs: tuple[Run, ...]


def differences(old: Content, new: Content) -> list[Difference]:
    """Only fields that differ, in the order of the form. Takes content of any shape."""
    before, after = dict(_fields(old)), dict(_fields(new))
    changed = [key for key in after if before.get(key, "") != after[key]]
    return [Difference(*key, tuple(runs(before.get(key, ""), after[key]))) for key in changed]


def runs(old: str, new: str) -> Iterator[Run]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) * len(after) > _TOO_MANY:
        yield from (Run(change, text) for change, text in ((Change.REMOVED, old), (Change.ADDED, new)) if text)
        return
    bare = [each.strip(" \t") for each in before], [each.strip(" \t") for each in after]
    for what, i, j, k, m in SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        if what == "equal":
            yield Run(Change.SAME, "".join(after[k:m]))
            continue
        if i < j:
            yield Run(Change.REMOVED, "".join(before[i:j]))
        if k < m:
            yield Run(Change.ADDED, "".join(after[k:m]))


def _fields(content: Content) -> Iterator[tuple[tuple[str, str], str]]:
    texts = content.get("texts")
    for part in PARTS:
        for language in ("id", "en"):
            told = texts.get(language) if isinstance(texts, Mapping) else None
            yield (part, language), _text(told.get(part, "") if isinstance(told, Mapping) else "")
    for name in _REST:
        yield (name, ""), _text(content.get(name, ""))


def _text(value: Any) -> str:
    """Lists become lines; what has parts becomes one line of them."""
    if isinstance(value, list | tuple):
        return "\n".join(_line(each) for each in value)
    return "" if value is None else str(value).strip()


def _line(value: Any) -> str:
    if isinstance(value, Mapping):
        return " · ".join(_line(each) for each in value.values() if each)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
