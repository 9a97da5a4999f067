"""Which words of a message can be searched. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_WORDS = 60
"""Different words of one message that can be found; a longer one is hardly a resident's."""
_TOO_COMMON = frozenset(
    re.findall(
        r"\w+",
        """yang dan di ke dari untuk pada dengan ini itu saya aku kami kita anda bapak ibu pak bu kak ada apa tidak atau
        juga sudah bisa kalau akan jadi mau nya ya ga gak nggak sih dong deh kok lah the a an of to in is i and for""",
    )
)


def searchable(stems: Iterable[str]) -> list[str]:
    """Sorted, each once: without what stands in every other message and without single letters."""
    kept = {stem for stem in stems if (len(stem) > 1 or stem.isdigit()) and stem not in _TOO_COMMON}
    return sorted(kept)[:MOST_WORDS]
