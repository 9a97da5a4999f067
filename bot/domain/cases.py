"""Complaints, suggestions and requests for information: what a case is, how it may go, and its number. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from stdnum import damm

from bot.domain.effect import Effect

REOPEN_WITHIN = timedelta(days=14)
"""After an answer."""
CHECKED_WITHIN = 3
"""Working days until somebody has looked at it, as SP4N-LAPOR! promises."""
HANDLED_WITHIN = 5
"""Working days from then until the follow-up is set."""


class Kind(StrEnum):
    """The three kinds of SP4N-LAPOR!."""

    COMPLAINT = "pengaduan"
    SUGGESTION = "aspirasi"
    INFORMATION = "permintaan_informasi"


class Visibility(StrEnum):
    """Who learns what. `anonymous`: nobody sees the name; `secret`: only the inspector reads it."""

    OPEN = "open"
    ANONYMOUS = "anonymous"
    SECRET = "secret"  # noqa: S105 - not one of ours


class CaseState(StrEnum):
    """How far a case is."""

    RECEIVED = "received"
    CHECKED = "checked"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    REOPENED = "reopened"
    SOLVED = "solved"  # the resident says so
    DECLINED = "declined"  # not ours, or not possible: the words say why
    CLOSED = "closed"  # nobody replied to the answer


_NEXT: Mapping[CaseState, frozenset[CaseState]] = {
    CaseState.RECEIVED: frozenset(
        {CaseState.CHECKED, CaseState.IN_PROGRESS, CaseState.ANSWERED, CaseState.DECLINED, CaseState.SOLVED}
    ),
    CaseState.CHECKED: frozenset({CaseState.IN_PROGRESS, CaseState.ANSWERED, CaseState.DECLINED, CaseState.SOLVED}),
    CaseState.IN_PROGRESS: frozenset({CaseState.ANSWERED, CaseState.DECLINED, CaseState.SOLVED}),
    CaseState.ANSWERED: frozenset({CaseState.SOLVED, CaseState.REOPENED, CaseState.CLOSED}),
    CaseState.DECLINED: frozenset({CaseState.REOPENED, CaseState.CLOSED}),
    CaseState.REOPENED: frozenset({CaseState.IN_PROGRESS, CaseState.ANSWERED, CaseState.DECLINED, CaseState.SOLVED}),
    CaseState.SOLVED: frozenset({CaseState.REOPENED}),
    CaseState.CLOSED: frozenset({CaseState.REOPENED}),
}
OVER = frozenset({CaseState.SOLVED, CaseState.CLOSED})
"""Nobody works on these any more."""
BY_RESIDENTS = frozenset({CaseState.SOLVED, CaseState.REOPENED})


def may_become(before: CaseState, after: CaseState, since: datetime, now: datetime) -> bool:
    """Whether a case that is `before` since then may become `after` now."""
    if after not in _NEXT[before]:
        return False
    return after is not CaseState.REOPENED or now - since <= REOPEN_WITHIN


@dataclass(frozen=True, slots=True)
class Case:
    """What may be told about a case. `said` are the newest words for the resident, `next_on` the date promised;
    `since`: when it came to its present state."""

    number: str
    person: UUID
    kind: Kind
    category: str
    state: CaseState
    since: datetime
    opened_at: datetime
    next_on: date | None = None
    said: str = ""


class Cases(Protocol):
    """The cases as the conversation's rules may read them."""

    async def of(self, person: UUID) -> Sequence[Case]:
        """A resident's own, the newest first; those that are over and old are left out."""
        ...

    async def find(self, number: str) -> Case | None: ...


@dataclass(frozen=True, slots=True)
class OpenCase(Effect):
    """A new case; `key` is the same however often it is sent."""

    key: str
    number: str
    kind: Kind
    category: str
    story: str
    happened_on: date | None
    place: str
    name: str
    visibility: Visibility
    next_on: date


@dataclass(frozen=True, slots=True)
class AddToCase(Effect):
    """More words from the resident, for a case of their own."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class MoveCase(Effect):
    """The resident says that it is solved, or that it is not. `next_on` is promised anew where it is not."""

    number: str
    state: CaseState
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class Mistyped:
    """Eight digits that are no number of ours: a slip of the finger."""

    digits: str


_NUMBER = re.compile(r"(?<![\d-])(\d{4})[\s.\-]?(\d{4})(?![\d-])")


def number_for(key: UUID) -> str:
    """Eight digits, the last one a check digit, written `4827-1930`: easy to say, and a slip is noticed."""
    digits = f"{key.int % 9_000_000 + 1_000_000}"
    digits += damm.calc_check_digit(digits)
    return f"{digits[:4]}-{digits[4:]}"


def names_a_case(text: str) -> bool:
    """Whether a text is, or has written with its dash, the number of a case: then it asks for it."""
    found = number_in(text)
    return isinstance(found, str) and (found in text or text.strip().isdecimal())


def number_in(text: str) -> str | Mistyped | None:
    """The first number of a case in a text; Mistyped where there are only others."""
    found = [f"{match[1]}{match[2]}" for match in _NUMBER.finditer(text)]
    real = next((digits for digits in found if digits[0] != "0" and damm.is_valid(digits)), None)
    if real:
        return f"{real[:4]}-{real[4:]}"
    return Mistyped(found[0]) if found else None
