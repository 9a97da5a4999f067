"""Lists of contacts who agreed elsewhere (a form at the counter, a meeting) to hear announcements.

A file is checked first and nobody is added (dry run); then its good rows are taken, or none. The file is not kept:
only its mark, what became of it, and which rows were wrong, by number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.errors import BotError

MOST_ROWS = 50_000
LARGEST_FILE = 16 * 1024 * 1024


class FileRefused(BotError):
    """The file as a whole cannot be read: `phrase` names words of the console, `values` what they need."""

    staff_text = "Berkas tidak bisa dibaca."

    def __init__(self, phrase: str, **values: object) -> None:
        super().__init__(phrase)
        self.phrase = phrase
        self.values: Mapping[str, object] = values


class UnknownImport(BotError):
    """There is no such import."""

    staff_text = "Daftar ini tidak ada."


class ImportMoved(BotError):
    """Somebody has decided about it already."""

    staff_text = "Daftar ini sudah diputuskan. Muat ulang halamannya."


class Phase(StrEnum):
    """How far an import is."""

    CHECKING = "checking"
    CHECKED = "checked"  # waits for a person's decision
    TAKING = "taking"
    TAKEN = "taken"
    DISCARDED = "discarded"


WORKING = frozenset({Phase.CHECKING, Phase.TAKING})


class Column(StrEnum):
    """The columns of the file."""

    PHONE = "phone"
    TELEGRAM = "telegram"
    NAME = "name"
    LANGUAGE = "language"
    NEIGHBOURHOOD = "neighbourhood"
    INTERESTS = "interests"
    AGREED_ON = "agreed_on"
    AGREED_HOW = "agreed_how"
    PROOF = "proof"


@dataclass(frozen=True, slots=True)
class RowError:
    """`row` as the spreadsheet numbers it (the heading is 1); `what` names words (`campaigns_row_<what>`). `other` is
    the row it is the same as, 0 for none."""

    row: int
    column: Column | None
    what: str
    other: int = 0


@dataclass(frozen=True, slots=True)
class ContactImport:
    """`counts` by name: good, wrong, known, new, stopped (asked for no announcements: they stay so), erased, taken.
    `done` of `parts` are through in this phase."""

    id: UUID
    name: str
    phase: Phase
    author: str
    rows: int
    parts: int
    done: int
    created_at: datetime
    decided_by: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.parts) if self.parts else 100

    def count(self, name: str) -> int:
        return self.counts.get(name, 0)


class ContactImports(Protocol):
    """Everything raises UnknownImport."""

    async def upload(self, name: str, content: bytes, author: str) -> tuple[ContactImport, bool]:
        """Begin to check it; whether it is new: the same file is not read twice, unless it was discarded. Raises
        FileRefused."""
        ...

    async def all(self, most: int = 50) -> Sequence[ContactImport]:
        """The newest first."""
        ...

    async def find(self, contacts: UUID) -> ContactImport: ...

    async def errors(self, contacts: UUID, most: int) -> Sequence[RowError]:
        """By row."""
        ...

    async def take(self, contacts: UUID, actor: str) -> None:
        """The good rows. Raises ImportMoved."""
        ...

    async def discard(self, contacts: UUID, actor: str) -> None:
        """None of them. Raises ImportMoved."""
        ...
