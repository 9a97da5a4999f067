"""Campaigns: an announcement to many who agreed to hear it. States, who may do what, and books that balance. Pure.

A campaign is written (draft), handed in, approved by a second person where it goes to many, starts at its time, and
runs until everybody on its list was sent it, failed or was passed over. A correction is a campaign of its own, to those
whom the first one reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from bot.domain.errors import BotError

if TYPE_CHECKING:
    from bot.domain.audience import Audience


NAME = "{nama}"
"""Stands for the resident's name in what a campaign says."""


class CampaignRefusal(BotError):
    """A campaign cannot be changed like that."""

    staff_text = "Siaran tidak bisa diubah seperti itu."


class UnknownCampaign(BotError):
    """There is no such campaign."""

    staff_text = "Siaran ini tidak ada."


class OwnApproval(CampaignRefusal):
    """Whoever wrote a campaign, or handed it in, does not approve it."""

    staff_text = "Siaran harus disetujui orang lain, bukan yang menulisnya."


class StaleCampaign(CampaignRefusal):
    """Somebody else changed the campaign meanwhile."""

    staff_text = "Siaran ini baru saja diubah orang lain. Lihat dulu perubahannya."


class State(StrEnum):
    """How far a campaign is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"  # waits for a second person
    READY = "ready"  # approved; starts at its time
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What can happen to one."""

    EDIT = "edit"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    FINISH = "finish"


_NEXT: Mapping[tuple[State, Act], State] = {
    (State.DRAFT, Act.EDIT): State.DRAFT,
    (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Act.CANCEL): State.CANCELLED,
    (State.SUBMITTED, Act.EDIT): State.DRAFT,  # what was changed was not looked at by the second person
    (State.SUBMITTED, Act.SEND_BACK): State.DRAFT,
    (State.SUBMITTED, Act.APPROVE): State.READY,
    (State.SUBMITTED, Act.CANCEL): State.CANCELLED,
    (State.READY, Act.EDIT): State.DRAFT,
    (State.READY, Act.START): State.RUNNING,
    (State.READY, Act.CANCEL): State.CANCELLED,
    (State.RUNNING, Act.PAUSE): State.PAUSED,
    (State.RUNNING, Act.CANCEL): State.CANCELLED,
    (State.RUNNING, Act.FINISH): State.DONE,
    (State.PAUSED, Act.RESUME): State.RUNNING,
    (State.PAUSED, Act.CANCEL): State.CANCELLED,
}
OVER = frozenset({State.DONE, State.CANCELLED})
GOES_OUT = frozenset({State.RUNNING, State.PAUSED, State.DONE})
"""Its list is made: it cannot be edited any more."""


def after(state: State, act: Act) -> State:
    """Raises CampaignRefusal for what cannot happen in this state."""
    try:
        return _NEXT[state, act]
    except KeyError:
        raise CampaignRefusal(f"{act} cannot happen to a campaign that is {state}") from None


@dataclass(frozen=True, slots=True)
class Button:
    """`title` of at most 20 characters; `target` is a label of the taxonomy that a tap starts (`faq/ktp_hilang`)."""

    title: str
    target: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said in one language. `{nama}` in the text stands for the resident's name. `picture`: the id of a kept
    campaign picture. `template` names a WhatsApp template of that language with the same words, for residents whose 24
    hours are over, `variables` what stands for its {{1}}, {{2}}, …; empty: only those inside them get it on WhatsApp.
    """

    text: str
    title: str = ""
    buttons: tuple[Button, ...] = ()
    template: str = ""
    variables: tuple[str, ...] = ()
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """`versions` has one entry, or two (A/B); each has an Indonesian wording, and may have an English one."""

    versions: tuple[Mapping[str, Wording], ...]

    def wording(self, version: int, language: str) -> Wording:
        """The resident's language where it is written, else Indonesian."""
        told = self.versions[version % len(self.versions)]
        return told.get(language) or told["id"]

    @property
    def written(self) -> bool:
        """Whether something is said in every wording."""
        return all(told.text for version in self.versions for told in version.values())


UNWRITTEN = Message(({"id": Wording("")},))
"""What a new campaign says."""


