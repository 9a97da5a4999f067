"""Other offices' business: a refusal that says where to go."""

from __future__ import annotations

from bot.domain.ports import Book, Ports
from handlers.exact import normalised, words_of
from handlers.menu import settled
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

FIRM = ("police", "immigration", "insurance", "tax", "land", "power")
"""Their words tell more surely than any model that a message without words of ours is not for us."""
OFFICES = ("marriage", "letters", *FIRM, "school", "city")
"""In the order in which they are looked for: a letter for the KUA comes from the kelurahan."""
_FACILITIES = "city"
"""Streets, lamps, rubbish: not our papers, but a resident may complain about them here all the same."""


async def refuse(turn: Turn, ports: Ports) -> Outcome:
    """What we can't help with, and who can where the words tell."""
    voice = voice_of(turn, ports)
    office = office_of(normalised(words_of(turn.inbound)), ports.book)
    text = voice.text(f"elsewhere_{office}" if office else "di_luar_topik")
    complain = (voice.task("keluhan"),) if office == _FACILITIES else ()
    bubbles = voice.speak(text, *complain, voice.task("menu"), voice.task("minta_petugas"))
    return Outcome(bubbles, settled(turn.state), answered="task/di_luar_topik")


def office_of(words: str, book: Book) -> str:
    """Whose business a normalised text is, by the words or runs of words in it; empty where they do not tell."""
    return next((office for office in OFFICES if _named(words, book.words(f"hint_elsewhere_{office}"))), "")


def is_foreign(words: str, book: Book) -> bool:
    """Another office's business, and nothing of ours in it."""
    said = set(words.split())
    foreign = office_of(words, book) in FIRM or bool(said & book.words("hint_foreign"))
    return foreign and not said & book.words("hint_ours")


def _named(words: str, known: frozenset[str]) -> bool:
    return any(f" {one} " in f" {words} " for one in known)
