"""Tunes the encoder on our messages: it learns to tell our topics apart, so that a linear head over it suffices."""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import tensorflow as tf

from nlu.encoder.noise import noisy
from nlu.lesson import lesson
from nlu.meaning import padded, pieces
from nlu.text_shape import shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tokenizers import Tokenizer

    from nlu.encoder.network import Network
    from nlu.training_data import Example

_MULTIPLE = 8
_CHUNK = 16
"""Batches whose messages are sorted by length together."""


@dataclass(frozen=True)
class Recipe:
    """Chosen on messages held back; docs/adr/0006-meaning.md has the figures."""

    epochs: int = 12
    batch: int = 32
    rate: float = 2.5e-4
    head_rate: float = 3e-3
    warm_up: float = 0.1
    decay: float = 0.01
    dropout: float = 0.1
    smoothing: float = 0.1
    largest_step: float = 1.0
    changed: float = 0.8
    """Share of messages that are seen in a noisy copy; 60 % of those with typing errors."""
    typos: float = 0.04
    seed: int = 0


def tune(network: Network, tokeniser: Tokenizer, examples: Sequence[Example], recipe: Recipe = Recipe()) -> None:
    """Change the network's layers in place; the head used for it is thrown away."""
    tf.keras.utils.set_random_seed(recipe.seed)
    chance = random.Random(recipe.seed)  # noqa: S311 - misspells, hides nothing
    targets, weights = _targets(examples, recipe.smoothing)
    texts = [shape(example.text) for example in examples]
    steps = -(-len(texts) // recipe.batch) * recipe.epochs
    trainer = _Trainer(network, targets.shape[1], recipe, steps)
    for epoch in range(recipe.epochs):
        started, losses = time.monotonic(), []
        for batch in _batches(texts, recipe.batch, chance):
            seen = [_seen(texts[row], chance, recipe) for row in batch]
            ids, mask = padded(pieces(tokeniser, seen), _MULTIPLE)
            losses.append(trainer.step(ids, mask, targets[batch], weights[batch]))
        seconds = time.monotonic() - started
        print(f"epoch {epoch + 1}/{recipe.epochs}: loss {np.mean(losses):.3f}, {seconds:.0f} s", file=sys.stderr)


def _targets(examples: Sequence[Example], smoothing: float) -> tuple[np.ndarray, np.ndarray]:
    taught = lesson(examples)
    places = {label: place for place, label in enumerate(sorted(set(taught.labels)))}
    targets = np.zeros((len(examples), len(places)), np.float32)
    weights = np.zeros(len(examples), np.float32)
    for row, example in enumerate(examples):
        for label, share in example.shares().items():
            targets[row, places[label]] = share
    np.add.at(weights, taught.rows, taught.weights)
    return targets * (1 - smoothing) + smoothing / len(places), weights / weights.mean()


def _seen(text: str, chance: random.Random, recipe: Recipe) -> str:
    if chance.random() >= recipe.changed:
        return text
    return noisy(text, chance, typos=recipe.typos if chance.random() < 0.6 else 0.0)


def _batches(texts: Sequence[str], size: int, chance: random.Random) -> Iterator[list[int]]:
    """Messages of like length together, in an order that differs in every epoch."""
    rows = list(range(len(texts)))
    chance.shuffle(rows)
    batches = []
    for start in range(0, len(rows), size * _CHUNK):
        chunk = sorted(rows[start : start + size * _CHUNK], key=lambda row: len(texts[row]))
        batches += [chunk[first : first + size] for first in range(0, len(chunk), size)]
    chance.shuffle(batches)
    yield from batches


class _Trainer:
    """AdamW with two learning rates, warm-up and linear decay."""

    def __init__(self, network: Network, labels: int, recipe: Recipe, steps: int) -> None:
        self._network = network
        self._recipe = recipe
        self._steps = steps
        self._step = 0
        width = network.sizes.hidden
        head = tf.Variable(tf.random.normal((width, labels), stddev=0.02))
        self._head = (head, tf.Variable(tf.zeros(labels)))
        self._layers = list(network.tuned.values())
        self._known = [*self._layers, *self._head]
        self._means = [tf.Variable(tf.zeros_like(known)) for known in self._known]
        self._squares = [tf.Variable(tf.zeros_like(known)) for known in self._known]
        table, row = tf.TensorSpec((None, None), tf.float32), tf.TensorSpec((None,), tf.float32)
        number = tf.TensorSpec((), tf.float32)
        signature = [tf.TensorSpec((None, None), tf.int32), table, table, row, number, number]
        self._update = tf.function(self._eager_update, input_signature=signature, autograph=False)

    def step(self, ids: np.ndarray, mask: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> float:
        self._step += 1
        warm = self._steps * self._recipe.warm_up
        pace = min(self._step / warm, (self._steps - self._step) / (self._steps - warm) + 1e-3)
        present = mask.astype(np.float32)
        return float(self._update(ids, present, targets, weights, np.float32(pace), np.float32(self._step)))

    def _eager_update(
        self, ids: tf.Tensor, mask: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor, pace: tf.Tensor, step: tf.Tensor
    ) -> tf.Tensor:
        recipe = self._recipe
        with tf.GradientTape() as tape:
            vectors = tf.nn.dropout(self._network.pooled(ids, mask, recipe.dropout), recipe.dropout)
            scores = tf.matmul(vectors, self._head[0]) + self._head[1]
            loss = tf.reduce_mean(weights * tf.nn.softmax_cross_entropy_with_logits(targets, scores))
        slopes, _ = tf.clip_by_global_norm(tape.gradient(loss, self._known), recipe.largest_step)
        for place, (known, slope) in enumerate(zip(self._known, slopes, strict=True)):
            mean, square = self._means[place], self._squares[place]
            mean.assign(0.9 * mean + 0.1 * slope)
            square.assign(0.999 * square + 0.001 * slope * slope)
            move = mean / (1 - tf.pow(0.9, step)) / (tf.sqrt(square / (1 - tf.pow(0.999, step))) + 1e-8)
            shrink = recipe.decay * known if len(known.shape) > 1 else 0.0
            rate = recipe.rate if place < len(self._layers) else recipe.head_rate
            known.assign_sub(rate * pace * (move + shrink))
        return loss
