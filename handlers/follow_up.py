""" "Bayar ga?" after an answer asks for a part of that topic. Told by cue words, so it needs no NLU and costs nothing.

Every word has to be a cue or a filler: "bayar ga bu" is a follow-up, "bayar pajak motor" is a question of its own.
"""

from __future__ import annotations

from bot.domain.ports import Book
from bot.domain.topics import Part, TopicView

MOST_WORDS = 8


def asked_parts(words: str, view: TopicView, book: Book) -> tuple[Part, ...]:
    """The written parts a normalised text asks for, in the order they are shown; none for any other text."""
    said = frozenset(words.split())
    if not _follows_up(words, book):
        return ()
    return tuple(part for part in Part if part in view.parts and book.words(f"hint_part_{part}") & said)


def asks_cost(words: str, book: Book) -> bool:
    """ "Bayar ga?" where nothing was talked of yet."""
    return _follows_up(words, book) and bool(book.words("hint_cost").intersection(words.split()))


def _follows_up(words: str, book: Book) -> bool:
    """Whether there is nothing in it but cues and fillers."""
    said = words.split()
    known = book.words("hint_part_filler").union(*(book.words(f"hint_part_{part}") for part in Part))
    return 0 < len(said) <= MOST_WORDS and all(word in known for word in said)
