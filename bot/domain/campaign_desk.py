"""What the pages of campaigns ask for: the list, one being written, whom it reaches, and how it looks on the phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.answer_rules import PhoneBubble
from bot.domain.audience import About, Audience, Count
from bot.domain.campaigns import Books, Campaign, Draft, Message, State
from bot.domain.messages import ChannelName

Fields = Mapping[str, Sequence[str]]
"""What a form holds: every name with its values."""


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """Something a campaign may be about, or a button may start: a label of the taxonomy (`faq/…`, `task/…`)."""

    label: str
    title: str
    family: str = ""


class CampaignTopics(Protocol):
    """Pure."""

    def topics(self, language: str) -> Sequence[TopicChoice]:
        """What is written, in the order of the menu."""
        ...

    def dialogues(self, language: str) -> Sequence[TopicChoice]:
        """What can be started besides."""
        ...

    def interests(self, language: str) -> Sequence[TopicChoice]:
        """What residents can choose to hear of, as they read it."""
        ...


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """An approved WhatsApp template: `body` has {{1}}, {{2}}, … for its variables."""

    name: str
    language: str
    body: str
    header: str = ""
    buttons: tuple[str, ...] = ()
    picture: bool = False

    @property
    def variables(self) -> int:
        """How many it needs."""
        return max((number for number in range(1, 21) if f"{{{{{number}}}}}" in self.body), default=0)

    def filled(self, values: Sequence[str]) -> str:
        text = self.body
        for number, value in enumerate(values, 1):
            text = text.replace(f"{{{{{number}}}}}", value)
        return text


class TemplateChoices(Protocol):
    """Approved templates; none where WhatsApp is not set up."""

    async def approved(self, language: str) -> Sequence[TemplateChoice]:
        """By name."""
        ...


@dataclass(frozen=True, slots=True)
class Sample:
    """A resident the campaign would reach: `name` masked, `fresh` inside WhatsApp's 24 hours."""

    conversation: UUID
    channel: ChannelName
    language: str
    fresh: bool
    name: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sample resident would see; no bubble where nothing may be sent. `version` from 0."""

    sample: Sample
    version: int
    bubbles: tuple[PhoneBubble, ...]
    picture: str = ""


class CampaignPreviews(Protocol):
    """Drawn from what the channels would really be sent."""

    async def drawn(self, campaign: Campaign, version: int, sample: Sample) -> Preview: ...


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a condition, its words, and how many conversations have it."""

    value: str
    title: str
    residents: int = 0


Options = Mapping[About, Sequence[Option]]


class AudienceOptions(Protocol):
    """What there is to choose from: values residents really have."""

    async def options(self) -> Options:
        """Titles are the values themselves where they have no words of their own."""
        ...


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom it would reach now. `languages` counts those reached by the language they read; `outside` those on WhatsApp
    whose 24 hours are over, whether a template reaches them or not."""

    count: Count
    languages: Mapping[str, int] = field(default_factory=dict)
    outside: int = 0


class CampaignDesk(Protocol):
    """Everything raises UnknownCampaign, and CampaignRefusal for what its state does not allow."""

    async def add(self, draft: Draft, author: str, campaign: UUID | None = None) -> UUID:
        """Made twice under the same id it is one."""
        ...

    async def edit(self, campaign: UUID, draft: Draft, edition: int, editor: str) -> None:
        """Raises StaleCampaign where another edition was changed than the one that was looked at."""
        ...

    async def read(self, campaign: UUID) -> tuple[Campaign, Audience]: ...

    async def cancel(self, campaign: UUID, actor: str) -> Books: ...


def masked_name(name: str) -> str:
    """ "S••• R•••" for Siti Rahma: enough to see where a name stands."""
    return " ".join(f"{word[0]}•••" for word in name.split()[:3])


class CampaignReach(Protocol):
    """Whom an audience reaches now. `emergency`: the weekly limit does not count."""

    async def reach(self, audience: Audience, message: Message, *, emergency: bool = False) -> Reach: ...

    async def samples(self, audience: Audience, message: Message, *, emergency: bool = False) -> Sequence[Sample]:
        """Of every channel, language and side of the window one, as far as there are such."""
        ...


class Shown(StrEnum):
    """Which campaigns the list shows."""

    ALL = ""
    MINE = "mine"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign in the list. `audience` of the draft; `books` are empty before it starts."""

    campaign: Campaign
    books: Books
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def settled(self) -> int:
        return self.books.total - self.books.open

    @property
    def percent(self) -> int:
        """Of the list that something has happened to."""
        if not self.books.total:
            return 100 if self.campaign.state is State.DONE else 0
        return 100 * self.settled // self.books.total


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """`more`: how many further ones there are."""

    lines: Sequence[CampaignLine]
    counts: Mapping[Shown, int]
    more: int = 0


class CampaignLists(Protocol):
    """The newest first."""

    async def page(self, shown: Shown, text: str, reader: str, skip: int = 0) -> CampaignPage: ...

    async def waiting(self) -> int:
        """How many wait for a second person."""
        ...

    async def progress(self) -> Mapping[str, str]:
        """Changes whenever a campaign does, or the progress of one that runs: by id."""
        ...


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What somebody is writing and has not saved: `base` is the edition it was written over."""

    base: int
    fields: Fields
    kept_at: datetime


class CampaignForms(Protocol):
    """Unsaved forms, one for each campaign and writer."""

    async def keep(self, campaign: UUID, editor: str, base: int, fields: Fields) -> None: ...

    async def find(self, campaign: UUID, editor: str) -> KeptForm | None: ...

    async def drop(self, campaign: UUID, editor: str) -> None: ...

    async def others(self, campaign: UUID, editor: str) -> Sequence[tuple[str, datetime]]:
        """Who else writes on it, and since when they paused."""
        ...
