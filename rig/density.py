"""How densely moments lie: what a ceiling of so many a second is held against."""

from __future__ import annotations

from collections.abc import Sequence


def densest(times: Sequence[float], seconds: float) -> int:
    """The most of these sorted moments in any window of this length."""
    most = first = 0
    for last, moment in enumerate(times):
        while moment - times[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most
