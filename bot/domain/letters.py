"""Dead letters: what could not be read, handled or sent, why, in words, and what can be done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.errors import (
    AccountBlocked,
    CampaignRefused,
    OptedOut,
    OutcomeUnknown,
    QualityLimited,
    RecipientGone,
    Rejected,
    SendError,
    Temporary,
    Throttled,
    WindowClosed,
)

LONGEST_REASON = 200
MOST_AT_ONCE = 500
_CODE = re.compile(r"^(.*\S)\s*\((\d{1,9})\)$", re.DOTALL)


class Side(StrEnum):
    """Which queue a letter fell out of."""

    INBOUND = "in"
    OUTBOUND = "out"
    UNREADABLE = "unreadable"


class Why(StrEnum):
    """Every reason there is; each has words in the console (`letter_why_…`) and what to do (`letter_todo_…`)."""

    GONE = "gone"
    OPTED_OUT = "opted_out"
    CAMPAIGN = "campaign"
    WINDOW = "window"
    QUALITY = "quality"
    BLOCKED = "blocked"
    REJECTED = "rejected"
    TEMPORARY = "temporary"
    UNKNOWN_OUTCOME = "unknown_outcome"
    THROTTLED = "throttled"
    REFUSED = "refused"  # not sent, and nothing more is known
    KEY = "key"  # sealed with a key that is not here, or changed
    BODY = "body"  # no version of ours can read what we kept
    CRASH = "crash"  # a worker died over it
    ACCOUNT = "account"  # came by a channel account that is not set up here
    PROGRAM = "program"  # a defect of ours
    SHAPE = "shape"  # the channel sent something we do not know
    OTHER = "other"


_BY_WORDS: Mapping[str, Why] = {
    RecipientGone.staff_text: Why.GONE,
    OptedOut.staff_text: Why.OPTED_OUT,
    CampaignRefused.staff_text: Why.CAMPAIGN,
    WindowClosed.staff_text: Why.WINDOW,
    QualityLimited.staff_text: Why.QUALITY,
    AccountBlocked.staff_text: Why.BLOCKED,
    Rejected.staff_text: Why.REJECTED,
    Temporary.staff_text: Why.TEMPORARY,
    OutcomeUnknown.staff_text: Why.UNKNOWN_OUTCOME,
    Throttled.staff_text: Why.THROTTLED,
    SendError.staff_text: Why.REFUSED,
    "unreadable body": Why.BODY,
    "sealed text was changed": Why.KEY,
    "proses berhenti saat menangani pesan ini": Why.CRASH,
    "channel account is not configured here": Why.ACCOUNT,
}
_BY_BEGINNING = (("program: ", Why.PROGRAM), ("key ", Why.KEY))

CODES_WITH_WORDS = frozenset(
    (
        *(0, 1, 2, 3, 4, 10, 100, 190, 368, 400, 401, 403, 409, 429, 470, 80007, 130429, 130472, 130497),
        *(131000, 131008, 131009, 131016, 131021, 131026, 131030, 131031, 131037, 131042, 131045, 131047),
        *(131048, 131049, 131050, 131051, 131052, 131053, 131056, 131057, 131062, 131064),
        *(132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069, 133004),
    )
)
"""The channels' own numbers that the console explains one by one (`letter_code_…`)."""
_PERMISSIONS = range(200, 300)


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` is the channel's own number (None: it gave none); `explained` names words of the console for it."""

    why: Why
    code: int | None = None

    @property
    def explained(self) -> str:
        if self.code is None:
            return ""
        if self.code in _PERMISSIONS:
            return "letter_code_permission"
        return f"letter_code_{self.code}" if self.code in CODES_WITH_WORDS else "letter_code_unknown"


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
