"""How fast an account may send, as pure arithmetic on its GCRA clock; the store keeps the clock."""

from __future__ import annotations

from dataclasses import dataclass

HORIZON_SECONDS = 0.25
"""How far ahead send times are given out: short, so that a reply soon finds a free one before a broadcast's."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Evenly spaced send times: the first in `wait` seconds, then one each `interval` seconds, `count` in all."""

    count: int
    wait: float
    interval: float

    def time_of(self, number: int) -> float:
        """Seconds from now until the send with this number, counted from 0."""
        return self.wait + number * self.interval


def free_slots(behind: float, rate: float, limit: int) -> Slots:
    """The free send times within the horizon, at most `limit`.

    `behind` is the account's next free moment in seconds from now (negative: it has been idle); `rate` is sends a
    second. Time that passed unused is not made up for: sends are even, never a burst.
    """
    interval = 1.0 / rate
    wait = max(behind, 0.0)
    within = int((HORIZON_SECONDS - wait) / interval) + 1 if wait <= HORIZON_SECONDS else 0
    return Slots(max(0, min(within, limit)), wait, interval)
