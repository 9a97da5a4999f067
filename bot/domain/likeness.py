"""How alike two messages are, and which group a new one belongs to: words and pieces of words, weighed by how rare they
are, and what the bot thought of them. Pure; see docs/adr/0011-teaching.md for why and how well it works."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Generic, TypeVar

from bot.domain.everyday_spelling import FILLERS, SAME

ALIKE = 0.45
"""From here on two messages are taken for the same question."""
KNOWN_BY = 6
"""Members a group is known by. A message is as like to a group as to them on average, so that groups do not grow by
chains of neighbours into heaps."""
_PIECE = 3
"""Letters of a piece of a word."""
_PIECES_SHARE = 0.55
_THOUGHT_SHARE = 0.22
"""How much what the bot thought counts beside the words."""
_RAREST = 14
"""Features by which candidates are looked up."""
_LONGEST_LIST = 400
"""Groups a feature leads to; the newest stay. Bounds the work for each message whatever is asked most."""
_MOST_CANDIDATES = 60
_MOST_LETTERS = 600
_WORD = re.compile(r"[^\W_]+")
_STRETCHED = re.compile(r"(.)\1{2,}")
_ENDINGS = ("kannya", "nya", "kah", "lah", "in", "kan", "an")
_BEGINNINGS = ("meng", "meny", "mem", "men", "peng", "pem", "pen", "ber", "ter", "di", "ke", "ng")
_SHORTEST_STEM = 3

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Likened:
    """A message made ready to be compared: how often which feature stands in it, and the bot's guesses (0…1)."""

    features: Mapping[str, float]
    thoughts: Mapping[str, float]


def likened(text: str, thoughts: Mapping[str, float] | None = None) -> Likened:
    """Everyday spellings of a word are one word, greetings and particles count nothing."""
    stems = [_stem(word) for word in words(text)]
    features: dict[str, float] = defaultdict(float)
    for stem in stems:
        features[f"={stem}"] += 1.0
        for piece in _pieces(stem):
            features[piece] += _PIECES_SHARE
    return Likened({name: 1 + math.log(count) if count > 1 else count for name, count in features.items()},
                   thoughts or {})  # fmt: skip


def words(text: str) -> list[str]:
    """In one spelling, without those that say nothing; all of them where nothing else is left."""
    folded = _STRETCHED.sub(r"\1", text[:_MOST_LETTERS].casefold())
    found = [part for word in _WORD.findall(folded) for part in SAME.get(word, word).split()]
    return [word for word in found if word not in FILLERS] or found


def _stem(word: str) -> str:
    """Roughly: without the commonest endings and beginnings, while enough of the word is left."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > _SHORTEST_STEM:
            word = word.removesuffix(ending)
            break
    for beginning in _BEGINNINGS:
        if word.startswith(beginning) and len(word) - len(beginning) > _SHORTEST_STEM:
            return word.removeprefix(beginning)
    return word


def _pieces(stem: str) -> list[str]:
    padded = f" {stem} "
    return [padded[at : at + _PIECE] for at in range(len(padded) - _PIECE + 1)]


class Weights:
    """How telling each feature is among the messages seen so far."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._messages = 0

    def learn(self, message: Likened) -> None:
        self._seen.update(message.features.keys())
        self._messages += 1

    def of(self, feature: str) -> float:
        return 1.0 + math.log((self._messages + 8) / (self._seen[feature] + 1))


def alike(one: Likened, other: Likened, weights: Weights) -> float:
    """0…1; 1 for messages of the same words, whatever the bot thought of them."""
    by_words = _cosine(one.features, other.features, weights)
    if not one.thoughts or not other.thoughts or by_words >= 1:
        return by_words
    by_thoughts = _plain_cosine(one.thoughts, other.thoughts)
    return (1 - _THOUGHT_SHARE) * by_words + _THOUGHT_SHARE * by_thoughts * math.sqrt(by_words)


def _cosine(one: Mapping[str, float], other: Mapping[str, float], weights: Weights) -> float:
    if one == other:
        return 1.0
    mine = {name: count * weights.of(name) for name, count in one.items()}
    theirs = {name: count * weights.of(name) for name, count in other.items()}
    return _plain_cosine(mine, theirs)


def _plain_cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    shared = sum(weight * other[name] for name, weight in one.items() if name in other)
    length = math.sqrt(sum(each * each for each in one.values()) * sum(each * each for each in other.values()))
    return min(1.0, shared / length) if length else 0.0


class Groups(Generic[Key]):
    """Finds the group of a message among those there are; each is known by a few of its members.

    Bounded: a message costs at most `_RAREST` lists of `_LONGEST_LIST`, and `_MOST_CANDIDATES` comparisons.
    """

    def __init__(self, threshold: float = ALIKE) -> None:
        self._threshold = threshold
        self._weights = Weights()
        self._members: dict[Key, list[Likened]] = defaultdict(list)
        self._by_feature: dict[str, deque[Key]] = defaultdict(lambda: deque(maxlen=_LONGEST_LIST))

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, group: Key) -> bool:
        return group in self._members

    def add(self, group: Key, message: Likened) -> None:
        """Let the group be known by this message, too; by the first `KNOWN_BY` of them only."""
        if len(self._members[group]) >= KNOWN_BY:
            return
        self._weights.learn(message)
        self._members[group].append(message)
        for feature in message.features:
            listed = self._by_feature[feature]
            if not listed or listed[-1] != group:
                listed.append(group)

    def drop(self, group: Key) -> None:
        """It is not found any more."""
        self._members.pop(group, None)

    def nearest(self, message: Likened, most: int = 1) -> Sequence[tuple[Key, float]]:
        """The likest groups at or above the threshold, the likest first."""
        rated = [(group, self._likeness(group, message)) for group in self._candidates(message)]
        near = [(group, rate) for group, rate in rated if rate >= self._threshold]
        return sorted(near, key=lambda each: -each[1])[:most]

    def _likeness(self, group: Key, message: Likened) -> float:
        rates = [alike(message, member, self._weights) for member in self._members[group]]
        return 1.0 if max(rates) >= 1 else sum(rates) / len(rates)

    def _candidates(self, message: Likened) -> list[Key]:
        """Groups that share the most telling features with the message."""
        telling = sorted(message.features, key=lambda name: -self._weights.of(name) * message.features[name])
        shared: dict[Key, float] = defaultdict(float)
        for feature in telling[:_RAREST]:
            weight = self._weights.of(feature)
            for group in self._by_feature.get(feature, ()):
                if group in self._members:
                    shared[group] += weight
        return nlargest(_MOST_CANDIDATES, shared, key=lambda group: shared[group])
