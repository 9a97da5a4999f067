"""What staff see of a resident beside the conversation: our own facts first, personal data only when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from bot.domain.cases import Category, Kind, State
from bot.domain.messages import ChannelName
from bot.domain.reply import ConversationState

WINDOW = timedelta(hours=24)
"""How long after a resident's message WhatsApp takes free messages."""


@dataclass(frozen=True, slots=True)
class LinkedChannel:
    """One conversation of the person. `announcements`: asked for; `stopped`: does not want them any more."""

    conversation: UUID
    channel: ChannelName
    last_wrote: datetime | None
    reachable: bool = True
    announcements: bool = False
    stopped: bool = False

    def closes_at(self) -> datetime | None:
        """When free messages end here; None on a channel that knows no such limit, or where nobody wrote yet."""
        return self.last_wrote + WINDOW if self.channel is ChannelName.WHATSAPP and self.last_wrote else None

    def closed(self, now: datetime) -> bool:
        if self.channel is not ChannelName.WHATSAPP:
            return False
        closes = self.closes_at()
        return closes is None or closes <= now


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case of the resident's. Secret ones are listed for inspectors only."""

    number: str
    kind: Kind
    category: Category
    state: State
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PastLookup:
    """Somebody looked up an application from this person's chats. Its number is not shown."""

    at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """At the counter; `topic` is a bare topic id."""

    start: datetime
    topic: str


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A line of the consent ledger."""

    at: datetime
    channel: str
    about: str
    decision: str


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """A question that a person of the staff had to look at, and has; `label` is what the bot took it for."""

    asked_at: datetime
    words: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResidentCard:
    """`here` is the conversation that was opened; `channels` are all of the person, this one included.

    `secret`: something that only inspectors read waits here, so nobody else reads any of it. `hidden_until`: what was
    said up to then is for inspectors, too. `question` and `quote` are what an answer of the staff would be about.
    `state` is what the bot remembers, for a preview that looks like the real thing.
    """

    person: UUID
    here: LinkedChannel
    since: datetime
    language: str
    channels: Sequence[LinkedChannel]
    cases: Sequence[OwnCase] = ()
    lookups: Sequence[PastLookup] = ()
    appointments: Sequence[Appointment] = ()
    consents: Sequence[GivenConsent] = ()
    past: Sequence[PastQuestion] = ()
    secret: bool = False
    hidden_until: datetime | None = None
    question: str = ""
    quote: str = ""
    state: ConversationState = field(default_factory=ConversationState)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Who the resident is, as far as we know. `addresses`: chat id or phone number, by channel. A NIK is never kept."""

    names: Sequence[tuple[ChannelName, str]]
    addresses: Sequence[tuple[ChannelName, str]]
    told: Sequence[str] = ()
    """Names given with cases that are neither anonymous nor secret."""


class ResidentCards(Protocol):
    """Reads what is known of a resident; nothing here changes anything."""

    async def card(self, conversation: UUID, *, inspector: bool) -> ResidentCard | None:
        """None for a conversation that is not there. What only inspectors read is left out for all others."""
        ...

    async def personal(self, person: UUID) -> PersonalData:
        """The caller notes why in the audit log."""
        ...
