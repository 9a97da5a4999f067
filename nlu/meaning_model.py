"""A linear classifier over the encoder's vectors: what is refitted at each training, in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nlu.softmax import softmax

if TYPE_CHECKING:
    from nlu.lesson import Lesson

_ARRAYS = "meaning.npz"
_GOOD_ENOUGH = 1e-3


@dataclass(frozen=True)
class MeaningModel:
    """Column i of `weights` and `bias` belongs to label i of the surface model; `version` names the encoder."""

    version: str
    centre: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    @classmethod
    def fit(
        cls, vectors: np.ndarray, lesson: Lesson, labels: tuple[str, ...], version: str, regularisation: float
    ) -> MeaningModel:
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - slow to import and not needed to serve

        centre, spread = vectors.mean(axis=0), float(vectors.std())
        places = {label: place for place, label in enumerate(labels)}
        regression = LogisticRegression(C=regularisation, max_iter=300, tol=_GOOD_ENOUGH, random_state=0)
        scaled = (vectors - centre) / spread
        regression.fit(scaled[lesson.rows], [places[label] for label in lesson.labels], lesson.weights)
        weights, bias = regression.coef_.T, regression.intercept_
        if len(regression.classes_) == 2:  # scikit-learn keeps one column for two classes
            weights, bias = np.hstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
        return cls(version, centre, (weights / spread).astype(np.float32), bias.astype(np.float32))

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """One row per vector, one column per label; every row sums to 1."""
        return softmax((vectors - self.centre) @ self.weights + self.bias)

    def save(self, folder: Path) -> None:
        np.savez(folder / _ARRAYS, version=self.version, centre=self.centre, weights=self.weights, bias=self.bias)

    @classmethod
    def restore(cls, folder: Path) -> MeaningModel:
        """Read what `save` wrote."""
        arrays = np.load(folder / _ARRAYS, allow_pickle=False)
        return cls(str(arrays["version"]), arrays["centre"], arrays["weights"], arrays["bias"])
