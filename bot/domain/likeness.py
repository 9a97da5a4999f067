"""How alike two messages are, and which group a new one belongs to: words and pieces of words, weighed by how rare they
are, and what the bot thought of them. Pure; see docs/adr/0011-teaching.md for why and how well it works."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
_RAREST = 12
"""Features by which candidates are looked up."""
_LONGEST_LIST = 200
"""Groups a feature leads to; the newest stay. Bounds the work for each message whatever is asked most."""
_MOST_CANDIDATES = 40
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
    if one.features == other.features:
        return 1.0
    mine, theirs = ({n: c * weights.of(n) for n, c in each.features.items()} for each in (one, other))
    by_words = _product(_to_length_one(mine), _to_length_one(theirs))
    if not one.thoughts or not other.thoughts:
        return by_words
    return _together(by_words, _product(_to_length_one(one.thoughts), _to_length_one(other.thoughts)))


def _together(by_words: float, by_thoughts: float) -> float:
    """What the bot thought counts the less, the less the words have in common."""
    return (1 - _THOUGHT_SHARE) * by_words + _THOUGHT_SHARE * by_thoughts * math.sqrt(by_words)


@dataclass(slots=True)
class _Middle:
    """What a group is known by: the mean of its members, each of length 1, so that one product with a message is the
    mean of its likenesses to all of them."""

    members: int = 0
    features: dict[str, float] = field(default_factory=dict)
    thoughts: dict[str, float] = field(default_factory=dict)

    def take_in(self, features: Mapping[str, float], thoughts: Mapping[str, float]) -> None:
        for mean, new in ((self.features, features), (self.thoughts, thoughts)):
            for name in mean:
                mean[name] *= self.members / (self.members + 1)
            for name, weight in new.items():
                mean[name] = mean.get(name, 0.0) + weight / (self.members + 1)
        self.members += 1


class Groups(Generic[Key]):
    """Finds the group of a message among those there are; each is known by its first members.

    Bounded: a message costs at most `_RAREST` lists of `_LONGEST_LIST`, and `_MOST_CANDIDATES` comparisons. Features
    weigh what they weighed when a member was added: a group does not change by what is asked elsewhere.
    """

    def __init__(self, threshold: float = ALIKE) -> None:
        self._threshold = threshold
        self._weights = Weights()
        self._middles: dict[Key, _Middle] = {}
        self._same: dict[int, Key] = {}
        self._by_feature: dict[str, deque[Key]] = defaultdict(lambda: deque(maxlen=_LONGEST_LIST))

    def __len__(self) -> int:
        return len(self._middles)

    def __contains__(self, group: Key) -> bool:
        return group in self._middles

    def add(self, group: Key, message: Likened) -> None:
        """Let the group be known by this message, too; by the first `KNOWN_BY` of them only."""
        middle = self._middles.setdefault(group, _Middle())
        if middle.members >= KNOWN_BY:
            return
        self._weights.learn(message)
        for feature in message.features:
            if feature not in middle.features:
                self._by_feature[feature].append(group)
        middle.take_in(self._weighed(message), _to_length_one(message.thoughts))
        alone = _words_alone(message)
        if self._same.get(alone) not in self._middles:
            self._same[alone] = group

    def drop(self, group: Key) -> None:
        """It is not found any more."""
        self._middles.pop(group, None)

    def nearest(self, message: Likened, most: int = 1) -> Sequence[tuple[Key, float]]:
        """The likest groups at or above the threshold, the likest first; 1 for a group that has the same words."""
        same = self._same.get(_words_alone(message))
        weighed, thoughts = self._weighed(message), _to_length_one(message.thoughts)
        rated = [
            (group, 1.0 if group == same else _rate(self._middles[group], weighed, thoughts))
            for group in self._candidates(weighed, same)
        ]
        near = [(group, rate) for group, rate in rated if rate >= self._threshold]
        return sorted(near, key=lambda each: -each[1])[:most]

    def _weighed(self, message: Likened) -> dict[str, float]:
        weigh = self._weights.of
        return _to_length_one({name: count * weigh(name) for name, count in message.features.items()})

    def _candidates(self, weighed: Mapping[str, float], same: Key | None) -> list[Key]:
        """Groups that share the most telling features with the message."""
        shared: dict[Key, float] = defaultdict(float)
        for feature in nlargest(_RAREST, weighed, key=weighed.__getitem__):
            weight = weighed[feature]
            for group in self._by_feature.get(feature, ()):
                shared[group] += weight
        if same is not None:
            shared[same] = math.inf
        likely = nlargest(_MOST_CANDIDATES, shared, key=shared.__getitem__)
        return [group for group in likely if group in self._middles]


def _rate(middle: _Middle, weighed: Mapping[str, float], thoughts: Mapping[str, float]) -> float:
    by_words = _product(weighed, middle.features)
    if not thoughts or not middle.thoughts:
        return by_words
    return _together(by_words, _product(thoughts, middle.thoughts))


def _product(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return min(1.0, sum(weight * other[name] for name, weight in one.items() if name in other))


def _to_length_one(vector: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(each * each for each in vector.values()))
    return {name: each / length for name, each in vector.items()} if length else {}


def _words_alone(message: Likened) -> int:
    return hash(frozenset(message.features.items()))
