"""The words of a message, and the form in which they are compared with the book's exact words."""

from __future__ import annotations

import re
import unicodedata

from bot.domain.masking import MASK
from bot.domain.messages import Inbound, Media, Text
from bot.domain.ports import Book

_NOT_WORD = re.compile(r"[\W_]+")


def words_of(inbound: Inbound) -> str:
    """What the resident wrote: a text or the caption of a file; empty for everything else."""
    match inbound.content:
        case Text(body=body):
            return body
        case Media(caption=caption):
            return caption
        case _:
            return ""


def normalised(text: str) -> str:
    """Lower case, no punctuation, single spaces."""
    return " ".join(_NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).lower()).split())


def has_run(text: str, runs: frozenset[str]) -> bool:
    """Whether one of these words, or runs of words, stands in the text."""
    padded = f" {normalised(text)} "
    return any(f" {run} " in padded for run in runs)


def is_question(text: str, book: Book) -> bool:
    """Also without its mark."""
    return "?" in text or bool(set(normalised(text).split()) & book.words("hint_question"))


def says_something(text: str) -> bool:
    """Whether there is a letter besides a masked number: emoji and digits alone are nothing to understand."""
    return any(character.isalpha() for character in text.replace(MASK, ""))
