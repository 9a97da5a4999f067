"""What the pages of campaigns ask for: the list, one being written, whom it reaches, and how it looks on the phones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.audience import About, Audience, Count
from bot.domain.campaigns import Books, Campaign, Draft, Message
from bot.domain.messages import ChannelName
from bot.domain.phones import PhoneBubble
from bot.domain.templates import LANGUAGES, Template

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

    def targets(self) -> frozenset[str]:
        """The labels of both: all that a button may start."""
        ...

    def interests(self, language: str) -> Sequence[TopicChoice]:
        """What residents can choose to hear of, as they read it."""
        ...


class TemplateChoices(Protocol):
    """Approved templates whose every part a campaign fills; none where WhatsApp is not set up."""

    async def approved(self, language: str) -> Sequence[Template]:
        """By name."""
        ...

    async def poor(self, language: str) -> Collection[str]:
        """Names of those that Meta rates low."""
        ...


@dataclass(frozen=True, slots=True)
class Choices:
    """What a campaign may name now: approved `templates` by language, and the `targets` (labels of the taxonomy) that
    its buttons may start. `poor`: names of templates by language that Meta rates low."""

    templates: Mapping[str, Sequence[Template]]
    targets: frozenset[str]
    poor: Mapping[str, Collection[str]] = field(default_factory=dict)


async def choices_of(templates: TemplateChoices, topics: CampaignTopics) -> Choices:
    approved = {language: await templates.approved(language) for language in LANGUAGES}
    poor = {language: await templates.poor(language) for language in LANGUAGES}
    return Choices(approved, topics.targets(), poor)


@dataclass(frozen=True, slots=True)
class Sample:
    """A resident the campaign would reach: `name` masked, `fresh` inside WhatsApp's 24 hours."""

    conversation: UUID
    channel: ChannelName
    language: str
    fresh: bool
    name: str

    @property
    def way(self) -> str:
        """On which of the CampaignPhones they see it."""
        return TEMPLATE_WAY if self.channel is ChannelName.WHATSAPP and not self.fresh else self.channel.value


TEMPLATE_WAY = "whatsapp_template"


class CampaignPhones(Protocol):
    """How a campaign looks, drawn from what the channels would really be sent: the ways are `telegram`, `whatsapp`
    (within 24 hours of the resident's message), and `whatsapp_template` (after). Nothing is on a way on which nothing
    may be sent, or where nothing is written."""

    async def refresh(self) -> None:
        """Look at the templates as they are now."""
        ...

    def phones(self, message: Message, version: int, language: str, name: str) -> Mapping[str, Sequence[PhoneBubble]]:
        """To somebody of that name."""
        ...


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


class CampaignReach(Protocol):
    """Whom an audience reaches now. `emergency`: the weekly limit does not count."""

    async def reach(self, audience: Audience, message: Message | None, *, emergency: bool = False) -> Reach:
        """None: nothing is written yet; whoever a template might reach is counted."""
        ...

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
    """A campaign in the list; `books` are empty before it starts."""

    campaign: Campaign
    books: Books
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None


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
