"""TF-IDF of the n-grams of characters within words, text by text: scikit-learn's numbers, without the millisecond that
its checks of sparse matrices take for a single message."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sklearn.feature_extraction.text import TfidfVectorizer


class Counted:
    """A fitted vectoriser's numbers, ready to be asked. `analyse` cuts a text into n-grams."""

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        self._analyse: Callable[[str], list[str]] = vectorizer.build_analyzer()
        self._columns: Mapping[str, int] = vectorizer.vocabulary_
        self._idf = vectorizer.idf_.astype(np.float32)

    def of(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """The columns of the n-grams that are known, and their weights: logarithmic counts, idf, length 1."""
        columns = self._columns
        counts = Counter(columns[gram] for gram in self._analyse(text) if gram in columns)
        places = np.fromiter(counts, np.int64, len(counts))
        weights = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self._idf[places]
        length = np.sqrt(weights @ weights)
        return places, weights / length if length else weights
