"""Where the bot cannot help: the question is noted for the officers and the resident is told so plainly."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.actions import Verb, action
from bot.domain.ports import Ports
from bot.domain.reply import Band, Choice, OpenDialogue
from handlers.desk import into_queue, queued
from handlers.dialogue.walk import STALE
from handlers.exact import words_of
from handlers.menu import old_button, settled
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

NOT_UNDERSTOOD = "not_understood"
NEITHER_OFFERED = "neither"
ASKED_PERSON = "asked_person"
NO_CONTENT = "no_content"
NLU_DOWN = "nlu_down"

_NEARBY = 3


async def hand_over(turn: Turn, ports: Ports) -> Outcome:
    """Still lost after asking back once."""
    outcome = Outcome(
        voice_of(turn, ports).say("handover"), settled(turn.state), band=Band.HAND_OVER, noted=NOT_UNDERSTOOD
    )
    return queued(outcome, *await into_queue(turn, ports))


async def neither(turn: Turn, ports: Ports) -> Outcome:
    """ "Bukan ini" on an open "Maksud Anda?"."""
    if not turn.state.offered:
        return await old_button(turn, ports)
    voice = voice_of(turn, ports)
    asked = turn.state.pending_text or voice.text("button_neither")
    state = settled(turn.state)
    outcome = Outcome(voice.say("handover"), state, band=Band.HAND_OVER, noted=NEITHER_OFFERED, asked=asked)
    return queued(outcome, *await into_queue(turn, ports))


async def ask_person(turn: Turn, ports: Ports) -> Outcome:
    """By button it is about the last question; by text it is about what the text says."""
    voice = voice_of(turn, ports)
    asked = words_of(turn.inbound) if turn.action is None else turn.state.pending_text
    outcome = Outcome(
        voice.say("asked_person"),
        replace(settled(turn.state), dialogue=_put_by(turn)),
        answered="task/minta_petugas",
        noted=ASKED_PERSON,
        asked=asked or voice.task("minta_petugas").title,
    )
    outcome = queued(outcome, *await into_queue(turn, ports))
    if turn.state.dialogue is None:
        return outcome
    go_on = Choice(action(Verb.RESUME), voice.text("button_resume"))
    return replace(outcome, bubbles=(*outcome.bubbles, *voice.say("dialogue_waits", go_on, voice.task("batal"))))


def _put_by(turn: Turn) -> OpenDialogue | None:
    """What is open stays, but as if asked long ago: it does not swallow what is written to the officer."""
    open_one = turn.state.dialogue
    return replace(open_one, asked_at=turn.now - 2 * STALE) if open_one else None


async def nlu_down(turn: Turn, ports: Ports) -> Outcome:
    """Rasa does not answer: buttons still work, the question is kept."""
    menu = voice_of(turn, ports).menu("nlu_down")
    state = replace(turn.state, offered=())
    return Outcome((menu,), state, band=Band.NLU_DOWN, noted=NLU_DOWN)


def no_content(turn: Turn, voice: Voice, topic: str, asked: str) -> Outcome:
    """The topic is known, its answer is not written yet."""
    near = _near(turn, voice, topic)
    choices = (*near, voice.task("minta_petugas"), voice.task("menu"))
    key = "no_content_near" if near else "no_content"
    state = replace(settled(turn.state), pending_text=asked, pending_question=turn.question_id)
    return Outcome(
        voice.say(key, *choices, title=voice.topic(topic).title),
        state,
        answered=f"faq/{topic}",
        band=Band.HAND_OVER,
        noted=NO_CONTENT,
        asked=asked,
    )


def _near(turn: Turn, voice: Voice, topic: str) -> tuple[Choice, ...]:
    """Written topics the NLU thought of, then those of the same family (`kk_`, `nik_`)."""
    ranking = turn.understanding.ranking if turn.understanding else ()
    thought_of = [guess.id.removeprefix("faq/") for guess in ranking if guess.id.startswith("faq/")][1:_NEARBY]
    family = topic.split("_", maxsplit=1)[0] + "_"
    groups = (voice.book.topics_in(group) for group in voice.book.groups())
    same = [other for topics in groups for other in topics if other.startswith(family)]
    return voice.written(*thought_of, *same)[:_NEARBY]
