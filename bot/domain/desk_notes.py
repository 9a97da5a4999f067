"""What staff tell each other beside a conversation: notes, mentions, drafts, and who is there right now. Never told to
residents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.staff import Account

LONGEST_NOTE = 2000
PRESENT_FOR = timedelta(seconds=25)
"""After the last sign of somebody; pages give one every ten seconds."""
_MENTION = re.compile(r"(?<![\w@])@([a-z0-9][a-z0-9._-]{0,59})", re.IGNORECASE)


def mentioned_in(words: str) -> tuple[str, ...]:
    """The logins named in a note as @login, lower case, each once; a full stop behind one ends the sentence."""
    return tuple(dict.fromkeys(found.lower().rstrip("._-") for found in _MENTION.findall(words)))


class Doing(StrEnum):
    """What somebody does in a conversation."""

    LOOKING = "looking"
    TYPING = "typing"


@dataclass(frozen=True, slots=True)
class Note:
    """`mentions` are the names of those who were told."""

    id: int
    author: str
    words: str
    at: datetime
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A note in which somebody was named, not read yet."""

    note: int
    conversation: UUID
    author: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What a colleague has written and not sent."""

    account: UUID
    name: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody whose page of the conversation is open."""

    account: UUID
    name: str
    doing: Doing


class DeskNotes(Protocol):
    """Raises UnknownConversation (front_desk.py) where something is written to one that is not there."""

    async def add_note(self, conversation: UUID, by: Account, words: str, key: str = "") -> None:
        """`key` makes it happen once. Tells everybody of the staff who is named in it as @login."""
        ...

    async def notes(self, conversation: UUID) -> Sequence[Note]:
        """The oldest first."""
        ...

    async def mentions(self, account: UUID) -> Sequence[Mention]:
        """One's unread ones, the newest first."""
        ...

    async def read_mentions(self, account: UUID, conversation: UUID) -> None: ...

    async def keep_draft(self, conversation: UUID, account: UUID, words: str) -> None:
        """Empty words take it away."""
        ...

    async def drafts(self, conversation: UUID) -> Sequence[Draft]:
        """Everybody's, also one's own."""
        ...

    async def be_present(self, conversation: UUID, account: UUID, doing: Doing) -> None: ...

    async def present(self, conversation: UUID) -> Sequence[Presence]: ...
