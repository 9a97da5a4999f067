"""The encoder as a TensorFlow network that can be tuned: BERT with pre-trained weights, mean over all tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import tensorflow as tf

if TYPE_CHECKING:
    from nlu.encoder.source import Sizes

_FAR_BELOW = -1e4


class Network(tf.Module):
    """`arrays` as in nlu.encoder.source; the word embeddings stay as they are, the layers are tuned."""

    def __init__(self, sizes: Sizes, arrays: dict[str, np.ndarray]) -> None:
        super().__init__()
        self.sizes = sizes
        self.words = tf.constant(arrays["emb.word"])
        self.places = tf.constant(arrays["emb.pos"] + arrays["emb.type"][0])
        self.tuned = {name: tf.Variable(array) for name, array in arrays.items() if _is_tuned(name)}

    def pooled(self, pieces: tf.Tensor, mask: tf.Tensor, dropout: float = 0.0) -> tf.Tensor:
        """(n, hidden) for (n, length) rows of pieces; `mask` is 1.0 where there is one."""
        count, length = tf.shape(pieces)[0], tf.shape(pieces)[1]
        spots = tf.gather(self.words, pieces) + self.places[:length]
        state = self._normed(tf.reshape(spots, (-1, self.sizes.hidden)), "emb.ln")
        hidden = (1.0 - mask)[:, None, None, :] * _FAR_BELOW
        for layer in range(self.sizes.layers):
            seen = self._attention(state, hidden, f"l{layer}", count, length)
            state = self._normed(state + _dropped(seen, dropout), f"l{layer}.aln")
            wide = tf.nn.gelu(self._times(state, f"l{layer}.fi"))
            state = self._normed(state + _dropped(self._times(wide, f"l{layer}.fo"), dropout), f"l{layer}.oln")
        last = tf.reshape(state, (count, length, self.sizes.hidden))
        return tf.reduce_sum(last * mask[..., None], 1) / tf.reduce_sum(mask, 1, keepdims=True)

    def _attention(self, state: tf.Tensor, hidden: tf.Tensor, layer: str, count: int, length: int) -> tf.Tensor:
        width = self.sizes.hidden // self.sizes.heads
        asked, known, told = (
            tf.transpose(
                tf.reshape(self._times(state, f"{layer}.{part}"), (count, length, self.sizes.heads, width)),
                (0, 2, 1, 3),
            )
            for part in "qkv"
        )
        fit = tf.matmul(asked, known, transpose_b=True) / width**0.5 + hidden
        heard = tf.transpose(tf.matmul(tf.nn.softmax(fit), told), (0, 2, 1, 3))
        return self._times(tf.reshape(heard, (-1, self.sizes.hidden)), f"{layer}.ao")

    def _times(self, state: tf.Tensor, name: str) -> tf.Tensor:
        weights, bias = self.tuned[f"{name}.w"], self.tuned[f"{name}.b"]
        return tf.matmul(state, weights, transpose_b=True) + bias

    def _normed(self, state: tf.Tensor, name: str) -> tf.Tensor:
        mean, variance = tf.nn.moments(state, -1, keepdims=True)
        scaled = (state - mean) * tf.math.rsqrt(variance + self.sizes.epsilon)
        return scaled * self.tuned[f"{name}.w"] + self.tuned[f"{name}.b"]


def _is_tuned(name: str) -> bool:
    return name.startswith(("l", "emb.ln"))


def _dropped(state: tf.Tensor, share: float) -> tf.Tensor:
    return tf.nn.dropout(state, share) if share else state
