"""What a linear model is fitted on, made of labelled messages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.training_data import Example


@dataclass(frozen=True)
class Lesson:
    """What a linear model is fitted on: row `rows[i]` of the texts has label `labels[i]`, as much as `weights[i]`."""

    rows: np.ndarray
    labels: list[str]
    weights: np.ndarray


def lesson(examples: Sequence[Example]) -> Lesson:
    """Labels with few messages count more, by the square root, so that "anything else" with its hundreds of messages
    does not swallow the small ones and is not silenced either."""
    triples = [(row, label, share) for row, example in enumerate(examples) for label, share in example.shares().items()]
    counts: Counter[str] = Counter()
    for _, label, share in triples:
        counts[label] += share  # type: ignore[assignment]
    mean = sum(counts.values()) / len(counts)
    weights = np.array([share * (mean / counts[label]) ** 0.5 for _, label, share in triples])
    return Lesson(np.array([row for row, _, _ in triples]), [label for _, label, _ in triples], weights)
