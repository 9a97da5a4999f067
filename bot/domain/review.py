"""The review queue: questions the bot was unsure of, that went to staff or did not help, grouped; and what editors do
with them. bot/store/review*.py carries it out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.errors import BotError
from bot.domain.likeness import words

OUT_OF_TOPIC = "task/di_luar_topik"
NEW_TOPIC = "new"
"""What a question is labelled with whose topic does not exist yet."""
LOOKS_BACK = timedelta(days=90)
CLAIM = timedelta(minutes=2)
"""How long a group belongs to whom it was shown to."""
UNDOABLE = timedelta(days=7)
SHOWN = 40
"""Members of a group that are shown, and labelled, at once."""
_HELD_OUT = 5


class UnknownGroup(BotError):
    """The group is gone: its questions were labelled, merged or erased."""

    staff_text = "Kelompok ini sudah tidak ada."


class StaleGroup(BotError):
    """Somebody else has changed the group since it was shown."""

    staff_text = "Kelompok ini baru saja diubah rekan lain."


class NothingToUndo(BotError):
    """Nothing of this person's can be undone, or it was changed since."""

    staff_text = "Tidak ada lagi yang bisa diurungkan."


class Why(StrEnum):
    """Why a question is looked at."""

    UNSURE = "unsure"
    UNHELPFUL = "unhelpful"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Line:
    """A group in the queue. `text` is one of its questions, stripped; `guess` the label the bot thought of first (empty
    where it had no idea); `holder` looks at it just now; `proposed` was proposed by an officer; `last_label` was given
    to earlier questions of the group."""

    id: UUID
    text: str
    residents: int
    open: int
    newest_at: datetime
    whys: frozenset[Why]
    guess: str
    holder: str = ""
    proposed: str = ""
    proposed_by: str = ""
    last_label: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A question. `text` is masked, `stripped` is what would be learnt; `answered` what the bot did with it, `thoughts`
    its best guesses with how sure it was (0…1); `unhappy` and `unhappy_words` why the answer did not help; `reply` is
    what an officer answered, by `officer`."""

    id: str
    text: str
    stripped: str
    language: str
    asked_at: datetime
    whys: frozenset[Why]
    answered: str
    thoughts: Sequence[tuple[str, float]]
    unhappy: str = ""
    unhappy_words: str = ""
    reply: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What is shown of one: its first `SHOWN` open members. `version` tells whether it was changed since."""

    line: Line
    version: int
    members: Sequence[Member]
    labelled: int
    title: str = ""

    @property
    def guesses(self) -> Sequence[tuple[str, float]]:
        """The bot's labels for the whole group, the likeliest of all members first, each with how sure it was of the
        member it suits best."""
        sums: dict[str, float] = {}
        best: dict[str, float] = {}
        for member in self.members:
            for label, confidence in member.thoughts:
                sums[label] = sums.get(label, 0.0) + confidence
                best[label] = max(best.get(label, 0.0), confidence)
        return [(label, best[label]) for label in sorted(sums, key=lambda each: -sums[each])]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an editor decided on `members` of a group as of `version`. `texts` are corrections of what is learnt, by
    member. `key` makes a repeat harmless; `title` names a new topic."""

    key: UUID
    group: UUID
    version: int
    members: Sequence[str]
    label: str
    title: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act: which it was (`label`, `split`, …), how many questions it concerned, and how many examples
    were learnt from it."""

    act: str
    group: UUID
    questions: int
    examples: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well one label is known: examples taught and held out, questions of 30 days, and how many of them were
    unsure and unhelpful."""

    label: str
    taught: int
    held_out: int
    questions: int
    unsure: int
    unhelpful: int

    def need(self, written: int) -> float:
        """Higher for what is asked a lot, answered badly and known by few examples; `written` stand in the files."""
        trouble = self.unsure + 2 * self.unhelpful
        return trouble / (1 + (written + self.taught) / 40)


@dataclass(frozen=True, slots=True)
class NewTopic:
    """A proposal for a topic that does not exist. `texts` are some of its questions, stripped."""

    title: str
    questions: int
    residents: int
    newest_at: datetime
    proposed_by: str
    texts: Sequence[str]


class ReviewQueue(Protocol):
    """What is left to review. Raises UnknownGroup for one without open questions."""

    async def lines(self, *, after: int = 0, limit: int = 30) -> Sequence[Line]:
        """Most residents first, then the newest; skipped ones last."""
        ...

    async def waiting(self) -> int:
        """Groups with open questions."""
        ...

    async def following(self, actor: str, *, proposing: bool = False) -> UUID | None:
        """The first group nobody else looks at, which is this person's for `CLAIM` from now on; who only proposes gets
        those without a proposal."""
        ...

    async def show(self, group: UUID, actor: str) -> Group:
        """Claims it where nobody else has it."""
        ...

    async def near(self, group: UUID, most: int = 3) -> Sequence[Line]:
        """Groups most like it."""
        ...

    async def coverage(self) -> Sequence[Coverage]:
        """Of every label that was asked for or taught."""
        ...

    async def new_topics(self) -> Sequence[NewTopic]:
        """Titles under which questions were put that fit no topic, the most residents first."""
        ...


class ReviewActs(Protocol):
    """What is done with it. Raises UnknownGroup, and StaleGroup where somebody was faster."""

    async def label(self, verdict: Verdict, actor: str) -> Done: ...

    async def propose(self, group: UUID, version: int, label: str, title: str, actor: str) -> Done: ...

    async def split(self, key: UUID, group: UUID, version: int, members: Sequence[str], actor: str) -> Done: ...

    async def merge(self, key: UUID, groups: Sequence[UUID], actor: str) -> Done:
        """Into the first of them."""
        ...

    async def skip(self, key: UUID, group: UUID, actor: str) -> Done:
        """Behind all others."""
        ...

    async def undo(self, actor: str) -> Done:
        """The last act of this person that was not undone. Raises NothingToUndo."""
        ...

    async def last_act(self, actor: str) -> Done | None:
        """What `undo` would take back."""
        ...


class Topics(Protocol):
    """The labels there are."""

    def titles(self, language: str) -> Mapping[str, str]:
        """Label → what it is called, in the order of the taxonomy."""
        ...

    async def written(self) -> Mapping[str, int]:
        """Label → examples in the project's files."""
        ...


def folded(text: str) -> str:
    """The same for messages that differ only in spelling, order and politeness."""
    return " ".join(sorted(set(words(text))))


def is_held_out(label: str, text: str) -> bool:
    """Every fifth example of a label judges models instead of training them: always the same ones, and alike messages
    on the same side, so that a model is not examined on what it has learnt."""
    told = hashlib.sha256(f"{label}\n{folded(text)}".encode("utf-8", "replace")).digest()
    return int.from_bytes(told[:8], "big") % _HELD_OUT == 0
