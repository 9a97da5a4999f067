"""Topics of interest and the neighbourhood, as residents write them: "ktp sama akta", "cukup ktp aja", "rt 5 rw 3"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.entities import neighbourhood
from bot.domain.interests import ALL, Interest
from bot.domain.ports import Book
from bot.domain.stopping import wants_no_more
from handlers.exact import is_question, normalised

_MOST_WORDS = 16
_FIGURES = {
    "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6", "tujuh": "7", "delapan": "8",
    "sembilan": "9", "sepuluh": "10", "sebelas": "11",
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10",
    "siji": "1", "loro": "2", "telu": "3", "papat": "4", "limo": "5", "enem": "6", "pitu": "7", "wolu": "8",
    "songo": "9",
}  # fmt: skip
_LETTERS = {"er te": "rt", "er we": "rw", "erte": "rt", "erwe": "rw"}
_PAIR = re.compile(r"(?<![\d/\\-])0*(\d{1,3})\s*[/\\-]\s*0*(\d{1,3})(?![\d/\\-])")
_LONE = re.compile(r"\D*0*(\d{1,3})\D*")
_MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Named:
    """The ids a text names, in the order they are shown, and its other words."""

    interests: tuple[str, ...]
    others: tuple[str, ...]


def named(words: str, interests: Sequence[Interest]) -> Named:
    """Longer names first: "ktp digital" is no KTP."""
    text = f" {normalised(words)} "
    runs = sorted(((run, each.id) for each in interests for run in each.words), key=lambda run: -len(run[0]))
    found = set()
    for run, name in runs:
        if f" {run} " in text:
            found.add(name)
            text = text.replace(f" {run} ", "  ")
    return Named(tuple(each.id for each in interests if each.id in found), tuple(text.split()))


def chosen(words: str, interests: Sequence[Interest], shown: Sequence[str], book: Book) -> tuple[str, ...]:
    """The ids an answer chooses, by name or by the numbers of what is `shown`; `all` for everything. Empty for words
    about something else."""
    if is_question(words, book) and normalised(words) not in book.words("step_all_topics"):
        return ()
    text = normalised(words)
    if text in book.words("step_all_topics"):
        return (ALL,)
    found = named(words, interests)
    figures = [word for word in found.others if word.isdecimal()]
    rest = set(found.others) - set(figures) - book.words("hint_interest_filler")
    if rest or len(text.split()) > _MOST_WORDS or any(not 0 < int(each) <= len(shown) for each in figures):
        return ()
    wanted = {*found.interests, *(shown[int(each) - 1] for each in figures)}
    return tuple(each.id for each in interests if each.id in wanted)


def dropped(words: str, book: Book, *, after_announcement: bool = False) -> tuple[str, ...]:
    """The topics somebody wants no more of: "berhenti topik ktp". A topic must be spoken of as such, but right after an
    announcement."""
    found = named(words, book.interests("id"))
    topics = book.words("hint_topic")
    spoken_of = after_announcement or any(word in topics for word in found.others)
    if not found.interests or not spoken_of:
        return ()
    rest = [word for word in found.others if word not in topics]
    wish = bool(rest) and wants_no_more(" ".join([*rest, "langganan"]), after_announcement)
    return found.interests if wish and not wants_only(words, book, after_announcement=True) else ()


def wants_only(words: str, book: Book, *, after_announcement: bool = False) -> tuple[str, ...]:
    """The topics that are enough: "cukup info ktp aja"; "cukup ktp aja" right after an announcement."""
    found = named(words, book.interests("id"))
    others = set(found.others)
    spoken_of = after_announcement or others & book.words("hint_topic")
    if "?" in words or not spoken_of or not others & book.words("hint_only"):
        return ()
    return found.interests if others <= book.words("hint_interest_filler") | book.words("hint_topic") else ()


def area_of(words: str) -> str | None:
    """ "005/003" for RT 005 of RW 003, "003" for an RW, "005/" for an RT whose RW is not told. A number alone is `?`, a
    number that cannot be is `0`; None for words about something else."""
    text = _spoken(words)
    if len(text) > _MOST_LETTERS:
        return None
    found, pair = neighbourhood(text), _PAIR.search(text)
    if found.rt is None and found.rw is None and pair:
        return _written(int(pair[1]), int(pair[2]))
    if found.rw is not None:
        return _written(found.rt, found.rw)
    if found.rt is not None:
        return f"{found.rt:03}/" if found.rt else "0"
    return "?" if _LONE.fullmatch(text) and len(text) <= len("nomor 003 saja ya") else None


def _written(rt: int | None, rw: int) -> str:
    if rw == 0 or rt == 0:
        return "0"
    return f"{rw:03}" if rt is None else f"{rt:03}/{rw:03}"


def _spoken(words: str) -> str:
    """With figures for words: "er te lima er we tiga"."""
    text = " ".join(_FIGURES.get(word, word) for word in words.casefold().split())
    for said, meant in _LETTERS.items():
        text = text.replace(said, meant)
    return text
