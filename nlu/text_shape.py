"""The shape a message has before its characters are counted; the same in training and in service."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 2_000
"""Longer messages are cut in the middle: both channels allow 4,096 characters, and a story's question stands at its
start or its end."""

_STRETCHED = re.compile(r"(.)\1{2,}")


def shape(text: str) -> str:
    """Fold case, width and white space, and shorten stretched letters: `TOLOOONG  ya` becomes `tolong ya`."""
    # Half a character pair, as a broken client may send it, is no text any library takes.
    half = MOST_CHARACTERS // 2
    cut = text if len(text) <= MOST_CHARACTERS else f"{text[:half]} {text[-half:]}"
    whole = cut.encode("utf-8", "replace").decode("utf-8")
    folded = unicodedata.normalize("NFKC", whole).casefold()
    return " ".join(_STRETCHED.sub(r"\1", folded).split())
