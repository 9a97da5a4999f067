"""Money that is wanted for what is free: known by words, as its story must not be read by everybody."""

from __future__ import annotations

import re

from bot.domain.ports import Book
from handlers.exact import has_run

TOPIC = "pungli_calo"
_SUM = r"\brp\.?\s*\d|\b\d[\d.,]*\s*(?:rb|ribu|k|juta|jt)\b|\b(?:seratus|ratus|puluh) ribu\b|\b\d{2,3}\.?000\b"
_WANTED = r"minta|mintain|dimint\w+|palak|dipalak|malak|nagih|ditagih|(?:di)?suruh bayar"
_DEMANDED = re.compile(rf"\b(?:{_WANTED})\b[^.?!]{{0,25}}?(?:{_SUM})", re.IGNORECASE)
"""Money in figures that somebody wants: "minta 50 ribu", "nagih Rp200.000"."""
_ASKED_FOR = re.compile(rf"\b(?:{_WANTED}|bayar|setor|kasih|ngasih)\b[^.?!]{{0,25}}?(?:{_SUM})", re.IGNORECASE)
"""In a complaint also what was paid: "bayar 500rb ke pak RT". Elsewhere it may be a question about fees."""


def money_demanded(words: str) -> bool:
    return _DEMANDED.search(words) is not None


def tells_of_extortion(words: str, book: Book) -> bool:
    return money_demanded(words) or has_run(words, book.words("hint_about_extortion"))


def complains_of_extortion(words: str, book: Book) -> bool:
    return _ASKED_FOR.search(words) is not None or tells_of_extortion(words, book)
