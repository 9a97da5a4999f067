"""Cases and attachments in memory, for handlers: they keep no more than what a handler may ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bot.domain.cases import CaseView
from bot.domain.errors import MediaError
from bot.domain.messages import ChannelName, Media

NUMBER = "48271930"
"""What every dialogue ends in."""


@dataclass
class FakeCases:
    """`views` are the asking person's own, others belong to somebody else."""

    views: Sequence[CaseView] = ()
    others: Sequence[CaseView] = ()
    changed: dict[int, CaseView] = field(default_factory=dict)

    async def number_for(self, key: str) -> str:
        return NUMBER

    async def find(self, number: str, person: UUID) -> CaseView | None:
        return next((view for view in (*self.views, *self.others) if view.number == number), None)

    async def of_person(self, person: UUID) -> Sequence[CaseView]:
        return self.views

    async def news(self, event: int, person: UUID) -> CaseView | None:
        return self.changed.get(event)


@dataclass
class FakeAttachments:
    """Records what is kept; fails as told."""

    fails: MediaError | None = None
    kept: list[tuple[str, str]] = field(default_factory=list)

    async def keep(self, key: str, channel: ChannelName, media: Media) -> None:
        if self.fails:
            raise self.fails
        self.kept.append((key, media.media_id))
