"""What comes in from a channel, the same for Telegram and WhatsApp; first stop on the road of a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

MAX_TEXT = 4096
"""Longest text kept of one message, in characters: both channels allow residents no more."""


class ChannelName(StrEnum):
    """The channels a resident can write on."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"


class MediaKind(StrEnum):
    """Kinds of file a resident may send."""

    PHOTO = "photo"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True)
class Text:
    """Words typed by the resident; `masked` tells that a 16-digit number was taken out."""

    body: str
    edited: bool = False
    masked: bool = False
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Command:
    """A Telegram command such as /start, without slash and bot name; `argument` may be a deep link's payload."""

    name: str
    argument: str = ""
    kind: Literal["command"] = "command"


@dataclass(frozen=True, slots=True)
class Tap:
    """A press on a button or a row of ours: `action` is the id we gave it (see actions.py)."""

    action: str
    title: str = ""
    kind: Literal["tap"] = "tap"


@dataclass(frozen=True, slots=True)
class Location:
    """A place shared by the resident, in degrees (WGS 84)."""

    latitude: float
    longitude: float
    label: str = ""
    kind: Literal["location"] = "location"


@dataclass(frozen=True, slots=True)
class Media:
    """A file at the channel; only its id is kept until a dialogue asks for the file itself."""

    media: MediaKind
    media_id: str
    mime_type: str = ""
    caption: str = ""
    masked: bool = False
    kind: Literal["media"] = "media"


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact card; `own` tells that it is the sender's own. Its number is not kept here."""

    own: bool
    kind: Literal["contact"] = "contact"


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji put on one of our messages; empty when it was taken back."""

    emoji: str
    message_id: str
    kind: Literal["reaction"] = "reaction"


@dataclass(frozen=True, slots=True)
class Membership:
    """The resident blocked (`active` false) or unblocked the bot."""

    active: bool
    kind: Literal["membership"] = "membership"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A message of a kind nobody can read here (poll, order, disappearing picture, …): answered kindly."""

    what: str
    kind: Literal["unsupported"] = "unsupported"


@dataclass(frozen=True, slots=True)
class TimerRang:
    """A timer of ours is due: `name` as it was set, with the `note` left for this moment."""

    name: str
    note: str = ""
    kind: Literal["timer"] = "timer"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something of ours that concerns this resident and comes in like a message, so that it is ordered with them:
    a status that changed, a case that moved, an officer who answers. `name` tells which rule handles it."""

    name: str
    facts: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["notice"] = "notice"


Content = Text | Command | Tap | Location | Media | Contact | Reaction | Membership | Unsupported | TimerRang | Notice


@dataclass(frozen=True, slots=True)
class Sender:
    """How the channel names the writer: first name as shown there, language tag if it tells one ("id", "en-US")."""

    name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing a resident did.

    `external_id` is unique within (channel, account) and makes repeats harmless. `aliases` are all names the
    channel gave for this writer (chat id; phone number and business-scoped id), the first being `chat`, where
    an answer goes. `reference` is what an acknowledgement needs (callback id, WhatsApp message id). `frees_held`:
    answers that waited for the resident to write leave because of this.
    """

    channel: ChannelName
    account: str
    external_id: str
    chat: str
    aliases: tuple[str, ...]
    content: Content
    sent_at: datetime
    sender: Sender = field(default_factory=Sender)
    reference: str = ""
    frees_held: bool = False


class DeliveryStatus(StrEnum):
    """How far a message of ours got, in rising order; `failed` ends it."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A channel's word on a message of ours; `reference` is our own outbox id where the channel echoes it."""

    channel: ChannelName
    account: str
    external_id: str
    status: DeliveryStatus
    at: datetime
    reference: str = ""
    error_code: int | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A known kind of event we do not act on; counted by `what`."""

    channel: ChannelName
    what: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An element of a valid delivery that could not be read: stored as it is (masked), counted, shown to staff."""

    channel: ChannelName
    account: str
    external_id: str
    reason: str
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TemplateNews:
    """Meta tells something about a template. `about`: its `state`, `quality` or `category`; `value` in our own words
    for these (bot/domain/templates.py). `external_id` is the same for a repeated delivery."""

    channel: ChannelName
    account: str
    external_id: str
    name: str
    language: str
    about: Literal["state", "quality", "category"]
    value: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Preference:
    """A resident told the channel itself whether announcements are `wanted`; `words` is what it made of that."""

    channel: ChannelName
    account: str
    aliases: tuple[str, ...]
    wanted: bool
    at: datetime
    words: str = ""


Event = Inbound | Receipt | Ignored | Unreadable | TemplateNews | Preference
