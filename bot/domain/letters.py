"""Dead letters: what could not be read, handled or sent, why, in words, and what can be done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.send_failures import FAILURES
from bot.domain.verdict import Why

LONGEST_REASON = 200
MOST_AT_ONCE = 500
_CODE = re.compile(r"^(.*\S)\s*\((\d{1,9})\)$", re.DOTALL)


class Side(StrEnum):
    """Which queue a letter fell out of."""

    INBOUND = "in"
    OUTBOUND = "out"
    UNREADABLE = "unreadable"


_BY_WORDS: Mapping[str, Why] = {
    **{kind.staff_text: failure.why for kind, failure in FAILURES.items()},
    "unreadable body": Why.BODY,
    "sealed text was changed": Why.KEY,
    "proses berhenti saat menangani pesan ini": Why.CRASH,
    "channel account is not configured here": Why.ACCOUNT,
}
_BY_BEGINNING = (("program: ", Why.PROGRAM), ("key ", Why.KEY))

_PERMISSIONS = range(200, 300)


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` is the channel's own number (None: it gave none)."""

    why: Why
    code: int | None = None

    @property
    def number(self) -> str:
        """Of the words that explain it (`letter_code_…`), where there are some; empty where there is no number."""
        if self.code is None:
            return ""
        return "permission" if self.code in _PERMISSIONS else str(self.code)


def reason_of(side: Side, stored: str) -> Reason:
    """Of the words as they are stored; whatever they are, there is a reason."""
    coded = _CODE.match(stored)
    words, code = (coded[1], int(coded[2])) if coded else (stored, None)
    if side is Side.UNREADABLE and words not in _BY_WORDS:
        return Reason(Why.SHAPE, code)
    found = _BY_WORDS.get(words) or next((why for start, why in _BY_BEGINNING if words.startswith(start)), Why.OTHER)
    return Reason(found, code)


@dataclass(frozen=True, slots=True)
class LetterRef:
    """Names one: "out:12"."""

    side: Side
    id: int

    def __str__(self) -> str:
        return f"{self.side}:{self.id}"


def read_ref(written: str) -> LetterRef | None:
    side, _, number = written.partition(":")
    if side not in set(Side) or not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return None
    return LetterRef(Side(side), int(number))


@dataclass(frozen=True, slots=True)
class Letter:
    """One of them. `blocked`: why it cannot be tried again (`unreadable`, `unreachable`, `nobody`), or empty."""

    ref: LetterRef
    channel: str
    at: datetime
    attempts: int
    reason: Reason
    conversation: UUID | None
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class Which:
    """A part of them; empty: all. The same filter for the list and for acts on "all of these"."""

    side: Side | None = None
    why: Why | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are of a kind."""

    side: Side
    channel: str
    why: Why
    count: int


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act: `done` letters, and how many were left, by why (`blocked` of the letter, or `gone`: somebody
    else was quicker)."""

    done: int
    left: Mapping[str, int] = field(default_factory=dict)


class DeadLetters(Protocol):
    """Letters that were put aside do not count any more; they are kept as long as the others, and the audit log says
    why."""

    async def page(self, which: Which, before: str = "", limit: int = 50) -> tuple[Sequence[Letter], str]:
        """The newest first, and where the next page begins (empty: there is none)."""
        ...

    async def counted(self) -> Sequence[Counted]: ...

    async def resend(self, refs: Sequence[LetterRef]) -> Done:
        """Put them back into their queues."""
        ...

    async def all_of(self, which: Which, limit: int = MOST_AT_ONCE) -> Sequence[LetterRef]:
        """The oldest first."""
        ...

    async def discard(self, refs: Sequence[LetterRef], by: UUID) -> Done: ...
