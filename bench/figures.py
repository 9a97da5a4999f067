"""Numbers of several rounds → the medians that are reported."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

Figures = dict[str, float]
"""Name → number, the unit in the name: `per_second`, `p95_ms`."""


def median_of(rounds: Sequence[Figures]) -> Figures:
    """Round by round the same names."""
    return {name: round(statistics.median(figures[name] for figures in rounds), 3) for name in rounds[0]}


def percentiles(milliseconds: Sequence[float]) -> Figures:
    cuts = statistics.quantiles(milliseconds, n=100)
    return {"p50_ms": cuts[49], "p95_ms": cuts[94], "p99_ms": cuts[98]}
