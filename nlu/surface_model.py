"""The classifier itself, free of Rasa: logistic regression over TF-IDF of the n-grams of characters within words.

It looks at the surface of a message, so it forgives typing errors and slang spellings. Kept as plain arrays and a
word list, never as a pickle: a model file can then not run code, and it survives another scikit-learn.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.softmax import softmax
from nlu.text_shape import shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.lesson import Lesson

_WORDS = "ngrams.json"
_ARRAYS = "weights.npz"
_GOOD_ENOUGH = 0.1
"""A thousand times finer costs 70 % more time; the accuracy on the training set stays the same."""


@dataclass(frozen=True)
class SurfaceSettings:
    """What can be tuned from config.yml."""

    ngram_min: int = 2
    ngram_max: int = 5
    regularisation: float = 20.0


@dataclass(frozen=True)
class SurfaceModel:
    """A trained classifier. Column i of `weights` and `bias` belongs to `labels[i]`."""

    vectorizer: TfidfVectorizer
    labels: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray

    @classmethod
    def fit(cls, texts: Sequence[str], lesson: Lesson, settings: SurfaceSettings) -> SurfaceModel:
        """Learn from labelled messages; needs two different labels or more."""
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - slow to import and not needed to serve

        vectorizer = _vectorizer(settings)
        regression = LogisticRegression(C=settings.regularisation, max_iter=300, tol=_GOOD_ENOUGH, random_state=0)
        counted = vectorizer.fit_transform(texts)
        regression.fit(counted[lesson.rows], lesson.labels, lesson.weights)
        weights, bias = regression.coef_.T, regression.intercept_
        if len(regression.classes_) == 2:  # scikit-learn keeps one column for two classes
            weights, bias = np.hstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
        return cls(
            vectorizer,
            tuple(str(label) for label in regression.classes_),
            np.ascontiguousarray(weights, dtype=np.float32),
            bias.astype(np.float32),
        )

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """One row per text, one column per label; every row sums to 1."""
        return softmax(self.vectorizer.transform(texts) @ self.weights + self.bias)

    def save(self, folder: Path) -> None:
        words = {word: int(column) for word, column in self.vectorizer.vocabulary_.items()}
        described = {
            "labels": self.labels,
            "ngram_range": self.vectorizer.ngram_range,
            "ngrams": sorted(words, key=words.__getitem__),
        }
        (folder / _WORDS).write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
        np.savez(folder / _ARRAYS, idf=self.vectorizer.idf_, weights=self.weights, bias=self.bias)

    @classmethod
    def restore(cls, folder: Path) -> SurfaceModel:
        """Read what `save` wrote."""
        described = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        arrays = np.load(folder / _ARRAYS, allow_pickle=False)
        least, most = described["ngram_range"]
        vectorizer = _vectorizer(SurfaceSettings(least, most), described["ngrams"])
        vectorizer.idf_ = arrays["idf"]
        return cls(vectorizer, tuple(described["labels"]), arrays["weights"], arrays["bias"])


def _vectorizer(settings: SurfaceSettings, ngrams: Sequence[str] | None = None) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(settings.ngram_min, settings.ngram_max),
        preprocessor=shape,
        sublinear_tf=True,
        vocabulary=ngrams,
        dtype=np.float32,
    )
