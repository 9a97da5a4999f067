"""How hard a text is to read: words in a sentence and letters in a word. Over the limit, `make check` fails.

The limits were set by reading the answers aloud: they are what a resident of sixty takes in at one hearing. They are
counted, not estimated by a formula for another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from faq.schema import TopicText


@dataclass(frozen=True, slots=True)
class Limits:
    """`sentence`: words in any sentence; `words`: per sentence on average, and `letters`: per word on average, both
    over a topic's short answer."""

    sentence: int
    words: float
    letters: float


LIMITS = {"id": Limits(sentence=16, words=9.0, letters=6.2), "en": Limits(sentence=20, words=12.0, letters=5.2)}
"""English has more and shorter words; Indonesian officialese has over 7 letters in a word."""

_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’/][^\W\d_]+)*")
_SKIPPED = re.compile(r"\{[a-z_]+\}|\b[\w-]+(?:\.[\w-]+){2,}\S*|\b\w+\.go\.id\S*|\bF-\d\.\d+\w*")
"""Office facts, web addresses and form numbers: nobody reads them as words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Figures of one text."""

    longest: int
    mean_words: float
    mean_letters: float


def reading(text: str) -> Reading:
    sentences = [found for found in map(_words, _SENTENCE_END.split(_SKIPPED.sub(" ", text))) if found]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return Reading(0, 0.0, 0.0)
    return Reading(
        max(len(sentence) for sentence in sentences),
        len(words) / len(sentences),
        sum(len(word) for word in words) / len(words),
    )


def long_sentences(text: str, most: int) -> Iterator[tuple[str, int]]:
    """The sentences of more than `most` words, each with its count."""
    for sentence in _SENTENCE_END.split(text):
        words = len(_words(_SKIPPED.sub(" ", sentence)))
        if words > most:
            yield sentence.strip(), words


def too_hard(text: TopicText, language: str, more: Iterable[str] = ()) -> Iterator[str]:
    """A line for each limit the topic's text, or what `more` is told with it, is over."""
    limits, answer = LIMITS[language], reading(text.answer)
    parts = (
        text.answer,
        *text.requirements,
        *text.bring,
        *text.steps,
        text.where,
        text.cost,
        text.time,
        text.if_problem,
        *more,
    )
    longest = max(reading(part).longest for part in parts)
    if longest > limits.sentence:
        yield f"a sentence of {longest} words in {language}, at most {limits.sentence}"
    if answer.mean_words > limits.words:
        yield f"{answer.mean_words:.1f} words in a sentence of the answer in {language}, at most {limits.words:g}"
    if answer.mean_letters > limits.letters:
        yield f"{answer.mean_letters:.1f} letters in a word of the answer in {language}, at most {limits.letters:g}"


def _words(sentence: str) -> list[str]:
    return _WORD.findall(sentence)
