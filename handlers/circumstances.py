"""What differs for some residents: "nikah siri, anaknya bisa punya akta?" is told about just that, first. Pure."""

from __future__ import annotations

from bot.domain.ports import Book
from bot.domain.topics import TopicView

MOST = 2
"""More would hide the answer."""
_NOT = "@not"


def told_first(words: str, view: TopicView, book: Book) -> tuple[str, ...]:
    """The texts whose cues (faq.schema.Cue) fit a normalised message, in the order they are written."""
    said = frozenset(words.split())
    found = (one.text for one in view.circumstances if any(_fits(cue, said, book) for cue in one.cues))
    return tuple(found)[:MOST]


def _fits(cue: str, said: frozenset[str], book: Book) -> bool:
    return all(_stands(term, said, book) for term in cue.split())


def _stands(term: str, said: frozenset[str], book: Book) -> bool:
    if term == _NOT:
        return bool(said & book.words("hint_not"))
    return any(_one(word, said) for word in term.split("/"))


def _one(word: str, said: frozenset[str]) -> bool:
    if word.endswith("*"):
        return any(each.startswith(word[:-1]) for each in said)
    return word in said
