"""The seams of the program: what the road needs from the outside, as small protocols. Adapters implement them,
bot/app.py builds them, tests hand in fakes (tests/fakes.py) and run one contract suite on fake and real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from bot.domain.bookings import Bookings
from bot.domain.campaign_answers import Announcements, LastAnnouncement
from bot.domain.case_ports import Attachments, Cases
from bot.domain.cases import WorkCalendar
from bot.domain.effect import Effect
from bot.domain.handover import Queue
from bot.domain.interests import Interest, Subscriptions
from bot.domain.lookups import Attempts, LookupLog
from bot.domain.messages import ChannelName, Event, Inbound
from bot.domain.privacy import Archive, Links
from bot.domain.reply import Bubble, ConversationState, Payload, Understanding
from bot.domain.service import ServiceApi
from bot.domain.staff_notices import StaffPhones
from bot.domain.topics import OfficeFacts, TopicView
from bot.domain.verdict import Verdict

NOBODY = UUID(int=0)
MAX_MEDIA_BYTES = 20 * 1024 * 1024
"""Telegram gives a bot no larger files."""


class Channel(Protocol):
    """A channel is three verbs: verify, parse, send (with render, its pure half). One object per channel account."""

    @property
    def name(self) -> ChannelName: ...

    @property
    def account(self) -> str:
        """The bot id or phone number id: deliveries are unique and rates are counted within it."""
        ...

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise BadSignature unless the channel really sent these bytes."""

    def parse(self, body: bytes) -> Sequence[Event]:
        """Split a delivery into its events, in order, texts masked. One bad element never hides the others.

        Raises MalformedDelivery when the body is not JSON of the channel's outer shape.
        """
        ...

    def render(self, bubble: Bubble) -> Sequence[Payload]:
        """The requests that show this bubble, in order, each within the channel's limits; pure."""
        ...

    def needs_window(self, payload: Payload) -> bool:
        """Whether the channel takes this only while the resident's last message is fresh (WhatsApp's 24 hours)."""
        ...

    async def send(self, chat: str, payload: Payload, reference: str) -> str:
        """Send one rendered payload and return the channel's message id, or raise a SendError."""
        ...

    async def download(self, media_id: str) -> bytes:
        """The file behind the id that came with a message, at most MAX_MEDIA_BYTES. Raises a MediaError."""
        ...

    async def acknowledge(self, inbound: Inbound) -> None:
        """Show at once that the message arrived (callback answer, read mark). Best effort, never raises."""

    async def show_typing(self, inbound: Inbound) -> None:
        """Show that an answer is being made. Best effort, never raises."""


class Understander(Protocol):
    """The NLU."""

    async def understand(self, text: str) -> Understanding:
        """Rank the taxonomy's labels for a text. Raises NluUnavailable."""
        ...

    async def healthy(self) -> bool: ...


