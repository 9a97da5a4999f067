"""Answers as editors change them: versions that a second person approves, and what the pages about them ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.domain.errors import BotError

Content = Mapping[str, Any]
"""A topic as its file in faq/topics would say it. What a form holds may lack fields, or hold wrong ones."""


class StaleBase(BotError):
    """Another version was published since this one was begun."""

    staff_text = "Sudah ada versi lain yang terbit sejak versi ini ditulis."


class OwnVersion(BotError):
    """Nobody publishes what they wrote."""

    staff_text = "Yang menulis tidak bisa menerbitkan sendiri. Minta editor lain memeriksanya."


class NotWaiting(BotError):
    """The version does not wait for anybody: it was published, sent back, or never handed in."""

    staff_text = "Versi ini tidak sedang menunggu persetujuan."


class NeverPublished(BotError):
    """Only what a second person approved once can come back at a single person's word."""

    staff_text = "Versi ini belum pernah terbit, jadi tidak bisa langsung dipulihkan."


class Kind(StrEnum):
    """What a version is for."""

    EDIT = "edit"
    RESTORE = "restore"  # an older version's words again
    DEFAULT = "default"  # back to the file; its content is the file's at that time
    REVIEW = "review"  # the same words, read again against their sources


class State(StrEnum):
    """Where a version is on its road."""

    KEPT = "kept"  # never handed in
    WAITING = "waiting"
    SENT_BACK = "sent_back"
    STANDING = "standing"  # what residents get
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class AnswerVersion:
    """`base`: the version it was written over (0: the file). `restores`: the version whose words it brings back."""

    topic: str
    number: int
    base: int
    kind: Kind
    author: str
    note: str
    created_at: datetime
    restores: int | None = None
    submitted_at: datetime | None = None
    published_at: datetime | None = None
    published_by: str = ""
    withdrawn_at: datetime | None = None
    sent_back_at: datetime | None = None
    sent_back_by: str = ""
    sent_back_words: str = ""
    content: Content | None = None

    @property
    def waits(self) -> bool:
        return self.submitted_at is not None and self.published_at is None and self.sent_back_at is None

    @property
    def alone(self) -> bool:
        """Published by its author: an emergency, or a review that changed no words."""
        return self.published_at is not None and self.published_by == self.author

    @property
    def emergency(self) -> bool:
        return self.alone and self.kind in {Kind.RESTORE, Kind.DEFAULT}


def _published(history: Sequence[AnswerVersion]) -> list[AnswerVersion]:
    """The latest first."""
    moments = [(each.published_at, each.number, each) for each in history if each.published_at is not None]
    return [each for _, _, each in sorted(moments, key=lambda one: one[:2], reverse=True)]


def standing_of(history: Sequence[AnswerVersion]) -> AnswerVersion | None:
    """What residents get; None where it is the file's default."""
    return next((each for each in _published(history) if each.withdrawn_at is None), None)


def ground_of(history: Sequence[AnswerVersion]) -> int:
    """What a new version must be written over: the last change of words. A review changes none."""
    last = next((each for each in _published(history) if each.kind is not Kind.REVIEW), None)
    if last is None or (last.withdrawn_at is not None and last.kind is not Kind.DEFAULT):
        return 0
    return last.number


def state_of(version: AnswerVersion, history: Sequence[AnswerVersion]) -> State:
    if version.published_at is None:
        if version.sent_back_at is not None:
            return State.SENT_BACK
        return State.WAITING if version.submitted_at else State.KEPT
    current = standing_of(history)
    if current is not None and current.number == version.number:
        return State.STANDING
    return State.WITHDRAWN if version.withdrawn_at is not None else State.REPLACED


@dataclass(frozen=True, slots=True)
class NewVersion:
    """`key` names the act: the same key twice is one version. The content is left out where an older one comes back."""

    topic: str
    base: int
    author: str
    note: str
    key: str
    kind: Kind = Kind.EDIT
    content: Content | None = None
    restores: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What an editor is writing: unfinished, as the form has it."""

    topic: str
    editor: str
    base: int
    content: Content
    note: str
    kept_at: datetime


class AnswerVersions(Protocol):
    """Every version of every topic. All raise StoreUnavailable."""

    async def standing(self) -> Mapping[str, AnswerVersion]:
        """The published version of each topic that has one, content and all."""
        ...

    async def waiting(self) -> Sequence[AnswerVersion]:
        """All that wait for a second person, the longest first, without their content."""
        ...

    async def history(self, topic: str) -> Sequence[AnswerVersion]:
        """The newest first, without their content."""
        ...

    async def version(self, topic: str, number: int) -> AnswerVersion:
        """With its content. Raises UnknownVersion."""
        ...

    async def submit(self, new: NewVersion) -> int:
        """Hand in a version and return its number; the author's draft of the topic goes. Raises StaleBase,
        UnknownVersion (for `restores`)."""
        ...

    async def publish(self, topic: str, number: int, editor: str) -> None:
        """Residents get it from now on. Raises UnknownVersion, OwnVersion, NotWaiting, StaleBase."""
        ...

    async def send_back(self, topic: str, number: int, editor: str, words: str) -> None:
        """To its author, who may also take it back. Raises UnknownVersion, NotWaiting."""
        ...

    async def publish_alone(self, new: NewVersion) -> int:
        """At one person's word: an older version or the file in an emergency, or the same words reviewed. Never an
        edit. Raises UnknownVersion, NeverPublished, StaleBase."""
        ...


class AnswerDrafts(Protocol):
    """One draft of a topic for each editor."""

    async def keep(self, topic: str, editor: str, base: int, content: Content, note: str) -> None: ...

    async def find(self, topic: str, editor: str) -> Draft | None: ...

    async def of_topic(self, topic: str) -> Sequence[tuple[str, datetime]]:
        """Who has one, and since when it lies there as it is."""
        ...

    async def of_editor(self, editor: str) -> Sequence[str]:
        """Topics this editor has one of."""
        ...

    async def drop(self, topic: str, editor: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody of the staff wants residents to be told otherwise; `topic` is empty for a new one."""

    id: int
    topic: str
    words: str
    author: str
    proposed_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""
    reply: str = ""


class AnswerProposals(Protocol):
    """Texts are masked before they are kept."""

    async def propose(self, key: str, topic: str, words: str, author: str) -> None:
        """The same key twice is one proposal."""
        ...

    async def open(self) -> Sequence[Proposal]:
        """The longest waiting first."""
        ...

    async def all(self, limit: int = 100) -> Sequence[Proposal]:
        """Open ones first, then the last closed."""
        ...

    async def close(self, proposal: int, editor: str, reply: str) -> bool:
        """False where it is closed already, or was never made."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of the questions a topic answered in some time. `straight`: the bot was sure by the words alone."""

    asked: int = 0
    straight: int = 0
    helpful: int = 0
    unhelpful: int = 0
    escalated: int = 0

    @property
    def rated(self) -> int:
        return self.helpful + self.unhelpful


class AnswerFigures(Protocol):
    """Counts over the questions residents asked; no words of theirs."""

    async def since(self, moment: datetime) -> Mapping[str, Asked]:
        """By bare topic id."""
        ...

    async def between(self, topic: str, spans: Sequence[tuple[datetime, datetime]]) -> Sequence[Asked]:
        """One for each span, in order."""
        ...
