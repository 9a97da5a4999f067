"""The topics there are, as the pages of teaching show them: ids of the taxonomy, names of the book."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping

from faq.book import YamlBook
from nlu.taxonomy import labels
from nlu.training_data import read_examples


class BookTopics:
    """Implements the Topics port. Files are read once, when first asked for."""

    def __init__(self, book: YamlBook) -> None:
        self._book = book
        self._labels = tuple(labels())
        self._written: Mapping[str, int] | None = None

    def titles(self, language: str) -> Mapping[str, str]:
        return {label: self._book.title(label, language) for label in self._labels}

    async def written(self) -> Mapping[str, int]:
        if self._written is None:
            self._written = await asyncio.to_thread(_written)
        return self._written


def _written() -> Mapping[str, int]:
    return Counter(example.label for example in read_examples())
