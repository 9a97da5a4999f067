"""Unsure: "Maksud Anda?" with three topics and "Bukan ini", or a request to say it again."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.actions import Verb, action
from bot.domain.ports import Ports
from bot.domain.reply import Band, Choice, ConversationState
from handlers.exact import words_of
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of


def ask_back(turn: Turn, ports: Ports, labels: tuple[str, ...]) -> Outcome:
    voice = voice_of(turn, ports)
    choices = tuple(voice.label(label) for label in labels)
    none = Choice(action(Verb.NEITHER), voice.text("button_neither"))
    state = _missed(turn, labels)
    return Outcome(voice.say("did_you_mean", *choices, none), state, band=Band.CLARIFY)


def ask_again(turn: Turn, ports: Ports) -> Outcome:
    """Not understood for the first time."""
    voice = voice_of(turn, ports)
    return Outcome((voice.menu("say_it_again"),), _missed(turn, ()), band=Band.CLARIFY)


def _missed(turn: Turn, offered: tuple[str, ...]) -> ConversationState:
    return replace(
        turn.state,
        offered=offered,
        misses=turn.state.misses + 1,
        pending_text=words_of(turn.inbound),
        pending_question=turn.question_id,
    )


def open_choice(turn: Turn, ports: Ports) -> Outcome:
    """The same topics once more: "ya" does not tell which of them."""
    voice = voice_of(turn, ports)
    choices = tuple(voice.label(label) for label in turn.state.offered if voice.knows(label))
    none = Choice(action(Verb.NEITHER), voice.text("button_neither"))
    return Outcome(voice.say("which_one", *choices, none), turn.state, answered="task/setuju")
