""" "Kapan bisa diambil?" right after a look-up: answered from that very application, as the service has it now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain.actions import Action, Verb
from bot.domain.errors import ServiceRefused, ServiceUnavailable
from bot.domain.lookups import LogLookup
from bot.domain.ports import Book, Ports
from bot.domain.reply import ConversationState, LookedUp
from bot.domain.service import Application, Stage
from handlers.menu import old_button, settled
from handlers.status import watching
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

TASK = "hasil_cek"
"""A task of ours that is no label of the taxonomy."""
WHEN, WHERE, BRING, WHY = "when", "where", "bring", "why"
_MOST_WORDS = 10


def asked_of_result(words: str, state: ConversationState, book: Book) -> Action | None:
    """What a text (normalised) of nothing but such words wants to know, while the application was talked of last."""
    said = words.split()
    if state.looked_up is None or state.topic or not 0 < len(said) <= _MOST_WORDS:
        return None
    cues = {name: book.words(f"hint_result_{name}") for name in (WHEN, WHERE, BRING, WHY)}
    loose = book.words("hint_result_filler") | book.words("hint_part_filler")
    asked = [name for name, words_of_it in cues.items() if words_of_it.intersection(said)]
    if any(word not in loose.union(*cues.values()) and not word.isdigit() for word in said):
        return None
    if not asked and set(said) & book.words("hint_result_collect"):
        asked = [WHEN]
    return Action(Verb.TASK, (TASK, *asked)) if asked else None


async def tell(turn: Turn, ports: Ports) -> Outcome:
    """Only of the application this resident has just looked up."""
    asked = turn.action.arguments[1:] if turn.action else ()
    seen, voice = turn.state.looked_up, voice_of(turn, ports)
    if seen is None or not asked:
        return await old_button(turn, ports)
    found = await _now(ports, seen)
    if found is None:
        said = voice.say("status_not_now", voice.task("cek_status"), voice.task("minta_petugas"), voice.task("menu"))
        return Outcome(said, settled(turn.state), answered="task/cek_status")
    lines = [line for name in asked if name in _TELL for line in _TELL[name](voice, found)]
    text = "\n".join([voice.text("status_about", number=found.registration), *dict.fromkeys(lines)])
    state = replace(settled(turn.state), looked_up=replace(seen, version=found.version))
    choices = (*watching(voice, found, watched=False), voice.task("minta_petugas"), voice.task("menu"))
    effects = (LogLookup(seen.registration, "found"),)
    return Outcome(voice.speak(text, *choices), state, answered="task/cek_status", effects=effects)


async def _now(ports: Ports, seen: LookedUp) -> Application | None:
    try:
        return await ports.service.application(seen.registration, date.fromisoformat(seen.born))
    except (ServiceUnavailable, ServiceRefused, ValueError):
        return None


def _when(voice: Voice, found: Application) -> list[str]:
    if found.stage is Stage.READY and found.collect_from:
        return [voice.text("result_when", date=voice.book.date(found.collect_from, voice.language))]
    stage = voice.text(f"stage_{found.stage}")
    return [stage] if found.stage is Stage.READY or found.stage in _OVER else [stage, voice.text("result_when_unknown")]


def _where(voice: Voice, found: Application) -> list[str]:
    return [voice.text("result_where", office=found.office) if found.office else voice.text("result_where_unknown")]


def _why(voice: Voice, found: Application) -> list[str]:
    stage = voice.text(f"stage_{found.stage}")
    return [stage, voice.text("status_note", note=found.note)] if found.note else [stage]


def _bring(voice: Voice, found: Application) -> list[str]:
    if found.bring:
        return [voice.text("result_bring", papers="; ".join(found.bring))]
    return [voice.text("status_note", note=found.note)] if found.note else [voice.text("result_bring_unknown")]


_OVER = frozenset({Stage.COLLECTED, Stage.REJECTED, Stage.CANCELLED, Stage.BOOKED, Stage.INCOMPLETE})
"""Stages that tell themselves what comes next, or that nothing does."""
_TELL = {WHEN: _when, WHERE: _where, BRING: _bring, WHY: _why}
