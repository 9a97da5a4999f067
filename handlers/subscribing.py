"""Announcements: only for those who said yes, and never again after "berhenti"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.ports import Ports
from bot.domain.privacy import NoteConsent, SetAnnouncements
from handlers.dialogue.plan import Dialogue, Option, Step, Talk
from handlers.dialogue.reading import yes_or_no
from handlers.menu import settled
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

_ABOUT = "announcements"


async def _sure(talk: Talk) -> Sequence[Option]:
    return (Option("yes", talk.voice.text("button_subscribe")), Option("no", talk.voice.text("button_not_now")))


async def _decided(talk: Talk) -> Outcome:
    voice = talk.voice
    shown = voice.text("ask_langganan_sure")
    if talk.answers["sure"] != "yes":
        effects = (NoteConsent(_ABOUT, "no", shown), SetAnnouncements(False))
        return Outcome(voice.say("subscribe_not", voice.task("menu")), talk.state, effects=effects)
    yes = (NoteConsent(_ABOUT, "yes", shown), SetAnnouncements(True))
    stop = voice.task("berhenti_langganan")
    return Outcome(voice.say("subscribed", stop, voice.task("menu")), talk.state, effects=yes)


SUBSCRIBE = Dialogue("langganan", (Step("sure", yes_or_no, options=_sure, leaves=True),), _decided, confirm=False)


async def stop(turn: Turn, ports: Ports) -> Outcome:
    """At once and without a question; what is open is left, too. Answers still come."""
    voice = voice_of(turn, ports)
    words = voice.text("unsubscribed")
    effects = (NoteConsent(_ABOUT, "no", words), SetAnnouncements(False))
    choices = (voice.task("langganan"), voice.task("hapus_data"), voice.task("menu"))
    left = voice.say("dialogue_cancelled") if turn.state.dialogue else ()
    state = replace(settled(turn.state), dialogue=None)
    bubbles = (*left, *voice.speak(words, *choices))
    return Outcome(bubbles, state, answered="task/berhenti_langganan", effects=effects)
