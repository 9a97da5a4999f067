"""What the page that steers a campaign asks for: how it stands, what it will take, how far it is; and every act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.audience import Audience, Count
from bot.domain.campaign_checks import Slip, slips
from bot.domain.campaign_desk import Choices
from bot.domain.campaigns import UNWRITTEN, Books, Campaign, Draft, Fate, State
from bot.domain.staff import Role

STAFF = frozenset({Role.MANAGER, Role.SUPERVISOR, Role.ADMIN})
"""They see campaigns, approve, pause and cancel them."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something somebody did to it; `actor` is empty for the clock."""

    at: datetime
    actor: str
    act: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign as it is. `editors` changed it; `history` has the newest first; `original` is what it corrects, and
    `corrections` are the corrections of it, by id; `first` is the one its series began with, where that is another."""

    campaign: Campaign
    audience: Audience
    editors: frozenset[str] = frozenset()
    created_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    history: Sequence[Event] = ()
    original: Campaign | None = None
    corrections: Mapping[UUID, str] = field(default_factory=dict)
    first: Campaign | None = None

    @property
    def hands(self) -> frozenset[str]:
        """Whoever had a hand in it; none of them approves it."""
        named = {self.campaign.author, self.campaign.submitted_by}
        return self.editors | frozenset(named - {""})

    def last(self, act: str) -> Event | None:
        return next((event for event in self.history if event.act == act), None)


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom it would reach now. `opens`: those on WhatsApp whose 24 hours are over, who get a template; `used`: people
    a conversation was opened with in the last 24 hours."""

    count: Count
    opens: int = 0
    used: int = 0


def lacks(standing: Standing, count: Count, choices: Choices, now: datetime) -> list[Slip]:
    """What must be mended before it can be handed in, or approved: what its editor is told, and besides `nobody` (it
    reaches nobody) and `same` (a correction that says what the first one said)."""
    campaign = standing.campaign
    message = campaign.message or UNWRITTEN
    draft = Draft(
        name=campaign.name.strip(),
        message=message,
        audience=standing.audience,
        topic=campaign.topic,
        emergency=campaign.emergency,
        due_at=campaign.due_at,
        corrects=campaign.corrects,
        emergency_reason=campaign.emergency_reason.strip(),
        repeats=campaign.repeats,
    )
    found = [each for each in slips(draft, choices, now) if each.stops]
    if not count.total:
        found.append(Slip("nobody", "audience"))
    if standing.original and standing.original.message == message:
        found.append(Slip("same"))
    return found


class Why(StrEnum):
    """Why a running campaign rests, or goes slowly."""

    QUIET = "quiet"
    TIER = "tier"
    QUALITY = "quality"
    BLOCKED = "blocked"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Resting:
    """`until` where it is known; `reason` in the stored words of the channel's answer."""

    why: Why
    channel: str = ""
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A channel account as it does; `trouble` is `blocked`, `down` or empty."""

    channel: str
    trouble: str = ""
    reason: str = ""
    held_until: datetime | None = None
    held_reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is. `recent`: sent in the last minute, by channel; `opened`: conversations opened on WhatsApp in the
    last 24 hours, `frees_at` when the first of them counts no more; `outside`: those who wait on WhatsApp and whose
    24 hours are over."""

    channels: Mapping[str, Mapping[Fate, int]] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    recent: Mapping[str, int] = field(default_factory=dict)
    accounts: Sequence[Account] = ()
    opened: int = 0
    frees_at: datetime | None = None
    outside: int = 0

    @property
    def books(self) -> Books:
        fates: dict[Fate, int] = {}
        for counted in self.channels.values():
            for fate, count in counted.items():
                fates[fate] = fates.get(fate, 0) + count
        return Books(sum(fates.values()), fates)


class CampaignControl(Protocol):
    """Everything raises UnknownCampaign, CampaignRefusal for what its state does not allow, and StaleCampaign where
    `edition` is not the one that is there. Every change is noted in its history."""

    async def standing(self, campaign: UUID) -> Standing: ...

    async def glance(self, campaign: UUID) -> Standing:
        """The same without its history, original and corrections: for what is asked every second."""
        ...

    async def reached(self, standing: Standing) -> Reached: ...

    async def submit(self, campaign: UUID, edition: int, actor: str) -> State:
        """For few it is approved at once: READY."""
        ...

    async def approve(self, campaign: UUID, edition: int, approver: str) -> None:
        """Raises OwnApproval."""
        ...

    async def send_back(self, campaign: UUID, edition: int, actor: str, note: str) -> None: ...

    async def take_back(self, campaign: UUID, edition: int, actor: str) -> None:
        """It is a draft again, from submitted or ready."""
        ...

    async def reschedule(self, campaign: UUID, edition: int, due_at: datetime | None, actor: str) -> None:
        """A ready one starts then; None: as soon as a worker is there."""
        ...

    async def pause(self, campaign: UUID, actor: str) -> None: ...

    async def resume(self, campaign: UUID, actor: str, *, without_template: bool = False) -> None:
        """`without_template`: whoever could be reached by it only is passed over from now on."""
        ...

    async def cancel(self, campaign: UUID, actor: str) -> Books: ...

    async def override(self, campaign: UUID, reason: str, actor: str) -> None:
        """What is running or paused is an emergency from now on: quiet hours do not hold it up. Of a series only this
        one."""
        ...

    async def progress(self, campaign: UUID) -> Progress:
        """May be a few seconds old where it has many recipients."""
        ...

    async def copy(self, campaign: UUID, made: UUID, name: str, actor: str) -> None:
        """A new draft with the same words for the same audience. Made twice under one id, it is one."""
        ...

    async def correct(self, campaign: UUID, made: UUID, name: str, actor: str) -> None:
        """A new draft with the same words, for exactly those who were sent the campaign."""
        ...


class TemplateCategories(Protocol):
    """Meta's category of a template (`marketing`, `utility`): it has its price."""

    async def category(self, name: str, language: str) -> str: ...


def resting(campaign: Campaign, progress: Progress, quiet_until: datetime | None, budget: int) -> list[Resting]:
    """What holds up a running campaign. `quiet_until`: it is quiet until then (None: it is not); `budget`: how many
    conversations a day may be opened."""
    found = [Resting(Why.QUIET, until=quiet_until)] if quiet_until and not campaign.emergency else []
    waiting = {channel for channel, fates in progress.channels.items() if Books(0, fates).open}
    for account in progress.accounts:
        if account.channel not in waiting:
            continue
        if account.trouble:
            why = Why.BLOCKED if account.trouble == "blocked" else Why.DOWN
            found.append(Resting(why, account.channel, reason=account.reason))
        if account.held_until:
            found.append(Resting(Why.QUALITY, account.channel, account.held_until, account.held_reason))
    if "whatsapp" in waiting and progress.opened >= budget:
        found.append(Resting(Why.TIER, "whatsapp", progress.frees_at))
    return found
