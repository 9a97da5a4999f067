"""The audit log: every change by staff, and every reading of personal data. Entries are chained, so that none can be
changed or taken out unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Deed:
    """`actor` is a login, or `system`; `what` a short name (`staff.add`, `case.read`); `about` names what it was done
    to by our own id, never by personal data; `detail` is sealed where it is kept."""

    actor: str
    what: str
    about: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A deed as kept."""

    number: int
    at: datetime
    deed: Deed


@dataclass(frozen=True, slots=True)
class Verdict:
    """`entries` were read, and the chain holds up to the first `broken` one (None: all of it).

    `head` is the last link: noted elsewhere, it shows whether entries were cut off at the end.
    """

    entries: int
    broken: int | None
    head: str


class AuditLog(Protocol):
    """Append only."""

    async def note(self, deed: Deed) -> None: ...

    async def search(
        self, *, actor: str = "", what: str = "", about: str = "", before: int | None = None, limit: int = 50
    ) -> Sequence[AuditEntry]:
        """The newest first, of those whose fields begin so."""
        ...

    async def verify(self) -> Verdict:
        """Read the whole chain again."""
        ...
