"""Cases as staff see and move them; bot/store/case_desk.py carries it out, the command line and the console use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.cases import Actor, Category, Kind, Role, State, Visibility, is_late
from bot.domain.errors import CaseRefused


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One line of the list."""

    number: str
    kind: Kind
    category: Category
    visibility: Visibility
    state: State
    received_at: datetime
    next_on: date | None
    duplicate_of: str = ""

    def late(self, today: date) -> bool:
        return is_late(self.state, self.next_on, today)


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One thing that happened to a case: a change, with the words said at it, or something the resident added."""

    at: datetime
    actor: Actor
    author: str
    state: State
    words: str
    next_on: date | None
    id: int = 0


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the resident's; its content is read apart."""

    id: int
    media: str
    mime_type: str
    caption: str


@dataclass(frozen=True, slots=True)
class DeskCase:
    """Everything of one case. `name` is empty where the resident gave none or wants to stay anonymous."""

    row: DeskRow
    story: str
    happened: str
    place: str
    name: str
    events: Sequence[CaseEvent]
    files: Sequence[KeptFile]


@dataclass(frozen=True, slots=True)
class Change:
    """What staff does: another state, words for the resident, the date of the next step; at least one of them.

    `key` makes the same change twice one change. `seen` is the last event the officer knew of, `reach` the number of
    cases they were told it concerns: where either is something else by now, it is refused with CaseChanged.
    """

    state: State | None = None
    words: str = ""
    next_on: date | None = None
    key: str = ""
    seen: int | None = None
    reach: int | None = None

    def for_twin(self, number: str) -> Change:
        """The same for a case that is linked to the one it is meant for."""
        return Change(self.state, self.words, self.next_on, f"{self.key}:{number}" if self.key else "")


class CaseChanged(CaseRefused):
    """Somebody else has changed the case since the page was made."""

    staff_text = "Laporan ini sudah diubah orang lain."


class CaseDesk(Protocol):
    """Everything raises UnknownCase for a number nobody has, and SecretCase where an officer asks for a secret one."""

    async def cases(self, role: Role, *, ended: bool = False) -> Sequence[DeskRow]:
        """Broken promises first, then those due soonest; with `ended` those that are over too. Secret ones are for
        inspectors only."""
        ...

    async def read(self, number: str, role: Role) -> DeskCase: ...

    async def file(self, number: str, file: int, role: Role) -> bytes: ...

    async def change(self, number: str, change: Change, role: Role, author: str) -> int:
        """Carry it out, for linked duplicates too, and tell the residents; how many cases were changed.

        Raises CaseRefused, and then nothing has changed. Repeated with the same key after it broke off, it reaches
        those it had not reached.
        """
        ...

    async def link(self, duplicate: str, main: str, role: Role, author: str = "") -> None:
        """From now on what is changed at `main` is changed at `duplicate` too, and at those linked to it, with the same
        words. Raises CaseRefused where that would tell one resident another one's secret."""
