"""The classifier itself, free of Rasa: logistic regression over TF-IDF of the n-grams of characters within words.

It looks at the surface of a message, so it forgives typing errors and slang spellings. Kept as plain arrays and a
word list, never as a pickle: a model file can then not run code, and it survives another scikit-learn.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.linear import Linear
from nlu.ngrams import Counted
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
    """A trained classifier over n-grams."""

    vectorizer: TfidfVectorizer
    linear: Linear

    @classmethod
    def fit(cls, texts: Sequence[str], lesson: Lesson, settings: SurfaceSettings) -> SurfaceModel:
        """Learn from labelled messages; needs two different labels or more."""
        vectorizer = _vectorizer(settings)
        counted = vectorizer.fit_transform(texts)
        return cls(vectorizer, Linear.fit(counted, lesson, settings.regularisation, _GOOD_ENOUGH))

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """One row per text, one column per label; every row sums to 1."""
        scores = [weights @ self.linear.weights[places] for places, weights in map(self._counted.of, texts)]
        return softmax(np.array(scores).reshape(len(scores), len(self.linear.labels)) + self.linear.bias)

    @cached_property
    def _counted(self) -> Counted:
        return Counted(self.vectorizer)

    def save(self, folder: Path) -> None:
        words = {word: int(column) for word, column in self.vectorizer.vocabulary_.items()}
        described = {
            "labels": self.linear.labels,
            "ngram_range": self.vectorizer.ngram_range,
            "ngrams": sorted(words, key=words.__getitem__),
        }
        (folder / _WORDS).write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
        arrays = {"idf": self.vectorizer.idf_, "weights": self.linear.weights, "bias": self.linear.bias}
        np.savez(folder / _ARRAYS, **arrays)

    @classmethod
    def restore(cls, folder: Path) -> SurfaceModel:
        """Read what `save` wrote."""
        described = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        arrays = np.load(folder / _ARRAYS, allow_pickle=False)
        least, most = described["ngram_range"]
        vectorizer = _vectorizer(SurfaceSettings(least, most), described["ngrams"])
        vectorizer.idf_ = arrays["idf"]
        return cls(vectorizer, Linear(tuple(described["labels"]), arrays["weights"], arrays["bias"]))


def _vectorizer(settings: SurfaceSettings, ngrams: Sequence[str] | None = None) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(settings.ngram_min, settings.ngram_max),
        preprocessor=shape,
        sublinear_tf=True,
        vocabulary=ngrams,
        dtype=np.float32,
    )
