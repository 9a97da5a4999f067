"""Keeps each question: its (masked) words, how sure the bot was, what it did, and whether staff should look."""

from __future__ import annotations

from uuid import UUID

from bot.domain.actions import Verb
from bot.domain.campaign_answers import NoteTap
from bot.domain.handover import FOR_INSPECTORS
from bot.domain.masking import mask_text
from bot.domain.messages import Media, Text
from bot.domain.ports import Book
from bot.domain.reply import Band, LogQuestion
from handlers.desk import FOR_OFFICER
from handlers.exact import says_something, words_of
from handlers.extortion import tells_of_extortion
from handlers.turn import Outcome, Turn

TOP = 5
"""As many guesses as are kept for the evaluation."""


def record(turn: Turn, book: Book, outcome: Outcome) -> tuple[LogQuestion, ...]:
    """One entry for a text with words, a topic opened by button, or whatever is noted for staff; else none."""
    # What is said to a dialogue belongs to what it ends in, not to the questions.
    answer = turn.action is not None and turn.action.verb is Verb.ANSWER
    if not ((_in_words(turn) and not answer) or outcome.record or outcome.noted):
        return ()
    understanding = turn.understanding
    text = mask_text(outcome.asked or words_of(turn.inbound))
    entry = LogQuestion(
        question_id=turn.question_id,
        text=text,
        language=turn.state.language,
        band=outcome.band if turn.action is None or turn.action.verb is Verb.HELD else Band.TAP,
        answered=outcome.answered,
        ranking=understanding.ranking[:TOP] if understanding else (),
        model=understanding.model if understanding else "",
        for_staff=bool(reason := _reason(turn, text, book, outcome)),
        reason=reason,
        campaign=_campaign(turn, outcome),
    )
    return (entry,)


def _reason(turn: Turn, text: str, book: Book, outcome: Outcome) -> str:
    """Somebody who tells of bribes is not read by those who may have asked for them, whatever the bot answered; what is
    said to an officer in person is for that officer."""
    if outcome.noted == FOR_OFFICER or not any(
        tells_of_extortion(words, book) for words in (text, words_of(turn.inbound))
    ):
        return outcome.noted
    return FOR_INSPECTORS


def _campaign(turn: Turn, outcome: Outcome) -> UUID | None:
    """The announcement that was tapped, or is answered."""
    tapped = next((effect.campaign for effect in outcome.effects if isinstance(effect, NoteTap)), None)
    return tapped or (turn.announcement.campaign if turn.announcement else None)


def _in_words(turn: Turn) -> bool:
    content = turn.inbound.content
    if isinstance(content, Media):
        return turn.action is None and says_something(content.caption)
    return isinstance(content, Text) and says_something(content.body)
