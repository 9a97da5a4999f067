"""How a dialogue is declared: steps that ask, read and check, and what all the answers lead to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.messages import Content, Tap
from bot.domain.ports import Ports
from bot.domain.reply import OpenDialogue
from handlers.exact import words_of
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

if TYPE_CHECKING:
    from bot.domain.reply import ConversationState

QUESTION_LENGTH = 90
"""Characters up to which words with a question mark may be a question in between."""
SKIPPED = "-"
"""The answer of a step that was left out by the resident."""


@dataclass(frozen=True, slots=True)
class Said:
    """What came in for a step: words, or a thing (a place, a file)."""

    content: Content
    words: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A dialogue under way, as its steps see it."""

    turn: Turn
    ports: Ports
    open: OpenDialogue

    @property
    def answers(self) -> Mapping[str, str]:
        return self.open.answers

    @property
    def voice(self) -> Voice:
        return voice_of(self.turn, self.ports)

    @property
    def today(self) -> date:
        return self.turn.now.date()

    @property
    def state(self) -> ConversationState:
        return self.turn.state

    def answered(self, step: str, value: str) -> Talk:
        """The same with this answer, and no misses."""
        return replace(self, open=replace(self.open, answers={**self.answers, step: value}, misses=0, reminded=False))

    def added(self, step: str, value: str) -> Talk:
        """The same with one answer more to a step that takes many."""
        return self.answered(step, " ".join([*answers_of(self.answers, step), value]))

    def at(self, step: str) -> Talk:
        return replace(self, open=replace(self.open, step=step))


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer will not do: a phrase that says so and what helps."""

    phrase: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """A button of a step: `title` of up to 24 characters in the resident's language."""

    value: str
    title: str
    description: str = ""


Answers = Mapping[str, str]
Read = Callable[[Said, Talk], str | Problem | Answers | None]
"""The answer in a message, why it will not do, or None where it is no answer to this question. A message may answer
other steps as well or instead: then these are its answers by step. Pure: it is asked before the NLU, and what it takes
the NLU never sees."""
Options = Callable[[Talk], Awaitable[Sequence[Option]]]
Check = Callable[[str, Talk], Awaitable[Problem | str | None]]
"""Why an answer will not do after all; else None, or the answer in its final form."""
Finish = Callable[[Talk], Awaitable[Outcome]]
Asks = Callable[[Said, Talk], bool]


def answers_of(answers: Answers, step: str) -> tuple[str, ...]:
    """What a step that takes many has so far."""
    return tuple(answers.get(step, "").removeprefix(SKIPPED).split())


def no_values(_: Talk) -> Mapping[str, str]:
    return {}


async def no_options(_: Talk) -> Sequence[Option]:
    return ()


async def no_check(_: str, __: Talk) -> Problem | None:
    return None


def always(_: Answers) -> bool:
    return True


def marked(said: Said, _: Talk) -> bool:
    """A short text with a question mark."""
    return "?" in said.words and len(said.words) <= QUESTION_LENGTH


def as_said(value: str, _: Talk) -> str:
    return "" if value == SKIPPED else value


def nothing(_: Answers) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Step:
    """One question. Its words are the phrase `ask_<dialogue>_<step>`.

    `options` become buttons; the value of one is an answer without `read`, but not without `check`. `when` tells from
    the answers so far whether it is asked at all. `free` marks a step that takes any words: what `asks` tells to be a
    question may still be one for the FAQ, and is the answer where the FAQ does not know it. `many` lets answers add up,
    a space between them, until the step is skipped or one of `ends` is the answer, which then stands alone; once there
    is one the question's words are `more_<dialogue>_<step>`. `show` is how the answer reads in the summary; empty
    leaves it out. `values` fill the places of the question's words. `follows` is the answer where the others leave only
    one.

    When the answer changes, those of the steps in `renews` are checked anew. Where `changeable` is false, the summary
    does not offer to change it, and it is asked anew instead. `leaves`: one of the options is the way out already.
    """

    name: str
    read: Read
    options: Options = no_options
    check: Check = no_check
    when: Callable[[Answers], bool] = always
    show: Callable[[str, Talk], str] = as_said
    values: Callable[[Talk], Mapping[str, str]] = no_values
    follows: Callable[[Answers], str] = nothing
    renews: tuple[str, ...] = ()
    free: bool = False
    asks: Asks = marked
    many: bool = False
    ends: frozenset[str] = frozenset()
    changeable: bool = True
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`name` is the task of the taxonomy that starts it, at most 20 characters; `label` where it is none. With
    `confirm` all answers are shown before anything happens. `given` reads what the message that started it tells;
    the phrase `begun` then says so first; `left` is what is said to who leaves it. `topic` is what it is about:
    "bayar ga?" in between is answered with it. `optional`: what it asks holds already without an answer, so that its
    question follows other answers once and is then dropped. `mends` reads answers out of words at the
    summary: "salah, rabu aja"."""

    name: str
    steps: tuple[Step, ...]
    finish: Finish
    confirm: bool = True
    label: str = ""
    left: str = "dialogue_cancelled"
    begun: str = ""
    given: Callable[[Said, Talk], Answers] = lambda said, talk: {}
    topic: Callable[[Answers], str] = nothing
    optional: bool = False
    mends: Callable[[Said, Talk], Answers] = lambda said, talk: {}

    @property
    def meant(self) -> str:
        """The label of the taxonomy its turns are kept under."""
        return self.label or f"task/{self.name}"

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    def needed(self, answers: Answers) -> tuple[Step, ...]:
        """The steps these answers lead through."""
        return tuple(step for step in self.steps if step.when(answers))

    def before(self, step: Step, answers: Answers) -> tuple[Step, ...]:
        """The steps whose turn comes earlier."""
        return tuple(each for each in self.steps[: self.steps.index(step)] if each.when(answers))

    def next_step(self, answers: Answers) -> Step | None:
        """The first one that has no answer yet."""
        return next((step for step in self.needed(answers) if step.name not in answers), None)


def said_of(turn: Turn) -> Said:
    """A tap has no words: what it means is its action."""
    words = "" if isinstance(turn.inbound.content, Tap) else words_of(turn.inbound)
    return Said(turn.inbound.content, " ".join(words.split()))
