"""Somebody in danger: a human word and the emergency number before anything else, whatever is open, and a person."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.ports import Book, Ports
from handlers.desk import into_queue, queued
from handlers.exact import has_run, normalised
from handlers.menu import settled
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

TASK = "bahaya"
"""A task of ours that is no label of the taxonomy."""
IN_DANGER = "danger"


def in_danger(words: str, book: Book) -> bool:
    """Whether one of the runs of words of words.yml stands in the message."""
    if has_run(words, book.words("hint_danger")):
        return True
    said = frozenset(normalised(words).split())
    papers = said & (book.words("hint_ours") | book.words("hint_card") | book.words("hint_akta"))
    return has_run(words, book.words("hint_fire")) and not papers


async def help_at_once(turn: Turn, ports: Ports) -> Outcome:
    """What is open stays open."""
    outcome = Outcome(
        voice_of(turn, ports).say("danger"), replace(settled(turn.state), topic=""), noted=IN_DANGER, answered=TASK
    )
    return queued(outcome, *await into_queue(turn, ports))
