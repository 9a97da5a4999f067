"""The ledger of who agreed to hear announcements, when and how, and who stopped; read by our own ids, never by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Consented:
    """A line of the ledger. `decision`: `yes`, `no` or `shown`; `words`: what was shown, or where it is from."""

    at: datetime
    channel: str
    about: str
    decision: str
    words: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One conversation of a person as it stands: whether announcements reach it."""

    conversation: UUID
    channel: str
    announcements: bool
    stopped: bool
    reachable: bool


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """All about one person, the newest first."""

    standing: tuple[Standing, ...]
    lines: tuple[Consented, ...]


@dataclass(frozen=True, slots=True)
class ConsentMonth:
    """`first` day of the month (WIB); lines about announcements."""

    first: date
    agreed: int
    stopped: int


@dataclass(frozen=True, slots=True)
class ConsentTotals:
    """Conversations now, those of erased residents apart."""

    agreed: int
    stopped: int
    never: int


class ConsentLedger(Protocol):
    """Nothing is ever changed in it here."""

    async def of_conversation(self, conversation: UUID) -> ConsentRecord | None: ...

    async def of_case(self, number: str) -> ConsentRecord | None:
        """Of whoever reported the case with this tracking number; secret ones are not found."""
        ...

    async def months(self, most: int = 12) -> Sequence[ConsentMonth]:
        """The newest first."""
        ...

    async def totals(self) -> ConsentTotals: ...
