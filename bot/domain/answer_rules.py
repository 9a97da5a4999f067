"""What the pages about answers ask of the book: its topics, its rules, and how an answer looks on both phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.domain.answers import Content
from bot.domain.messages import ChannelName
from bot.domain.phones import PhoneBubble


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """A topic of the taxonomy. `titles` and `family` (its group of the menu) by language; `default` is what its file
    says, None where nothing is written yet: such a topic is made by its file first."""

    id: str
    titles: Mapping[str, str]
    family: Mapping[str, str]
    default: Content | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an editor must mend. `path` leads to a field of the content (`texts.id.answer`; empty: the whole),
    `what` names the rule, `values` what its words need."""

    path: str
    what: str
    values: Mapping[str, object] = field(default_factory=dict)


class Ease(StrEnum):
    """How hard a text is to read aloud."""

    EMPTY = "empty"
    EASY = "easy"
    FAIR = "fair"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class HardSentence:
    """One that is longer than anybody takes in at one hearing."""

    path: str
    text: str
    words: int
    most: int


@dataclass(frozen=True, slots=True)
class Readability:
    """Of a topic in one language; words in a sentence and letters in a word are averages over the short answer."""

    ease: Ease
    words: float
    most_words: float
    letters: float
    most_letters: float
    hard: tuple[HardSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """`{office_hours}` and the like, with what it becomes for residents today."""

    name: str
    example: str


class AnswerRules(Protocol):
    """The rules of faq/ for editors. Pure."""

    def topics(self) -> Sequence[TopicEntry]:
        """In the order of the menu."""
        ...

    def fits(self, content: Content) -> bool:
        """Whether the book takes it: one kept under older rules may not."""
        ...

    def slips(self, content: Content) -> Sequence[Finding]:
        """What must be mended in the topic itself: quick, for while somebody types."""
        ...

    def findings(self, content: Content, standing: Mapping[str, Content]) -> Sequence[Finding]:
        """All that must be mended before it can be handed in, also beside the published answers of other topics. Takes
        some tenths of a second: not on the event loop."""
        ...

    def readability(self, content: Content, language: str) -> Readability: ...

    def places(self, language: str) -> Sequence[Place]: ...

    def limits(self) -> Mapping[str, int]:
        """Most characters, by the last part of a field's path (`answer`, `title`, …)."""
        ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a resident presses or writes, and the bubbles that follow. `name` is empty for opening the topic, a part's
    name for its button, `circumstance` where the resident's words tell of a special case."""

    name: str
    said: str
    bubbles: tuple[PhoneBubble, ...]


@dataclass(frozen=True, slots=True)
class Phone:
    """One channel's view of an answer and of everything behind its buttons."""

    channel: ChannelName
    exchanges: tuple[Exchange, ...]


class AnswerPreviews(Protocol):
    """Drawn from what the channels would really be sent."""

    async def phones(self, content: Content, language: str, standing: Mapping[str, Content]) -> Sequence[Phone]:
        """Raises BadTopic for content the book does not take."""
        ...
