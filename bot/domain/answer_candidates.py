"""Answers officers wrote by hand, as proposals: for the bot's examples and for the FAQ's editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.errors import BotError


class UnknownCandidate(BotError):
    """The candidate is gone, or somebody has decided already."""

    staff_text = "Usulan ini sudah diputuskan, atau datanya sudah dihapus."


class CandidateState(StrEnum):
    """How far it is."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a resident `asked` and what an officer answered (`text`), both stripped; `topic` is a label (empty: a new
    topic, which `title` names). Nothing in it leads to a conversation."""

    id: UUID
    asked: str
    text: str
    topic: str
    title: str
    language: str
    officer: str
    made_at: datetime
    state: CandidateState = CandidateState.OPEN
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What is taken over, as the editor changed it: the question as an example of `topic` (`teach`), and the answer
    as a proposal for the FAQ (`answer`)."""

    id: UUID
    asked: str
    text: str
    topic: str
    title: str = ""
    teach: bool = True
    answer: bool = True


class AnswerCandidates(Protocol):
    """Raises UnknownCandidate for one that is not open any more."""

    async def open(self, limit: int = 20) -> Sequence[Candidate]:
        """The newest first."""
        ...

    async def waiting(self) -> int: ...

    async def accept(self, acceptance: Acceptance, actor: str) -> None:
        """Its texts are stripped once more."""
        ...

    async def reject(self, candidate: UUID, actor: str) -> None: ...

    async def reopen(self, candidate: UUID, actor: str) -> None:
        """Takes back a decision; what was taught by it is not taught any more. Raises UnknownCandidate for one that
        was not decided by this person."""
        ...

    async def proposed(self, topic: str | None = None) -> Sequence[Candidate]:
        """Accepted answers, for the FAQ's editor; of one topic ('' for new ones) or of all (None). The newest first."""
        ...
