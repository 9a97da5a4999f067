"""The encoder that knows meaning: texts in, vectors out. Its weights are made by `make encoder` (nlu/encoder)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from nlu.text_shape import shape

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WEIGHTS = Path(__file__).with_name("weights")
NETWORK, TOKENISER = "encoder.onnx", "tokenizer.json"
PREFIX = "query: "
"""multilingual-e5 was trained to find it before every question."""
HEAD, TAIL = 24, 56
"""Pieces kept of a longer message: a story's question stands at its end, who asks at its start."""
_PAD = 1
_BATCH = 8
_PADDED = 9
"""Texts run together at most, and pieces of padding that another one may bring: about what a run by itself costs."""
_TOLD_EVERY = 20
"""Batches."""
_THREADS = 1
"""A second one gains a third in time and takes the core that answers requests."""


@dataclass(frozen=True)
class Encoder:
    """`version` tells weights apart: heads fitted over one encoder say nothing over another."""

    session: onnxruntime.InferenceSession
    tokeniser: Tokenizer
    version: str

    @staticmethod
    @cache
    def load(folder: Path = WEIGHTS) -> Encoder:
        """One for all models of a process. Raises FileNotFoundError when the weights are missing."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _THREADS
        # A thread that spins while it waits takes a core from the database and the bot.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        network = (folder / NETWORK).read_bytes()
        session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        words = (folder / TOKENISER).read_text(encoding="utf-8")
        version = hashlib.sha256(network + words.encode()).hexdigest()[:16]
        return Encoder(session, Tokenizer.from_str(words), version)

    def vectors(self, texts: Sequence[str], on_share: Callable[[float], None] | None = None) -> np.ndarray:
        """(n, 384); texts of like length are run together, so that little is padded. `on_share` hears how much is
        done, 0 to 1."""
        rows = pieces(self.tokeniser, texts)
        found = np.zeros((len(rows), self.session.get_outputs()[0].shape[1]), np.float32)
        together = batches([len(row) for row in rows])
        for number, batch in enumerate(together):
            ids, mask = padded([rows[row] for row in batch])
            found[batch] = self.session.run(None, {"pieces": ids, "mask": mask})[0]
            if on_share is not None and number % _TOLD_EVERY == 0:
                on_share(number / len(together))
        return found


def pieces(tokeniser: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """The rows of word pieces, cut in the middle where a text is too long."""
    rows = [encoded.ids for encoded in tokeniser.encode_batch([PREFIX + shape(text) for text in texts])]
    return [row if len(row) <= HEAD + TAIL else row[:HEAD] + row[-TAIL:] for row in rows]


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Which rows to run together: those of like length, so that little is padded."""
    found: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        last = found[-1] if found else []
        if last and len(last) < _BATCH and (lengths[row] - lengths[last[-1]]) * len(last) <= _PADDED:
            last.append(row)
        else:
            found.append([row])
    return found


def padded(rows: Sequence[Sequence[int]], multiple: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Rows of equal length, a multiple of `multiple`, and the mask that tells pieces from padding."""
    length = -(-max(len(row) for row in rows) // multiple) * multiple
    ids = np.full((len(rows), length), _PAD, np.int32)
    mask = np.zeros((len(rows), length), np.int32)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return ids, mask
