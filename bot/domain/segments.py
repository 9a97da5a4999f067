"""Segments: audiences with a name, to be used again. A campaign takes a copy of the conditions, not the segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.audience import Audience
from bot.domain.errors import BotError


class SegmentRefused(BotError):
    """The segment cannot be kept like this."""

    staff_text = "Segmen tidak bisa disimpan seperti itu."


class UnknownSegment(SegmentRefused):
    """There is no such segment."""

    staff_text = "Segmen ini tidak ada, atau sudah dihapus."


class SegmentNameTaken(SegmentRefused):
    """Another segment has this name."""

    staff_text = "Nama segmen ini sudah dipakai."


class StaleSegment(SegmentRefused):
    """Somebody else changed it meanwhile."""

    staff_text = "Segmen ini baru saja diubah orang lain. Lihat dulu perubahannya."


@dataclass(frozen=True, slots=True)
class Segment:
    """`edition` counts changes; `used_by` are names of campaigns whose audience has the same conditions now."""

    id: UUID
    name: str
    audience: Audience
    author: str
    edition: int
    changed_at: datetime
    used_by: tuple[str, ...] = ()


class Segments(Protocol):
    """Everything raises UnknownSegment."""

    async def all(self) -> Sequence[Segment]:
        """By name."""
        ...

    async def find(self, segment: UUID) -> Segment: ...

    async def add(self, segment: UUID, name: str, audience: Audience, author: str) -> None:
        """Sent twice it is one. Raises SegmentNameTaken."""
        ...

    async def change(self, segment: UUID, name: str, audience: Audience, edition: int, author: str) -> None:
        """Raises StaleSegment, SegmentNameTaken."""
        ...

    async def delete(self, segment: UUID) -> str:
        """Its name. Campaigns keep their copies."""
        ...
