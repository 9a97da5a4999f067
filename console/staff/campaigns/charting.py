"""A campaign's course as lines of a drawing, and as a table for those who do not see it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from bot.domain.campaign_report import Course, Did

WIDTH, HEIGHT = 600, 200
_ROOM = 6


@dataclass(frozen=True, slots=True)
class ChartLine:
    """`points` for a polyline; `total` is where it ends."""

    did: Did
    points: str
    total: int


@dataclass(frozen=True, slots=True)
class ChartRow:
    """What had happened by the end of a step, in the order of the lines."""

    until: datetime
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Chart:
    """Sums over time, of what happened at all. `rows` are those in which anything did."""

    lines: Sequence[ChartLine]
    rows: Sequence[ChartRow]
    begins: datetime
    ends: datetime
    highest: int


def chart_of(course: Course) -> Chart:
    sums = {did: list(accumulate(counts)) for did, counts in course.counts.items() if any(counts)}
    highest = max((each[-1] for each in sums.values()), default=0)
    lines = [ChartLine(did, _points(each, highest), each[-1]) for did, each in sums.items()]
    rows = [
        ChartRow(course.begins + (at + 1) * course.step, [each[at] for each in sums.values()])
        for at in range(course.length)
        if any(course.counts[did][at] for did in sums)
    ]
    return Chart(lines, rows, course.begins, course.begins + course.length * course.step, highest)


def _points(sums: Sequence[int], highest: int) -> str:
    """From nothing at the left edge to the whole at the right one."""
    across = WIDTH / len(sums)
    heights = [0, *sums]
    return " ".join(f"{at * across:.1f},{_down(each, highest):.1f}" for at, each in enumerate(heights))


def _down(value: int, highest: int) -> float:
    return HEIGHT - _ROOM - (HEIGHT - 2 * _ROOM) * value / highest
