"""Trying a campaign out on phones of one's own: on oneself, and on a group of people who agreed to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from bot.domain.campaigns import Campaign, CampaignRefusal
from bot.domain.messages import ChannelName

MOST_PILOTS = 20


class TooManyPilots(CampaignRefusal):
    """The pilot group is full."""

    staff_text = f"Kelompok uji paling banyak {MOST_PILOTS} orang."


@dataclass(frozen=True, slots=True)
class Pilot:
    """Somebody trials go to. `label` is what staff call them; `fresh`: WhatsApp takes free messages to them now;
    `name` as the channel tells it, for `{nama}`; `reachable`: neither gone nor tired of us."""

    conversation: UUID
    channel: ChannelName
    account: str
    label: str = ""
    language: str = "id"
    fresh: bool = True
    reachable: bool = True
    added_by: str = ""
    name: str = ""

    @property
    def can(self) -> bool:
        return self.reachable and self.fresh


class CampaignPilots(Protocol):
    """The group is one for the whole office."""

    async def all(self) -> Sequence[Pilot]:
        """In the order they came."""
        ...

    async def own(self, account: UUID) -> Pilot | None:
        """The Telegram somebody of the staff has linked; None without one."""
        ...

    async def add(self, conversation: UUID, label: str, actor: str) -> None:
        """Raises UnknownConversation, TooManyPilots. Added again, only the label changes."""
        ...

    async def drop(self, conversation: UUID) -> bool:
        """Whether they were in it."""
        ...


@dataclass(frozen=True, slots=True)
class TrialSent:
    """Messages that were queued, people they go to, and people who could not be sent to."""

    messages: int
    people: int
    left: int


class CampaignTrials(Protocol):
    """Each message as residents would get it, behind one that says it is a trial."""

    async def send(self, campaign: Campaign, languages: Sequence[str], to: Sequence[Pilot], key: UUID) -> TrialSent:
        """Sent twice with one key, it is sent once."""
        ...
