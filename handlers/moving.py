"""Where a move goes: "dari Tanjung Barat ke Bandung" and "dari Bandung ke Tanjung Barat" have the same words, and no
model of meaning tells them apart surely. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.domain.ports import Book

OUT, INTO, WITHIN = "pindah_keluar", "pindah_datang", "ktp_ubah_alamat"
MOVES = frozenset({OUT, INTO, WITHIN})
# Looked ahead, so that "how to move from Jakarta to Bali" has two goals to try.
_FROM = re.compile(r"\b(?:dari|dr|from|saking)\s+(?=(.{2,40}))")
_TO = re.compile(r"\b(?:ke|to|dateng|datheng|teng)\s+(?=(.{2,40}))")


def direction(text: str, book: Book) -> str:
    """The topic of the move a text (normalised) tells by its places; empty where it does not tell."""
    near, home, elsewhere = (book.words(key) for key in ("hint_near", "hint_home", "hint_elsewhere"))
    ours = near | home
    start, goal = _place(_FROM, text, ours | elsewhere), _place(_TO, text, ours | elsewhere)
    if start in near and goal in near:
        return WITHIN
    if goal in elsewhere and (start in ours or not start):
        return OUT
    if goal in ours and (start in elsewhere or (not start and goal in home)):
        return INTO
    return ""


def _place(pattern: re.Pattern[str], text: str, places: Collection[str]) -> str:
    """The longest known place that follows the word."""
    for found in pattern.finditer(text):
        known = [place for place in places if f"{found[1]} ".startswith(f"{place} ")]
        if known:
            return max(known, key=len)
    return ""
