"""Announcements as the resident's chat sees them: the one that came last, its buttons, and what is noted of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from bot.domain.campaigns import Button
from bot.domain.effect import Effect


@dataclass(frozen=True, slots=True)
class LastAnnouncement:
    """One this resident was sent within the last days; `topic` is a label of the taxonomy it is about, or empty;
    `version` the wording they got (A is 0)."""

    campaign: UUID
    topic: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class NoteTap(Effect):
    """The first tap of each recipient counts."""

    campaign: UUID
    button: int


@dataclass(frozen=True, slots=True)
class NoteReply(Effect):
    """The resident's first message after the announcement."""

    campaign: UUID


class Announcements(Protocol):
    """What a tap on an announcement's button is about."""

    async def button(
        self, campaign: UUID, version: int, number: int, language: str, conversation: UUID
    ) -> Button | None:
        """None for one that never went out (unless this conversation gets trials), or has no such button."""
        ...
