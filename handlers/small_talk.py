"""Short human things: who are you, yes and no out of nowhere, stop, insults, where nothing else was meant."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.handover import Owner
from bot.domain.ports import Ports
from handlers.clarification import open_choice
from handlers.desk import call_bot, into_queue, queued
from handlers.dialogues import open_dialogue
from handlers.handover import neither
from handlers.menu import settled
from handlers.turn import Handler, Outcome, Turn
from handlers.voice import voice_of

ANGRY = "angry"


def _say(key: str, *tasks: str, introduced: bool = False) -> Handler:
    """A sentence and buttons, but none in the middle of a dialogue, whose question has its own; the log says which task
    was meant."""

    async def said(turn: Turn, ports: Ports) -> Outcome:
        voice = voice_of(turn, ports)
        choices = () if turn.state.dialogue else tuple(voice.task(task) for task in tasks)
        bubbles = voice.say(key, *choices)
        return Outcome(bubbles, settled(turn.state), answered=f"task/{key}", introduced=introduced)

    return said


who_are_you = _say("tanya_bot", "menu", "minta_petugas", introduced=True)
goodbye = _say("pamit")
thanks = _say("terima_kasih", "menu")
_harsh = _say("kasar", "keluhan", "menu")
_yes_to_nothing = _say("setuju", "menu")
_no_to_nothing = _say("tolak", "menu", "minta_petugas")


async def harsh_words(turn: Turn, ports: Ports) -> Outcome:
    """Who is angry gets a kind word, and a person."""
    outcome = replace(await _harsh(turn, ports), noted=ANGRY)
    return queued(outcome, *await into_queue(turn, ports))


async def yes(turn: Turn, ports: Ports) -> Outcome:
    """With "Maksud Anda?" open a yes does not say which one."""
    if turn.state.offered:
        return open_choice(turn, ports)
    return await _yes_to_nothing(turn, ports)


async def no(turn: Turn, ports: Ports) -> Outcome:
    return await (neither if turn.state.offered else _no_to_nothing)(turn, ports)


async def cancel(turn: Turn, ports: Ports) -> Outcome:
    """Forget what was going on."""
    if turn.state.desk.owner is Owner.QUEUE and not turn.state.dialogue:
        return await call_bot(turn, ports)
    voice = voice_of(turn, ports)
    state = replace(settled(turn.state), topic="", pending_text="", pending_question="", dialogue=None, grievance=None)
    dialogue = open_dialogue(turn.state)
    key = dialogue.left if dialogue else "dialogue_cancelled" if turn.state.dialogue else "batal"
    return Outcome(voice.say(key, voice.task("menu")), state, answered="task/batal")


async def held_opened(turn: Turn, ports: Ports) -> Outcome:
    """The resident answered our "jawaban siap": what was held leaves by itself, before this."""
    voice = voice_of(turn, ports)
    return Outcome(voice.say("held_opened", voice.task("menu")), turn.state)