class Book(Protocol):
    """The answers and the bot's own words, by language (`id` or `en`)."""

    def topic(self, topic: str, language: str) -> TopicView | None:
        """The content of a bare topic id (`ktp_hilang`); None when nothing is written for it yet."""
        ...

    def title(self, label: str, language: str) -> str:
        """A short name (≤ 24 characters) for any taxonomy label, for choices: `faq/ktp_hilang`, `task/menu`."""
        ...

    def groups(self) -> Sequence[str]:
        """Names of the menu's topic groups, in order."""
        ...

    def topics_in(self, group: str) -> Sequence[str]:
        """Bare ids of the written topics of a group, the most asked first."""
        ...

    def document(self, words: str) -> str:
        """The name of the document that a normalised text names and nothing else ("kk"), for `topics_in`; or empty."""
        ...

    def phrase(self, key: str, language: str, **values: str) -> str:
        """One of the bot's own sentences with `{name}` places filled. Raises KeyError for an unknown key."""
        ...

    def words(self, key: str) -> frozenset[str]:
        """Exact words, in every language and normalised (lower case, no punctuation), that mean the task `key`."""
        ...

    def interests(self, language: str) -> Sequence[Interest]:
        """What announcements may be about, in the order to show."""
        ...

    def opening(self, day: date, language: str) -> str:
        """Kamis, 26 November: loket buka pukul 07.30–12.00."""
        ...

    def closed(self, day: date, language: str) -> str | None:
        """Why the counter is closed all that day ("akhir pekan"; empty where nobody says why), None where it opens."""
        ...

    def day(self, day: date, language: str) -> str:
        """Kamis, 26 November."""
        ...

    def date(self, day: date, language: str) -> str:
        """24 November 2026."""
        ...

    def office(self) -> OfficeFacts: ...

    def open_at(self, moment: datetime) -> bool:
        """Whether the counter is open then."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """What a handler may ask."""

    book: Book
    queue: Queue
    cases: Cases
    attachments: Attachments
    calendar: WorkCalendar
    service: ServiceApi
    attempts: Attempts
    lookups: LookupLog
    bookings: Bookings
    links: Links
    archive: Archive
    subscriptions: Subscriptions
    staff_phones: StaffPhones
    announcements: Announcements


class Notices(Protocol):
    """News of ours for residents, on the same road as their messages."""

    async def post(self, person: UUID, name: str, facts: Mapping[str, str], key: str) -> bool:
        """Put a notice before the conversation the person used last. False when this `key` was posted before."""
        ...


class Intake(Protocol):
    """The write side of the inbox, used by the webhooks."""

    async def receive(self, events: Sequence[Event]) -> int:
        """Store a delivery's events in one transaction and return how many were new. Raises StoreUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one conversation until the lease runs out by the database's clock.

    `epoch` fences off late writers: it is never given out twice.
    """

    conversation: UUID
    epoch: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The oldest unhandled event of a leased conversation and what is known of the resident.

    `person` is the same for all conversations that a resident has linked. `waited` in seconds; `more`: others wait
    behind it; `generation` tells whether something came in since; `announcement` was sent last, lately."""

    inbox_id: int
    inbound: Inbound
    attempts: int
    state: ConversationState
    waited: float = 0.0
    generation: int = 0
    more: bool = False
    conversation: UUID = NOBODY
    person: UUID = NOBODY
    announcement: LastAnnouncement | None = None


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing waits in a leased conversation; `generation` tells a later release whether something came in since."""

    generation: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A lease and what was found behind it."""

    lease: Lease
    found: Waiting | Idle


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What a turn commits, all or nothing."""

    state: ConversationState
    effects: tuple[Effect, ...]
    payloads: tuple[Payload, ...]
    understood_at: datetime | None = None


class Mailbox(Protocol):
    """The read side of the inbox, used by the worker."""

    async def claim(self, limit: int) -> Sequence[Claim]:
        """Lease up to `limit` conversations that have work, those waiting longest first."""
        ...

    async def next(self, lease: Lease) -> Waiting | Idle:
        """The oldest waiting event. Raises LeaseLost."""
        ...

    async def renew(self, lease: Lease) -> None:
        """Raises LeaseLost."""

    async def commit(self, lease: Lease, waiting: Waiting, result: TurnResult) -> bool:
        """Effects, state, outbox rows and `handled`, in one transaction fenced by the epoch. Raises LeaseLost.

        True when nothing more waits: the lease then went back in the same transaction.
        """
        ...

    async def fail(self, lease: Lease, waiting: Waiting, reason: str) -> None:
        """Count a failed attempt and give the lease back for a while; after the last attempt the event is dead."""

    async def release(self, lease: Lease, idle: Idle) -> bool:
        """Hand the lease back; False when more came in meanwhile: the lease then still holds."""
        ...

    async def hand_back(self, lease: Lease) -> None:
        """Give up the lease at once, work left: another worker may go on (clean stop)."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One outbox row that may be sent in `wait` seconds.

    `taken` counts how often it was given out, this time included; `window_open`: the resident wrote within WhatsApp's
    24 hours; `campaign`: an announcement, not an answer; `probe`: sent to find out whether its account works again.
    """

    outbox_id: int
    channel: ChannelName
    account: str
    chat: str
    payload: Payload
    attempts: int
    wait: float = 0.0
    taken: int = 1
    window_open: bool = True
    campaign: bool = False
    probe: bool = False


class Outbox(Protocol):
    """The queue of everything that leaves."""

    async def take(self, channel: ChannelName, account: str, limit: int) -> Sequence[Outgoing]:
        """Lease rows that are due, at most one per chat, by priority and age, and give each its send time."""
        ...

    async def sent(self, row: Outgoing, external_id: str) -> None:
        """The channel took it and calls it `external_id`."""

    async def failed(self, row: Outgoing, verdict: Verdict, reason: str) -> None:
        """Carry out what bot/domain/send_failures.py decided; `reason` is for staff."""
