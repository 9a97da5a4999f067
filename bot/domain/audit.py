"""The audit log: every change by staff, and every reading of personal data. Entries are chained, so that none can be
changed or taken out unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

SELDOM = timedelta(minutes=10)
"""How often the same deed of the same person is written down where only that it happened matters."""


@dataclass(frozen=True, slots=True)
class Deed:
    """`actor` is a login, or `system`; `what` a short name (`staff.add`, `case.read`); `about` names what it was done
    to by our own id, never by personal data; `detail` is sealed where it is kept.

    Write the name out where the deed is made: a test collects the names and wants words for each (`deed_<what>` in
    console/staff/words)."""

    actor: str
    what: str
    about: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A deed as kept. One that is not `readable` was sealed with a key that is not here, or was changed: its detail is
    empty."""

    number: int
    at: datetime
    deed: Deed
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """Entries whose fields begin so, `about` also after its kind (`4827-1930` finds `case:4827-1930`), from `since` on
    and before `until`."""

    actor: str = ""
    what: str = ""
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`entries` were read, and the chain holds up to the first `broken` one (None: all of it).

    `head` is the last link: noted elsewhere, it shows whether entries were cut off at the end. `cut`: the number up to
    which older entries were taken out as the rules of keeping allow (0: none).
    """

    entries: int
    broken: int | None
    head: str
    cut: int = 0


class AuditLog(Protocol):
    """Append only."""

    async def note(self, deed: Deed) -> None:
        """In a transaction of its own: for readings. A change is noted within its own transaction instead, by the
        store that makes it (`bot.store.audit.note_in`), so that neither is there without the other."""
        ...

    async def note_seldom(self, deed: Deed, every: timedelta = SELDOM) -> None:
        """Like `note`, but the same deed is written at most once in `every`; the next entry tells how often it
        happened since the one before (`×12`). For what a browser may repeat without end."""
        ...

    async def search(
        self, *, actor: str = "", what: str = "", about: str = "", before: int | None = None, limit: int = 50
    ) -> Sequence[AuditEntry]:
        """The newest first, of those whose fields begin so."""
        ...

    async def find(self, wanted: Wanted, before: int | None = None, limit: int = 50) -> Sequence[AuditEntry]:
        """The newest first; `before`: with a lower number."""
        ...

    async def verify(self) -> Verdict:
        """Read the whole chain again."""
        ...
