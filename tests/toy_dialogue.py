"""A small dialogue with every kind of step, and somebody in the middle of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.domain.messages import Content, Tap
from bot.domain.reply import Bubble, Choice, ConversationState, OpenDialogue, SetReachable
from faq.schema import InBoth
from handlers.dialogue import walk
from handlers.dialogue.plan import Dialogue, Option, Problem, Said, Step, Talk
from handlers.dialogue.reading import day_gone, or_skipped, rt_rw, words
from handlers.turn import Outcome, Turn
from tests.fakes_book import HILANG, KNOWN, NOW, QUESTION, book_of, choices_of
from tests.fakes_book import PORTS as ALL_PORTS
from tests.residents import inbound

WORDS = {
    f"{kind}_toy_{step}": InBoth(id=f"{kind} {step}", en=f"{kind} {step}")
    for kind in ("ask", "name")
    for step in ("story", "kind", "day", "place")
} | {"confirm_toy": InBoth(id="Sudah benar?\n{answers}", en="All right?\n{answers}")}
PORTS = replace(ALL_PORTS, book=book_of(HILANG, phrases=WORDS))


async def kinds(_: Talk) -> Sequence[Option]:
    return [Option("slow", "Lambat"), Option("rude", "Kasar")]


def a_kind(said: Said, _: Talk) -> str | None:
    return {"lambat": "slow", "kasar": "rude"}.get(said.words.lower())


async def no_monday(value: str, _: Talk) -> Problem | None:
    return Problem("dialogue_day_to_come") if date.fromisoformat(value).weekday() == 0 else None


async def end(talk: Talk) -> Outcome:
    assert talk.state.dialogue is None, "closed before it ends"
    return Outcome(talk.voice.say("unhelpful_thanks"), talk.state, effects=(SetReachable(True),))


def told(said: Said, _: Talk) -> dict[str, str]:
    return {"story": said.words} if len(said.words) > 20 else {}


TOY = Dialogue(
    "toy",
    (
        Step("story", words(least=5), free=True),
        Step("kind", a_kind, options=kinds),
        Step("day", day_gone, check=no_monday, when=lambda answers: answers.get("kind") == "slow"),
        Step("place", or_skipped(rt_rw)),
    ),
    end,
    given=told,
    label="task/keluhan",
)


class Resident:
    """Somebody in the middle of TOY."""

    def __init__(self) -> None:
        self.state: ConversationState = KNOWN
        self.now: datetime = NOW
        self.bubbles: tuple[Bubble, ...] = ()
        self.ended = 0

    def turn(self, content: Content | str) -> Turn:
        return Turn(inbound(content), self.state, QUESTION, self.now)

    async def begins(self, content: Content | str = "mau lapor") -> Resident:
        return self.took(await walk.begin(TOY, self.turn(content), PORTS))

    async def says(self, content: Content | str) -> Resident:
        turn = self.turn(content)
        assert walk.reads(TOY, turn, PORTS), content
        return self.took(await walk.take(TOY, turn, PORTS))

    async def taps(self, step: str, value: str) -> Resident:
        return self.took(await walk.press(TOY, self.turn(Tap("x")), PORTS, step, value))

    def took(self, outcome: Outcome) -> Resident:
        self.state, self.bubbles = outcome.state, outcome.bubbles
        self.ended += len(outcome.effects)
        return self

    @property
    def open(self) -> OpenDialogue:
        assert self.state.dialogue
        return self.state.dialogue

    @property
    def choices(self) -> list[str]:
        return [choice.action for choice in self.buttons]

    @property
    def buttons(self) -> list[Choice]:
        return choices_of(*self.bubbles)

    @property
    def heard(self) -> str:
        return "\n".join(getattr(bubble, "text", "") for bubble in self.bubbles)
