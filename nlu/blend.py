"""Two opinions into one: where the surface is sure nobody else is asked, elsewhere both are averaged. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlu.softmax import softmax

if TYPE_CHECKING:
    from collections.abc import Callable

_LEAST = 1e-9


@dataclass(frozen=True)
class BlendSettings:
    """Chosen on messages that neither model had learnt from: docs/adr/0006-meaning.md has the figures.

    `surface_is_enough`: where its best label is so many times as likely as its second, the surface model answers
    alone; its scores, which say less than they know, are then divided by `surface_temperature`. `meaning_share`: weight
    of the meaning model in the mean of log-probabilities. `temperature`: below 1 makes the mean surer, above 1 less
    sure. `off_topic`: added to the log-probability of "anything else".
    """

    surface_is_enough: float = 4.0
    surface_temperature: float = 1.0
    meaning_share: float = 0.4
    temperature: float = 1.0
    off_topic: float = 0.0


def blended(
    surface: np.ndarray,
    ask_meaning: Callable[[np.ndarray], np.ndarray],
    off_topic_column: int | None,
    settings: BlendSettings,
) -> np.ndarray:
    """Probabilities of both; `ask_meaning` gets the numbers of the rows the surface is not sure of."""
    found = softmax(np.log(surface + _LEAST) / settings.surface_temperature)
    unsure = np.flatnonzero(_lead(surface) < settings.surface_is_enough)
    if not len(unsure):
        return found
    share = settings.meaning_share
    scores = (1 - share) * np.log(surface[unsure] + _LEAST) + share * np.log(ask_meaning(unsure) + _LEAST)
    if off_topic_column is not None:
        scores[:, off_topic_column] += settings.off_topic
    found[unsure] = softmax(scores / settings.temperature)
    return found


def _lead(surface: np.ndarray) -> np.ndarray:
    """How many times as likely the best label is as the second, row by row."""
    if surface.shape[1] < 2:
        return np.full(len(surface), np.inf)
    second, best = np.partition(surface, -2, axis=1)[:, -2:].T
    return best / (second + _LEAST)
