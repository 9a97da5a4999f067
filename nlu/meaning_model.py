"""A linear classifier over the encoder's vectors: what is refitted at each training, in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nlu.linear import Linear

if TYPE_CHECKING:
    from nlu.lesson import Lesson

_ARRAYS = "meaning.npz"
_GOOD_ENOUGH = 1e-3


@dataclass(frozen=True)
class MeaningModel:
    """`encoder` names the weights the vectors came from; they are centred and divided by `spread` first."""

    encoder: str
    centre: np.ndarray
    spread: float
    linear: Linear

    @classmethod
    def fit(cls, vectors: np.ndarray, lesson: Lesson, encoder: str, regularisation: float) -> MeaningModel:
        centre, spread = vectors.mean(axis=0), float(vectors.std())
        linear = Linear.fit((vectors - centre) / spread, lesson, regularisation, _GOOD_ENOUGH)
        return cls(encoder, centre, spread, linear)

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """One row per vector, one column per label; every row sums to 1."""
        return self.linear.probabilities((vectors - self.centre) / self.spread)

    def save(self, folder: Path) -> None:
        arrays = {"labels": np.array(self.linear.labels), "weights": self.linear.weights, "bias": self.linear.bias}
        np.savez(folder / _ARRAYS, encoder=self.encoder, centre=self.centre, spread=self.spread, **arrays)

    @classmethod
    def restore(cls, folder: Path) -> MeaningModel:
        """Read what `save` wrote."""
        arrays = np.load(folder / _ARRAYS, allow_pickle=False)
        linear = Linear(tuple(map(str, arrays["labels"])), arrays["weights"], arrays["bias"])
        return cls(str(arrays["encoder"]), arrays["centre"], float(arrays["spread"]), linear)
