"""Whether a difference between two shares may be chance. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import erfc, sqrt

SURE = 0.05
"""Below this the difference is called real: one such difference in twenty would be chance all the same."""
_FEWEST = 5.0
"""The approximation holds where at least so many are expected of each kind."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """From 0 to 1; 0 of nobody."""
        return self.part / self.whole if self.whole else 0.0


class Finding(StrEnum):
    """What may be said of two shares."""

    TOO_FEW = "too_few"
    CHANCE = "chance"
    FIRST = "first"  # the first is larger, and that is hardly chance
    SECOND = "second"


def p_value(one: Share, other: Share) -> float:
    """Of the two-sided two-proportion test: how often chance alone makes a difference as large as this. 1 where nothing
    can be said."""
    if not one.whole or not other.whole:
        return 1.0
    pooled = (one.part + other.part) / (one.whole + other.whole)
    spread = sqrt(pooled * (1 - pooled) * (1 / one.whole + 1 / other.whole))
    return erfc(abs(one.value - other.value) / spread / sqrt(2)) if spread else 1.0


def finding(one: Share, other: Share) -> Finding:
    if _too_few(one, other):
        return Finding.TOO_FEW
    if p_value(one, other) >= SURE:
        return Finding.CHANCE
    return Finding.FIRST if one.value > other.value else Finding.SECOND


def _too_few(one: Share, other: Share) -> bool:
    if not one.whole or not other.whole:
        return True
    pooled = (one.part + other.part) / (one.whole + other.whole)
    return min(one.whole, other.whole) * min(pooled, 1 - pooled) < _FEWEST
