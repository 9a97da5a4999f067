"""A grievance that got an answer: kept, so that who then complains need not tell it again."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.actions import Verb, action
from bot.domain.masking import mask_text
from bot.domain.ports import Book, Ports
from bot.domain.reply import Choice, ConversationState, Grievance, Say
from handlers.complaint import COMPLAINT
from handlers.exact import has_run, is_question, words_of
from handlers.extortion import TOPIC, tells_of_extortion
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

_LEAST = 15
"""Characters: a single word of anger tells nothing yet."""
_COMPLAIN = action(Verb.TASK, COMPLAINT.name)


def is_grievance(words: str, book: Book) -> bool:
    return has_run(words, book.words("hint_grievance") | book.words("hint_about_conduct"))


def offered(turn: Turn, ports: Ports, outcome: Outcome) -> Outcome:
    """The same outcome, with a button that makes a complaint of what was told."""
    words, book = words_of(turn.inbound), ports.book
    question = is_question(words, book)
    secret = tells_of_extortion(words, book) or (outcome.answered == f"faq/{TOPIC}" and not question)
    told = len(words) >= _LEAST and (secret or is_grievance(words, book))
    if turn.state.dialogue or _complains(outcome.state) or not told:
        return outcome
    if question if secret else _offers(outcome):
        return _kept(turn, outcome)
    return offering(turn, ports, outcome, "grievance_secret" if secret else "grievance_offer")


def offering(turn: Turn, ports: Ports, outcome: Outcome, phrase: str) -> Outcome:
    """`phrase` asks whether to complain."""
    voice = voice_of(turn, ports)
    ask = voice.say(phrase, Choice(_COMPLAIN, voice.text("button_make_complaint")))
    return _kept(turn, replace(outcome, bubbles=(*outcome.bubbles, *ask)))


def _kept(turn: Turn, outcome: Outcome) -> Outcome:
    told = Grievance(mask_text(words_of(turn.inbound)), turn.now)
    return replace(outcome, state=replace(outcome.state, grievance=told))


def _offers(outcome: Outcome) -> bool:
    """Whether the answer leads to a complaint already."""
    choices = [choice for bubble in outcome.bubbles if isinstance(bubble, Say) for choice in bubble.choices]
    return any(choice.action == _COMPLAIN for choice in choices)


def _complains(state: ConversationState) -> bool:
    return state.dialogue is not None and state.dialogue.name == COMPLAINT.name
