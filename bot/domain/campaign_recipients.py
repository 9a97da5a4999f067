"""Recipients of a campaign one by one: the lists behind its figures, and the file of all. Pure, and the port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from bot.domain.campaigns import Fate


class Shown(StrEnum):
    """Which recipients a list shows."""

    ALL = "all"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    PENDING = "pending"
    DELIVERED = "delivered"
    READ = "read"
    TAPPED = "tapped"
    REPLIED = "replied"
    STOPPED = "stopped"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Which:
    """Narrowed down; empty (or None): not. `reason` as stored."""

    shown: Shown = Shown.ALL
    channel: str = ""
    language: str = ""
    version: int | None = None
    button: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A line of the list; `name` is masked."""

    conversation: UUID
    channel: str
    language: str
    version: int
    fate: Fate
    reason: str
    at: datetime
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    tapped_at: datetime | None = None
    button: int | None = None
    replied_at: datetime | None = None
    stopped_at: datetime | None = None
    name: str = ""


class Like(NamedTuple):
    """What thousands of lines of a file have in common. `button` from 0, None where none was tapped."""

    channel: str
    language: str
    version: int
    fate: str
    reason: str
    button: int | None


def masked(name: str) -> str:
    """ "S••• R•••" for Siti Rahma: enough to see where a name stands."""
    return " ".join(f"{word[0]}•••" for word in name.split()[:3])


class CampaignRecipients(Protocol):
    """Recipients one by one."""

    async def page(self, campaign: UUID, which: Which, after: UUID | None, limit: int = 50) -> Sequence[Recipient]:
        """Those behind `after`."""
        ...

    def lines(self, campaign: UUID, cells: Callable[[Like], tuple[str, str]]) -> AsyncIterator[str]:
        """All of them as lines of a file, thousands at a time, without names: id, what `cells` says of those who are
        alike, when their fate was decided, delivered, read and tapped, what `cells` says of the button, when replied
        and stopped. Semicolons between; moments in WIB (`2026-11-28 12:00:00`), empty: never."""
        ...
