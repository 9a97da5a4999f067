"""Was it helpful? A yes is thanked for, a no goes to staff and gets other ways on."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.domain.ports import Ports
from bot.domain.reply import RateAnswer
from handlers.menu import old_button, settled
from handlers.turn import Outcome, Turn
from handlers.unhelpful import reasons
from handlers.voice import voice_of

NOT_HELPFUL = "not_helpful"

_QUESTION_ID = re.compile(r"[A-Za-z0-9-]{1,51}")


async def rate(turn: Turn, ports: Ports) -> Outcome:
    """A tap on Membantu or Tidak membantu."""
    arguments = turn.action.arguments if turn.action else ()
    if len(arguments) != 2 or arguments[0] not in {"yes", "no"} or not _QUESTION_ID.fullmatch(arguments[1]):
        return await old_button(turn, ports)
    return _rated(turn, ports, arguments[1], helpful=arguments[0] == "yes")


async def helped(turn: Turn, ports: Ports) -> Outcome:
    """ "Sangat membantu" in words is about the last answer."""
    outcome = _rated(turn, ports, turn.state.pending_question, helpful=True)
    return replace(outcome, answered="task/jawaban_membantu")


async def did_not_help(turn: Turn, ports: Ports) -> Outcome:
    """Without an answer to blame, the words themselves are put before staff."""
    question = turn.state.pending_question
    outcome = _rated(turn, ports, question, helpful=False)
    return replace(outcome, answered="task/jawaban_tidak_membantu", noted="" if question else NOT_HELPFUL)


def _rated(turn: Turn, ports: Ports, question_id: str, *, helpful: bool) -> Outcome:
    voice = voice_of(turn, ports)
    effects = (RateAnswer(question_id, helpful),) if question_id else ()
    if helpful:
        return Outcome(voice.say("helpful_yes", voice.task("menu")), settled(turn.state), effects=effects)
    view = ports.book.topic(turn.state.topic, turn.state.language) if turn.state.topic else None
    related = voice.written(*view.related)[:1] if view else ()
    why = reasons(voice, question_id) if question_id else ()
    ways_on = () if why else (*related, voice.task("menu"))
    choices = (*why, *ways_on, voice.task("minta_petugas"))
    return Outcome(voice.say("helpful_no", *choices), settled(turn.state), effects=effects)
