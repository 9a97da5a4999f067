"""Staff's daily work on cases: lists, one case with all that belongs to it, and what they do besides moving it
(case_desk.py). bot/store/case_board.py and case_work.py carry it out, the console uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.case_desk import DeskCase, DeskRow
from bot.domain.cases import Actor, CaseView, Category, Kind, Priority, Role, State, Visibility, may_move
from bot.domain.errors import CaseRefused
from bot.domain.messages import ChannelName
from bot.domain.phones import PhoneBubble

TYPED_ABOVE = 10
"""So many residents at most are answered at once without typing their number."""


class AlreadyTaken(CaseRefused):
    """A colleague works on it."""

    staff_text = "Laporan ini sudah diambil petugas lain."


class View(StrEnum):
    """The lists there are. `OPEN`: neither over, nor told with another case. `LATE`: the office broke its promise."""

    OPEN = "buka"
    MINE = "saya"
    LATE = "terlambat"
    SECRET = "rahasia"  # noqa: S105 - a word of ours
    ALL = "semua"


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list shows. `reader`: who looks, by their account; `officer`: only cases of this one; `digits`: of the
    tracking number, or the whole LAPOR! number; `words` all stand in what the resident told."""

    view: View
    role: Role
    reader: UUID
    today: date
    kind: Kind | None = None
    category: Category | None = None
    state: State | None = None
    officer: UUID | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of a list. `story` is what the resident told, `others`: so many reported the same, `assignee` the name
    of who works on it."""

    row: DeskRow
    priority: Priority
    story: str
    assignee: str = ""
    others: int = 0


@dataclass(frozen=True, slots=True)
class ListPage:
    """`after` gives the next page, empty at the end. `cut`: words were looked for in the first of the cases only."""

    rows: Sequence[WorkRow]
    after: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A case with what LAPOR! asks for."""

    row: DeskRow
    story: str
    happened: str
    place: str


class CaseBoard(Protocol):
    """Lists. Secret cases are in none of them, and counted in none, unless an inspector looks."""

    async def page(self, wanted: CaseFilter, after: str = "", limit: int = 50) -> ListPage:
        """Broken promises first, then what is due soonest; `ALL` has the newest first. A forged `after` is the
        beginning."""
        ...

    async def counts(self, wanted: CaseFilter) -> Mapping[View, int]:
        """How many each list has, whatever else is filtered."""
        ...

    async def late(self, role: Role, today: date) -> int: ...

    async def stamp(self) -> str:
        """Another one whenever a case is new or has changed."""
        ...

    async def export(self, wanted: CaseFilter, most: int) -> Sequence[ExportRow]:
        """In the order of the list."""
        ...


@dataclass(frozen=True, slots=True)
class CaseNote:
    """What staff did or noted, for their own eyes. `what`: `note` (the words are the note), `priority`, `assigned`,
    `lapor`, `linked`, `unlinked` (the words are the new value)."""

    at: datetime
    author: str
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Twin:
    """A case that is linked to another one."""

    number: str
    state: State


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """Everything of one case. `event` is the last thing that happened, for noticing changes; `conversation` where its
    resident is heard, None where they are not to be known or use no chat; `language` is theirs."""

    case: DeskCase
    priority: Priority
    event: int
    assignee: UUID | None = None
    assignee_name: str = ""
    lapor: str = ""
    notes: Sequence[CaseNote] = ()
    twins: Sequence[Twin] = ()
    conversation: UUID | None = None
    channels: Sequence[ChannelName] = ()
    language: str = "id"
    answered: date | None = None

    def reached(self, to: State | None) -> int:
        """How many cases a change to this state is carried out for: itself, and the linked ones that can follow."""
        following = [twin for twin in self.twins if to is None or may_move(Actor.STAFF, twin.state, to)]
        return 1 + len(following)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An open case that may be the same. `alike` 0…1."""

    row: DeskRow
    story: str
    alike: float


@dataclass(frozen=True, slots=True)
class NewCase:
    """What staff take down for somebody. `key` makes sending the form twice one case; `conversation` is the chat the
    resident wrote in, None at the counter; the
    case begins with `priority`, or a higher one where its category wants that."""

    key: str
    kind: Kind
    category: Category
    visibility: Visibility
    story: str
    happened: str = ""
    place: str = ""
    name: str = ""
    priority: Priority = Priority.NORMAL
    conversation: UUID | None = None


class CaseWork(Protocol):
    """Everything raises UnknownCase, and SecretCase where an officer asks for a secret one; CaseRefused where it cannot
    be done, and then nothing has changed. `author` is a login."""

    async def read(self, number: str, role: Role) -> WorkedCase: ...

    async def alike(self, number: str, role: Role, most: int = 5) -> Sequence[Suggestion]:
        """Open cases that are likely the same, the likeliest first; never secret ones."""
        ...

    async def take_down(self, new: NewCase, author: str) -> str:
        """The tracking number to hand out."""
        ...

    async def set_priority(self, number: str, priority: Priority, role: Role, author: str) -> None: ...

    async def assign(self, number: str, to: UUID | None, was: UUID | None, role: Role, author: str) -> None:
        """To one who may read it. Raises AlreadyTaken where it is not `was` who has it any more."""
        ...

    async def note(self, number: str, words: str, key: str, role: Role, author: str) -> None:
        """The same key again changes nothing."""
        ...

    async def set_lapor(self, number: str, lapor: str, role: Role, author: str) -> None:
        """Its Tracking ID at SP4N-LAPOR!; empty takes it away."""
        ...

    async def unlink(self, number: str, role: Role, author: str) -> None: ...


class CasePreview(Protocol):
    """What a resident would read of a change."""

    def says(self, state: State, language: str) -> str:
        """The sentence that tells residents of a state."""
        ...

    async def shown(self, view: CaseView, language: str) -> Mapping[ChannelName, Sequence[PhoneBubble]]: ...


def readers_role(inspector: bool) -> Role:
    return Role.INSPECTOR if inspector else Role.OFFICER
