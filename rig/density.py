"""How densely moments lie: what a ceiling of so many a second is held against."""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

_TICK = 0.01
_LATE = 0.02


def densest(times: Sequence[float], seconds: float) -> int:
    """The most of these sorted moments in any window of this length."""
    most = first = 0
    for last, moment in enumerate(times):
        while moment - times[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


@dataclass(slots=True)
class Stillness:
    """When the process that stamps the moments stood still: (start, end) in `time.time()`, run `watch` beside it.

    What arrived meanwhile is stamped with the end, all at once, and looks denser than it was.
    """

    spells: list[tuple[float, float]] = field(default_factory=list)

    async def watch(self) -> None:
        while True:
            slept = time.time()
            await asyncio.sleep(_TICK)
            woke = time.time()
            if woke - slept > _TICK + _LATE:
                self.spells.append((slept, woke))

    def densest(self, times: Sequence[float], rate: float) -> float:
        """The most of these sorted moments in any second, without those which `rate` a second allows to have arrived
        in a spell of stillness that ended as the second began."""
        most = 0.0
        for first, moment in enumerate(times):
            count = bisect_left(times, moment + 1.0) - first
            most = max(most, count - rate * self._before(moment))
        return most

    def _before(self, moment: float) -> float:
        """Seconds of the spells that ended no more than some ticks before."""
        start = bisect_left(self.spells, moment - 5 * _TICK, key=lambda spell: spell[1])
        end = bisect_right(self.spells, moment, key=lambda spell: spell[0])
        return sum(spell[1] - spell[0] for spell in self.spells[start:end])
