"""The lists of the shared inbox: who waits, why, and what staff search. Pure rules, and the port."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.front_desk import Holder
from bot.domain.handover import Owner
from bot.domain.staff import Role

PROMISE = timedelta(hours=4)
"""Within so many opening hours somebody who waits gets a reply."""
_STEP = timedelta(minutes=15)
_FARTHEST = timedelta(days=21)
"""No office is closed longer than that."""
_LONGEST_NAME = 20
_HONORIFICS = frozenset({"pak", "bapak", "bpk", "bu", "ibu", "mas", "mbak", "h", "hj", "dr", "drs", "ust"})
SHORTEST_WORD = 2


class Tab(StrEnum):
    """The lists, by the names they have in addresses."""

    WAITING = "menunggu"
    MINE = "saya"
    TEAM = "tim"
    ALL = "semua"


class Why(StrEnum):
    """Why somebody waits, the most pressing first: of several the first is told."""

    DANGER = "danger"
    BRIBE = "bribe"  # read by inspectors only
    ASKED = "asked"
    WROTE = "wrote"  # to the officer who has the conversation
    UNHELPFUL = "unhelpful"
    LETTER = "letter"  # a message could not be handled or sent
    CASE = "case"  # a complaint nobody has looked at
    DOWN = "down"  # the bot could not read it
    UNSURE = "unsure"  # the bot did not know


@dataclass(frozen=True, slots=True)
class Filters:
    """`first` and `last` are days in Jakarta, both included; None and empty: any."""

    channel: str = ""
    label: str = ""
    officer: UUID | None = None
    first: date | None = None
    last: date | None = None
    open_cases: bool = False

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: what they may read depends on it."""

    account: UUID
    inspector: bool

    @classmethod
    def of(cls, account: UUID, roles: frozenset[Role]) -> Viewer:
        return cls(account, Role.INSPECTOR in roles)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list. `name` is a first name, empty where the resident gave none. `words` are masked: one line of the
    question or what a search found; `hidden` where only inspectors may read them. `broken`: longer than promised.
    `why` and `since` are None for somebody who does not wait."""

    conversation: UUID
    channel: str
    name: str
    owner: Owner
    holder: Holder | None
    why: Why | None
    since: datetime | None
    broken: bool
    words: str
    hidden: bool
    labels: tuple[str, ...]
    snoozed_until: datetime | None
    wrote_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """`next` goes on where this page ends; empty at the end."""

    lines: Sequence[Line]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait for anybody, and how many conversations this viewer has. `stamp` changes with the lists."""

    waiting: int
    mine: int
    stamp: str


class DeskLists(Protocol):
    """Reads; a list is the same whoever looks, but for what only inspectors may know."""

    async def page(self, tab: Tab, viewer: Viewer, filters: Filters = Filters(), after: str = "") -> Page:
        """Danger first, then who waits longer than promised, then who waits longest; `all` by the newest message. An
        `after` nobody gave out is the beginning."""
        ...

    async def search(self, words: str, viewer: Viewer, filters: Filters = Filters(), after: str = "") -> Page:
        """Conversations in which all these words were said in one message, the newest first. What only inspectors may
        read is not found by others."""
        ...

    async def lines(self, conversations: Sequence[UUID], viewer: Viewer) -> Sequence[Line]:
        """In this order; who is not there is left out."""
        ...

    async def counts(self, viewer: Viewer) -> Counts:
        """Cheap: asked for every open page, a second old at most."""
        ...


OpenAt = Callable[[datetime], bool]


def promised_before(now: datetime, open_at: OpenAt, promise: timedelta = PROMISE) -> datetime:
    """Whoever has waited since before then waits longer than promised; only opening hours count."""
    moment, left = now, promise
    while left > timedelta() and now - moment < _FARTHEST:
        moment -= _STEP
        if open_at(moment):
            left -= _STEP
    return moment


def short_name(name: str) -> str:
    """A first name, with the form of address before it if there is one: a list needs no more. Empty for none."""
    words = [word for word in name.split() if any(letter.isalpha() for letter in word)]
    taken = 2 if words and words[0].lower().rstrip(".") in _HONORIFICS else 1
    return " ".join(words[:taken])[:_LONGEST_NAME]


_WHY = {
    "danger": Why.DANGER,
    "secret": Why.BRIBE,
    "asked_person": Why.ASKED,
    "sensitive": Why.ASKED,
    "for_officer": Why.WROTE,
    "not_helpful": Why.UNHELPFUL,
    "angry": Why.UNHELPFUL,
    "dead_letter": Why.LETTER,
    "case": Why.CASE,
    "nlu_down": Why.DOWN,
}


def why(reason: str) -> Why:
    """What a handler noted (handlers: `noted`), as staff are told it."""
    return _WHY.get(reason, Why.UNSURE)


def reasons_of(wanted: Why) -> tuple[str, ...]:
    """What is told so; empty for UNSURE, which is everything else."""
    return tuple(reason for reason, told in _WHY.items() if told is wanted)
