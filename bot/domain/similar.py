"""How alike two stories are, by their words. Pure.

Words are cut to their first letters, as Indonesian adds most of its endings and particles behind the stem and the
common prefixes are few: `antrean`, `antre` and `mengantre` then meet. Words that many of the stories have count little
(inverse document frequency over the stories compared), so "KTP" and "loket" do not make everything alike.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"[a-z]{3,}|\d{2,}")
_PREFIX = re.compile(r"^(?:me(?:ng|ny|m|n)?|di|ber|ter|pe(?:ng|ny|m|n)?)(?=[a-z]{4})")
_STEM = 5
_COMMON = frozenset({"yang", "dan", "atau", "dari", "untuk", "dengan", "pada", "tidak", "sudah", "belum", "saya"})
_COMMON |= {"kami", "kita", "mereka", "ini", "itu", "ada", "juga", "bisa", "akan", "karena", "kalau", "jadi", "lagi"}
_COMMON |= {"sama", "aja", "saja", "dong", "nih", "sih", "nya", "the", "and", "for", "was", "not"}


def stems(text: str) -> frozenset[str]:
    words = (word for word in _WORD.findall(text.lower()) if word not in _COMMON)
    return frozenset(_PREFIX.sub("", word)[:_STEM] for word in words)


def likeness(story: str, others: Sequence[str]) -> list[float]:
    """For each of the others 0…1: the weight of the words both have, over that of all words of the two (weighted
    Jaccard)."""
    own, theirs = stems(story), [stems(other) for other in others]
    held = Counter(stem for each in (own, *theirs) for stem in each)
    weight = {stem: math.log(1 + (len(theirs) + 1) / count) for stem, count in held.items()}
    return [_shared(own, each, weight) for each in theirs]


def _shared(one: frozenset[str], other: frozenset[str], weight: dict[str, float]) -> float:
    both, either = (sum(weight[stem] for stem in stems) for stems in (one & other, one | other))
    return both / either if either else 0.0
