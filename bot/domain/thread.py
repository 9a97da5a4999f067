"""What a resident, the bot and officers have said to each other, over all channels the resident has linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.messages import ChannelName


class Side(StrEnum):
    """Who said it."""

    RESIDENT = "resident"
    BOT = "bot"
    OFFICER = "officer"


class Delivery(StrEnum):
    """How far a message of ours got."""

    QUEUED = "queued"
    HELD = "held"  # waits until the resident writes again: WhatsApp's 24 hours are over
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was understood of a resident's message: `label` was acted on (empty where the bot asked back), `confidence`
    0…1 of the first guess; `helpful` as the resident judged the answer."""

    label: str
    confidence: float
    band: str
    helpful: bool | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One message or event. `kind` is that of its content (`text`, `tap`, `media`, `notice`, …); of ours it is `sent`,
    `knock` for the template that tells of an answer that is held, or `announcement` of the `campaign` of that name
    (sent by a template, it shows the words of its first version).

    `words` are masked, and empty where there were none; of a notice they name what happened (`claimed`, `released`).
    `officer` acted or answered; `trouble` says why a message failed. `event` is its row in the inbox or the outbox.
    `file` is the name of the file that goes with a message of ours.
    """

    event: int
    at: datetime
    channel: ChannelName
    side: Side
    kind: str
    words: str
    officer: str = ""
    delivery: Delivery | None = None
    trouble: str = ""
    asked: Asked | None = None
    file: str = ""
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Older:
    """Where an older page goes on: below these rows of inbox and outbox."""

    inbox: int
    outbox: int


@dataclass(frozen=True, slots=True)
class Page:
    """The oldest entry first; `older` is None where there is nothing before them."""

    entries: Sequence[Entry]
    older: Older | None


class Threads(Protocol):
    """Reads what was said; nothing here changes anything."""

    async def page(self, person: UUID, older: Older | None = None, limit: int = 50) -> Page:
        """The newest `limit` entries, or the newest of those that are older. Empty for somebody unknown."""
        ...
