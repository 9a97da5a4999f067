"""Logistic regression as plain arrays: what both models are, over different features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nlu.softmax import softmax

if TYPE_CHECKING:
    from nlu.lesson import Lesson


@dataclass(frozen=True)
class Linear:
    """Column i of `weights` and `bias` belongs to `labels[i]`; the labels are sorted."""

    labels: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray

    @classmethod
    def fit(cls, features: Any, lesson: Lesson, regularisation: float, tolerance: float) -> Linear:
        """`features`: a row per text, sparse or not. Needs two different labels or more."""
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - slow to import and not needed to serve

        regression = LogisticRegression(C=regularisation, max_iter=300, tol=tolerance, random_state=0)
        regression.fit(features[lesson.rows], lesson.labels, lesson.weights)
        weights, bias = regression.coef_.T, regression.intercept_
        if len(regression.classes_) == 2:  # scikit-learn keeps one column for two classes
            weights, bias = np.hstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
        labels = tuple(str(label) for label in regression.classes_)
        return cls(labels, np.ascontiguousarray(weights, dtype=np.float32), bias.astype(np.float32))

    def probabilities(self, features: Any) -> np.ndarray:
        """One row per row of features, one column per label; every row sums to 1."""
        # Of one kind: scipy else makes 64-bit numbers of all weights at each call, which takes longer than the product.
        return softmax(features.astype(np.float32, copy=False) @ self.weights + self.bias)
