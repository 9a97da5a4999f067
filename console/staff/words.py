"""The words of the staff pages, in Indonesian and in English: one file an area in words/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

import yaml

LANGUAGES = ("id", "en")
_FOLDER = Path(__file__).parent / "words"


class Words:
    """`{name}` in a text stands for a value, `{name:,}` for a number as people of the language write it. A key nobody
    wrote is a defect and raises KeyError."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def say(self, key: str, language: str, **values: object) -> str:
        text = self._texts[key][language if language in LANGUAGES else LANGUAGES[0]]
        return _Filling(language).vformat(text, (), values) if values else text


def number(value: int, language: str) -> str:
    """ "12.345" in Indonesian, "12,345" in English."""
    told = f"{value:,}"
    return told if language == "en" else told.replace(",", ".")


class _Filling(Formatter):
    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: object, format_spec: str) -> str:
        """What is no number is told as it is."""
        if format_spec != ",":
            return str(super().format_field(value, format_spec))
        return number(value, self._language) if isinstance(value, int) else str(value)


def read_words(folder: Path = _FOLDER) -> Words:
    """Raises ValueError for a key that stands in two files, lacks a language, or names other values in one of them."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.yml")):
        told_here = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for key, told in told_here.items():
            if key in texts:
                raise ValueError(f"{path.name}: {key} stands in another file, too")
            if set(told) != set(LANGUAGES) or not all(isinstance(text, str) for text in told.values()):
                raise ValueError(f"{path.name}: {key} needs a text for {' and '.join(LANGUAGES)}")
            if len({frozenset(_values(text)) for text in told.values()}) > 1:
                raise ValueError(f"{path.name}: {key} names other values in one language than in the other")
            texts[key] = told
    return Words(texts)


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
