"""Writing to a resident: ready-made replies, answers of the bot to put in, and how it will look on the phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.errors import BotError
from bot.domain.messages import ChannelName
from bot.domain.phones import PhoneBubble
from bot.domain.reply import ConversationState

LONGEST_TITLE = 60
LONGEST_CANNED = 2000
PLACES = ("nama_petugas", "kantor")
"""What may stand in braces in a ready-made reply."""


class UnknownCanned(BotError):
    """There is no such reply, or it is somebody else's."""

    staff_text = "Balasan siap pakai ini tidak ada, atau milik petugas lain."


@dataclass(frozen=True, slots=True)
class Canned:
    """A ready-made reply. `owner` is None where everybody has it. `edition` is how `topic` read when it was written."""

    id: UUID
    title: str
    words: str
    owner: UUID | None = None
    topic: str = ""
    edition: str = ""
    author: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CannedText:
    """What is written down of one."""

    title: str
    words: str
    shared: bool
    topic: str = ""
    edition: str = ""


class CannedReplies(Protocol):
    """Staff wrote them, and they hold no personal data. Everything raises UnknownCanned for what is not one's own: a
    shared one may be changed by everybody who may see it."""

    async def of(self, account: UUID) -> Sequence[Canned]:
        """One's own and the shared ones, by title."""
        ...

    async def find(self, canned: UUID, account: UUID) -> Canned: ...

    async def add(self, canned: UUID, text: CannedText, account: UUID, author: str) -> None:
        """`canned` is made by the form, so that sending it twice adds one."""
        ...

    async def change(self, canned: UUID, text: CannedText, account: UUID, author: str) -> None: ...

    async def drop(self, canned: UUID, account: UUID) -> None:
        """One that is gone already stays gone."""
        ...


def filled(words: str, values: Mapping[str, str]) -> str:
    """Places nobody knows stay as they are: a brace is no error in a reply."""
    for name in PLACES:
        words = words.replace(f"{{{name}}}", values.get(name, f"{{{name}}}"))
    return words


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """What the bot would say about a topic (bare id); `edition` changes when the answer does."""

    topic: str
    title: str
    answer: str
    edition: str
    review_overdue: bool = False


class AnswerShelf(Protocol):
    """The bot's answers, as editors left them a moment ago."""

    async def search(self, words: str, language: str, limit: int = 8) -> Sequence[FoundAnswer]:
        """Topics whose title or answer has all of the words, or the beginning of them; titles first. Every topic, by
        title, for no words at all."""
        ...

    async def answer(self, topic: str, language: str) -> FoundAnswer | None: ...

    async def title(self, label: str, language: str) -> str:
        """A short name for a label of the taxonomy (`faq/ktp_hilang`, `task/sapa`); the label where it has none."""
        ...

    async def office(self) -> str:
        """The office's name."""
        ...


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of the staff's on its way to a resident; what it holds lies in the store, sealed."""

    id: UUID
    name: str
    mime_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Written:
    """What is being written: by whom, to whom, and about what."""

    words: str
    officer: str
    channel: ChannelName
    state: ConversationState
    question: str = ""
    quote: str = ""
    file: AttachedFile | None = None


class Previews(Protocol):
    """How an answer will look."""

    async def shown(self, written: Written) -> Sequence[PhoneBubble]:
        """The messages in order, by the very code that sends them."""
        ...
