""" "Bayar ga?" after an answer asks for a part of that topic. Told by cue words, so it needs no NLU and costs nothing.

Every word has to be a cue or a filler: "bayar ga bu" is a follow-up, "bayar pajak motor" is a question of its own.
"""

from __future__ import annotations

from bot.domain.ports import Book
from bot.domain.topics import Part, TopicView

MOST_WORDS = 8


def asked_parts(words: str, view: TopicView, book: Book) -> tuple[Part, ...]:
    """The written parts a normalised text asks for, in the order they are shown; none for any other text."""
    said = words.split()
    cues = {part: book.words(f"hint_part_{part}") for part in Part}
    known = frozenset().union(*cues.values(), book.words("hint_part_filler"))
    if not 0 < len(said) <= MOST_WORDS or any(word not in known for word in said):
        return ()
    return tuple(part for part in Part if part in view.parts and cues[part].intersection(said))
