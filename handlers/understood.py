"""A text the NLU has ranked: answer, ask back, or hand over."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.handover import Owner
from bot.domain.ports import Ports
from bot.domain.reply import Band, Choice, Guess
from handlers.bands import Decision, decide
from handlers.clarification import ask_again, ask_back
from handlers.desk import FOR_OFFICER, into_queue, queued, still_waiting
from handlers.dialogues import is_given_up, not_an_answer, open_dialogue, takes_any_words
from handlers.exact import is_question, normalised, words_of
from handlers.extortion import TOPIC
from handlers.grievance import offered
from handlers.handover import hand_over
from handlers.last_topic import fitting_topic, last_topic
from handlers.tasks import TASKS
from handlers.told_by_words import extortion, told_by_words, told_where_unsure
from handlers.topics import answer_topic
from handlers.turn import Outcome, Turn
from handlers.two_questions import both_topics
from handlers.voice import Voice, voice_of

SENSITIVE = frozenset({"penipuan", "keamanan_data"})
"""Topics of those who were robbed or cheated. Who was asked for money is not put before the office's own staff."""
SENSITIVE_TOPIC = "sensitive"
_LEAST_TOLD = 25
"""Characters."""
_LEAST_IN_BETWEEN = 3
"""Words."""
_MOST_NEAR = 2
_SMALL_TALK = frozenset(
    f"task/{name}" for name in ("jawaban_membantu", "jawaban_tidak_membantu", "setuju", "tolak", "sapa", "tanya_bot")
)


async def understood(turn: Turn, ports: Ports) -> Outcome:
    return offered(turn, ports, await _understood(turn, ports))


async def _understood(turn: Turn, ports: Ports) -> Outcome:
    both = both_topics(turn.understanding, turn.halves, turn.thresholds)
    if both and all(ports.book.topic(label.removeprefix("faq/"), turn.state.language) for label in both):
        return _both(turn, ports, both)
    ranking = _known(turn, voice_of(turn, ports))
    if ranking and not takes_any_words(turn.state) and (told := await told_by_words(turn, ports, ranking[0].id)):
        return told
    decision = decide(ranking, turn.thresholds)
    if not turn.state.dialogue and (later := await last_topic(turn, ports, ranking, decision)):
        return later
    if decision.band is Band.ANSWER and not _leads_nowhere(turn, decision.labels[0]):
        return await _answer(turn, ports, decision.labels[0])
    return await _unsure(turn, ports, decision)


def _leads_nowhere(turn: Turn, label: str) -> bool:
    """Small talk and the open dialogue itself: heard in what only fails to answer its question."""
    dialogue = open_dialogue(turn.state)
    return dialogue is not None and (label in _SMALL_TALK or label == dialogue.meant)


async def _unsure(turn: Turn, ports: Ports, decision: Decision) -> Outcome:
    if is_given_up(turn.state):
        turn = replace(turn, state=replace(turn.state, dialogue=None))
    if open_dialogue(turn.state):
        return await not_an_answer(turn, ports, _near(turn, ports, decision))
    if set(normalised(words_of(turn.inbound)).split()) & ports.book.words("hint_harsh"):
        return replace(await TASKS["kasar"](turn, ports), answered="task/kasar")
    return await told_where_unsure(turn, ports) or await _lost(turn, ports, decision)


async def _lost(turn: Turn, ports: Ports, decision: Decision) -> Outcome:
    if turn.state.desk.owner is Owner.QUEUE and decision.band is Band.HAND_OVER:
        # Who waits for an officer writes to the officer.
        return replace(await still_waiting(turn, ports), noted=FOR_OFFICER)
    if turn.state.misses:
        return await hand_over(turn, ports)
    if fitting := fitting_topic(turn, ports, decision.labels):
        return await _answer(turn, ports, fitting)
    if decision.band is Band.CLARIFY:
        return ask_back(turn, ports, decision.labels)
    return ask_again(turn, ports)


def _near(turn: Turn, ports: Ports, decision: Decision) -> tuple[Choice, ...]:
    """What a longer message in between may have been about, where the model has an idea."""
    if decision.band is not Band.CLARIFY or len(words_of(turn.inbound).split()) < _LEAST_IN_BETWEEN:
        return ()
    voice = voice_of(turn, ports)
    topics = voice.written(*(label.removeprefix("faq/") for label in decision.labels if label.startswith("faq/")))
    return topics[:_MOST_NEAR]


def _both(turn: Turn, ports: Ports, labels: tuple[str, ...]) -> Outcome:
    """One answer after the other; a follow-up is about the second."""
    asked = words_of(turn.inbound)
    first, second = (answer_topic(turn, ports, label.removeprefix("faq/"), asked) for label in labels)
    return replace(second, bubbles=(*first.bubbles, *second.bubbles))


async def _answer(turn: Turn, ports: Ports, label: str) -> Outcome:
    family, _, name = label.partition("/")
    if name == TOPIC:
        return extortion(turn, ports)
    if family == "faq":
        answered = answer_topic(turn, ports, name, words_of(turn.inbound))
        if name not in SENSITIVE or turn.state.dialogue or not _tells(turn, ports):
            return answered
        # The answer helps at once; what happened to this resident is for a person to hear.
        return queued(replace(answered, noted=SENSITIVE_TOPIC), *await into_queue(turn, ports))
    outcome = await TASKS[name](turn, ports)
    return replace(outcome, answered=label)


def _tells(turn: Turn, ports: Ports) -> bool:
    """Something that happened, rather than a word or a question."""
    return len(words_of(turn.inbound)) >= _LEAST_TOLD and not is_question(words_of(turn.inbound), ports.book)


def _known(turn: Turn, voice: Voice) -> tuple[Guess, ...]:
    """The ranking without labels this version cannot answer: a model may be older or newer than the book."""
    guesses = turn.understanding.ranking if turn.understanding else ()
    return tuple(guess for guess in guesses if _answerable(guess.id) and voice.knows(guess.id))


def _answerable(label: str) -> bool:
    family, _, name = label.partition("/")
    return family == "faq" or (family == "task" and name in TASKS)
