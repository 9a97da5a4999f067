"""How much of everything a proof takes."""

from __future__ import annotations

from dataclasses import dataclass

SETTLE_SECONDS = 180.0
"""How long everything may take to come to rest."""


@dataclass(frozen=True, slots=True)
class Scale:
    """`residents` on each channel; `events` and `kills` in `seconds`; `few` events elsewhere; `outage` in seconds."""

    residents: int
    events: int
    seconds: float
    kills: int
    few: int
    outage: float


SHORT = Scale(residents=30, events=240, seconds=9.0, kills=5, few=60, outage=4.0)
LONG = Scale(residents=150, events=2_400, seconds=75.0, kills=24, few=300, outage=20.0)