class Repeats(StrEnum):
    """How often a campaign is sent again, to whoever the audience names by then."""

    NEVER = ""
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Campaign:
    """`edition` counts changes: a page that shows an older one changes nothing. `topic` is what it is about, for its
    effect; `corrects` the campaign whose recipients hear this one; `due_at` None: as soon as it is approved.
    `emergency` goes out in quiet hours and beyond the weekly limit, `emergency_reason` says why. `series` is the
    campaign of which this is a repetition. `listing`: its list of recipients is still being written.
    `without_template`: staff let it go on without, since Meta does not take it any more. `cut`: it was cancelled before
    its list was whole; `unlisted`: how many more it would have reached (None: not counted yet). `approved_for`: how
    many it reached when it was approved (None: not known)."""

    id: UUID
    name: str
    state: State
    edition: int
    author: str
    topic: str = ""
    emergency: bool = False
    due_at: datetime | None = None
    corrects: UUID | None = None
    submitted_by: str = ""
    approved_by: str = ""
    message: Message | None = None
    emergency_reason: str = ""
    repeats: Repeats = Repeats.NEVER
    series: UUID | None = None
    listing: bool = False
    without_template: bool = False
    cut: bool = False
    unlisted: int | None = None
    approved_for: int | None = None

    @property
    def templates(self) -> frozenset[str]:
        """The WhatsApp templates it names."""
        versions = self.message.versions if self.message else ()
        return frozenset(told.template for version in versions for told in version.values()) - {""}


class Fate(StrEnum):
    """What became of one recipient."""

    PENDING = "pending"
    QUEUED = "queued"  # handed to the outbox, not yet sent
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


class Left(StrEnum):
    """Why somebody the audience names is left out, or was passed over while it ran."""

    NO_CONSENT = "no_consent"  # never asked for announcements
    OPTED_OUT = "opted_out"
    UNREACHABLE = "unreachable"
    OUTSIDE_WINDOW = "outside_window"  # WhatsApp's 24 hours are over and there is no template
    ENOUGH_THIS_WEEK = "enough_this_week"
    OTHER_CHANNEL = "other_channel"  # the same person hears it on the other one
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Books:
    """Recipients by fate. `total` counts the list; the books balance where the fates add up to it."""

    total: int
    fates: Mapping[Fate, int] = field(default_factory=dict)

    @property
    def balanced(self) -> bool:
        return self.total == sum(self.fates.values())

    @property
    def open(self) -> int:
        """Those something is still to happen to."""
        return self.fates.get(Fate.PENDING, 0) + self.fates.get(Fate.QUEUED, 0)

    @property
    def meant(self) -> int:
        """Those who are not passed over."""
        return self.total - self.fates.get(Fate.SKIPPED, 0)

    @property
    def tried(self) -> int:
        """Those of them it was sent to, arrived or not."""
        return self.meant - self.open

    @property
    def percent(self) -> int:
        """Rounded down: 100 only where nobody is open."""
        return 100 * self.tried // self.meant if self.meant else 0


@dataclass(frozen=True, slots=True)
class Rules:
    """The office's own limits. `second_above`: more recipients need a second person; `per_week`: announcements a person
    gets in seven days, emergencies apart; quiet from `quiet_from` to `quiet_until` (WIB); `tier`: how many people
    WhatsApp lets us open a conversation with in 24 hours, of which `tier_share` is used."""

    second_above: int = 50
    per_week: int = 3
    quiet_from: time = time(20, 0)
    quiet_until: time = time(8, 0)
    tier: int = 2000
    tier_share: float = 0.8

    @property
    def tier_budget(self) -> int:
        return int(self.tier * self.tier_share)

    def quiet(self, local: datetime) -> bool:
        """Whether nothing but an emergency is sent at this time of day."""
        now = local.timetz().replace(tzinfo=None)
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= now < self.quiet_until
        return now >= self.quiet_from or now < self.quiet_until

    def quiet_ends(self, local: datetime) -> datetime:
        """When it may go on; the given moment where it is not quiet."""
        if not self.quiet(local):
            return local
        ends = local.replace(hour=self.quiet_until.hour, minute=self.quiet_until.minute, second=0, microsecond=0)
        return ends if ends > local else ends + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """What its writer decides."""

    name: str
    message: Message
    audience: Audience
    topic: str = ""
    emergency: bool = False
    due_at: datetime | None = None
    corrects: UUID | None = None
    emergency_reason: str = ""
    repeats: Repeats = Repeats.NEVER
