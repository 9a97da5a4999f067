"""Cases: complaints, suggestions and requests for information; their kinds, states and what may become of them. Pure.

Kinds and clocks are those of SP4N-LAPOR!. A case is told apart from others by its tracking number (tracking.py) and by
the `key` of the dialogue it came from, which makes sending it twice harmless.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.effect import Effect


class Kind(StrEnum):
    """What SP4N-LAPOR! tells apart."""

    COMPLAINT = "pengaduan"
    SUGGESTION = "aspirasi"
    INFORMATION = "permintaan_informasi"


class Category(StrEnum):
    """What a complaint is about. `GENERAL` is for the kinds that have no categories."""

    SLOW = "slow"
    CONDUCT = "conduct"
    EXTORTION = "extortion"
    DATA = "data"
    FACILITY = "facility"
    SYSTEM = "system"
    OTHER = "other"
    GENERAL = "general"


class Visibility(StrEnum):
    """Open: staff know who reports. Anonymous: nobody sees the name. Secret: only inspectors read the case at all."""

    OPEN = "open"
    ANONYMOUS = "anonymous"
    SECRET = "secret"  # noqa: S105 - a word of ours


class State(StrEnum):
    """How far a case is."""

    RECEIVED = "received"
    VERIFIED = "verified"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    DONE = "done"  # the resident says so
    REOPENED = "reopened"
    DECLINED = "declined"
    CLOSED = "closed"  # nobody objected to the answer


class Priority(StrEnum):
    """How much hurry there is, the most first; set by staff."""

    URGENT = "mendesak"
    IMPORTANT = "penting"
    NORMAL = "normal"


def first_priority(category: Category, *, danger: bool) -> Priority:
    """What a case begins with: money that is wanted and somebody in danger do not wait behind all others."""
    if danger:
        return Priority.URGENT
    return Priority.IMPORTANT if category is Category.EXTORTION else Priority.NORMAL


class Actor(StrEnum):
    """Who moves a case."""

    STAFF = "staff"
    RESIDENT = "resident"
    CLOCK = "clock"


class Role(StrEnum):
    """What a member of staff may read."""

    OFFICER = "officer"
    INSPECTOR = "inspector"


WITH_STAFF = frozenset({State.RECEIVED, State.VERIFIED, State.IN_PROGRESS, State.REOPENED})
"""The office has to do something next."""
ENDED = frozenset({State.DONE, State.DECLINED, State.CLOSED})
NEEDS_WORDS = frozenset({State.ANSWERED, State.DECLINED})
"""Staff cannot bring a case there without telling the resident something."""

_FORWARD = frozenset({State.VERIFIED, State.IN_PROGRESS, State.ANSWERED, State.DECLINED})
MOVES: Mapping[Actor, Mapping[State, frozenset[State]]] = {
    Actor.STAFF: {
        State.RECEIVED: _FORWARD,
        State.VERIFIED: _FORWARD - {State.VERIFIED},
        State.IN_PROGRESS: frozenset({State.ANSWERED, State.DECLINED}),
        State.REOPENED: _FORWARD,
    },
    Actor.RESIDENT: {
        State.ANSWERED: frozenset({State.DONE, State.REOPENED}),
        State.DONE: frozenset({State.REOPENED}),
        State.DECLINED: frozenset({State.REOPENED}),
        State.CLOSED: frozenset({State.REOPENED}),
    },
    Actor.CLOCK: {State.ANSWERED: frozenset({State.CLOSED})},
}
"""The one state machine of cases: from where, who may move a case where to."""


def may_move(actor: Actor, state: State, to: State) -> bool:
    return to in MOVES[actor].get(state, frozenset())


def sources(actor: Actor, to: State) -> frozenset[State]:
    """The states from which `actor` may bring a case to `to`."""
    return frozenset(state for state, ways in MOVES[actor].items() if to in ways)


@dataclass(frozen=True, slots=True)
class Promises:
    """What the office promises, in working days; `reopen_days` are days of the calendar after the answer."""

    verified: int = 3
    followed_up: int = 5
    information: int = 10
    closed_without_reply: int = 10
    reopen_days: int = 14


class WorkCalendar(Protocol):
    """The office's working days and what it promises in them."""

    @property
    def promises(self) -> Promises: ...

    def after(self, day: date, working_days: int) -> date:
        """The working day that is so many after `day`; holidays do not count."""
        ...

    def closes(self, day: date) -> time | None:
        """When the office closes that day; None where it is no working day."""
        ...


def working_days_between(first: date, last: date, calendar: WorkCalendar) -> int:
    """Working days after `first` up to and with `last`; negative where `last` is before `first`."""
    if last < first:
        return -working_days_between(last, first, calendar)
    count, day = 0, calendar.after(first, 1)
    while day <= last:
        count, day = count + 1, calendar.after(day, 1)
    return count


def next_date(kind: Kind, state: State, today: date, calendar: WorkCalendar) -> date | None:
    """By when the office does its next step, or an answer without reply ends the case; None where nothing follows."""
    promises = calendar.promises
    followed_up = promises.information if kind is Kind.INFORMATION else promises.followed_up
    days = {
        State.RECEIVED: promises.verified,
        State.REOPENED: promises.verified,
        State.VERIFIED: followed_up,
        State.IN_PROGRESS: followed_up,
        State.ANSWERED: promises.closed_without_reply,
    }.get(state)
    return None if days is None else calendar.after(today, days)


def is_late(state: State, next_on: date | None, today: date) -> bool:
    """Whether the office broke its promise."""
    return state in WITH_STAFF and next_on is not None and next_on < today


def may_reopen(state: State, answered: date | None, today: date, promises: Promises) -> bool:
    """Within some days after the answer, and on the last of them too."""
    allowed = may_move(Actor.RESIDENT, state, State.REOPENED)
    return allowed and answered is not None and today <= answered + timedelta(days=promises.reopen_days)


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as residents see it. `words` are what staff said last, for the one who reported it (`own`) only: nobody
    else gets more than kind, state and dates."""

    number: str
    kind: Kind
    state: State
    received: date
    answered: date | None = None
    next_on: date | None = None
    own: bool = False
    words: str = ""

    def next_phrase(self, today: date) -> str:
        """The phrase that tells what happens next."""
        return "case_next_late" if is_late(self.state, self.next_on, today) else f"case_next_{self.state}"


@dataclass(frozen=True, slots=True)
class OpenCase(Effect):
    """A dialogue's end. What the resident tells is sealed by the store; `name` is empty unless it may be seen."""

    number: str
    key: str
    person: UUID
    kind: Kind
    category: Category
    visibility: Visibility
    story: str
    happened: str = ""
    place: str = ""
    name: str = ""
    next_on: date | None = None
    priority: Priority = Priority.NORMAL


@dataclass(frozen=True, slots=True)
class AddToCase(Effect):
    """What the resident adds to a case of their own; `key` is also that of the files that belong to it."""

    number: str
    key: str
    person: UUID
    words: str


@dataclass(frozen=True, slots=True)
class MoveCase(Effect):
    """The resident says that it is done, or opens it again."""

    number: str
    person: UUID
    to: State
    next_on: date | None = None
