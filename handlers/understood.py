"""A text the NLU has ranked: answer, ask back, or hand over."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.ports import Ports
from bot.domain.reply import Band, Guess
from handlers.bands import Decision, decide
from handlers.clarification import ask_again, ask_back
from handlers.desk import into_queue, queued
from handlers.dialogues import not_an_answer, open_dialogue
from handlers.exact import normalised, words_of
from handlers.handover import hand_over
from handlers.tasks import TASKS
from handlers.topics import answer_topic
from handlers.turn import Outcome, Turn
from handlers.two_questions import both_topics
from handlers.voice import Voice, voice_of

SENSITIVE = frozenset({"pungli_calo", "penipuan", "keamanan_data"})
"""Topics of those who were robbed, cheated or blackmailed."""
SENSITIVE_TOPIC = "sensitive"
_REPORTED = frozenset({"faq/pungli_calo", "task/di_luar_topik"})


async def understood(turn: Turn, ports: Ports) -> Outcome:
    both = both_topics(turn.halves, turn.thresholds)
    if both and all(ports.book.topic(label.removeprefix("faq/"), turn.state.language) for label in both):
        return _both(turn, ports, both)
    ranking = _known(turn, voice_of(turn, ports))
    decision = decide(ranking, turn.thresholds)
    if not turn.state.dialogue and _complains(turn, ports, ranking):
        return replace(await TASKS["keluhan"](turn, ports), answered="task/keluhan")
    if decision.band is Band.ANSWER:
        return await _answer(turn, ports, decision.labels[0])
    return await _unsure(turn, ports, decision)


async def _unsure(turn: Turn, ports: Ports, decision: Decision) -> Outcome:
    if open_dialogue(turn.state):
        return await not_an_answer(turn, ports)
    if turn.state.misses:
        return await hand_over(turn, ports)
    if decision.band is Band.CLARIFY:
        return ask_back(turn, ports, decision.labels)
    return ask_again(turn, ports)


def _both(turn: Turn, ports: Ports, labels: tuple[str, ...]) -> Outcome:
    """One answer after the other; a follow-up is about the second."""
    asked = words_of(turn.inbound)
    first, second = (answer_topic(turn, ports, label.removeprefix("faq/"), asked) for label in labels)
    return replace(second, bubbles=(*first.bubbles, *second.bubbles))


async def _answer(turn: Turn, ports: Ports, label: str) -> Outcome:
    family, _, name = label.partition("/")
    if family == "faq":
        answered = answer_topic(turn, ports, name, words_of(turn.inbound))
        if name not in SENSITIVE or turn.state.dialogue:
            return answered
        # The answer helps at once; what happened to this resident is for a person to hear.
        return queued(replace(answered, noted=SENSITIVE_TOPIC), *await into_queue(turn, ports))
    outcome = await TASKS[name](turn, ports)
    return replace(outcome, answered=label)


def _complains(turn: Turn, ports: Ports, ranking: tuple[Guess, ...]) -> bool:
    """ "Mau lapor, tadi dimintai uang", "lapor jalan rusak": who says so wants to complain, not to read about it."""
    words = set(normalised(words_of(turn.inbound)).split())
    return bool(ranking) and ranking[0].id in _REPORTED and bool(words & ports.book.words("hint_report"))


def _known(turn: Turn, voice: Voice) -> tuple[Guess, ...]:
    """The ranking without labels this version cannot answer: a model may be older or newer than the book."""
    guesses = turn.understanding.ranking if turn.understanding else ()
    return tuple(guess for guess in guesses if _answerable(guess.id) and voice.knows(guess.id))


def _answerable(label: str) -> bool:
    family, _, name = label.partition("/")
    return family == "faq" or (family == "task" and name in TASKS)
