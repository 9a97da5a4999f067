"""Which of the encoder's 250,000 word pieces residents of Jakarta can need, and the tokeniser over those alone.

Counted in the words of Indonesian, Malay and English by their frequency (package wordfreq), in our own messages and in
misspelt copies of them. Characters that stand alone are kept, so that any word can still be spelt.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nlu.encoder.source import Source

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
WORD_START = "▁"
_LANGUAGES = {"id": 1.0, "ms": 0.3, "en": 0.5}
"""How much a word of each counts."""
_OWN = 1e-5
"""How much one occurrence in our own messages counts, as a word frequency."""


def tokeniser(pieces: Sequence[str], scores: Iterable[float]) -> Tokenizer:
    """XLM-R's unigram tokeniser; texts come in through nlu.text_shape, so only white space is left to settle."""
    made = Tokenizer(models.Unigram(list(zip(pieces, map(float, scores), strict=True)), unk_id=SPECIAL.index("<unk>")))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement=WORD_START, prepend_scheme="always")
    made.decoder = decoders.Metaspace(replacement=WORD_START, prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", SPECIAL.index("<s>")), ("</s>", SPECIAL.index("</s>"))]
    )
    return made


def chosen(source: Source, words: Mapping[str, float], size: int) -> np.ndarray:
    """The rows of the pieces to keep, in their old order; `words` maps texts to how much they count."""
    whole = tokeniser(source.pieces, source.scores)
    counted: Counter[int] = Counter()
    texts = list(words)
    for text, encoded in zip(texts, whole.encode_batch(texts, add_special_tokens=False), strict=True):
        for piece in encoded.ids:
            counted[piece] += words[text]  # type: ignore[assignment]
    kept = {row for row, piece in enumerate(source.pieces) if piece in SPECIAL or _stands_alone(piece)}
    for row, _ in counted.most_common():
        if len(kept) >= size:
            break
        kept.add(row)
    return np.array(sorted(kept))


def _stands_alone(piece: str) -> bool:
    """Latin letters, digits, signs and emoji by themselves, at the start of a word or not."""
    bare = piece.removeprefix(WORD_START)
    if len(bare) > 1:
        return False
    return not bare or bare.isascii() or unicodedata.category(bare).startswith(("P", "S"))


def word_counts(messages: Iterable[str]) -> dict[str, float]:
    """The words of the three languages by frequency, and our own messages."""
    import wordfreq  # noqa: PLC0415 - only `make encoder` has it

    counts: Counter[str] = Counter()
    for language, weight in _LANGUAGES.items():
        for word, frequency in wordfreq.get_frequency_dict(language).items():
            counts[word] += weight * frequency  # type: ignore[assignment]
    for message in messages:
        counts[message] += _OWN  # type: ignore[assignment]
    return dict(counts)


def save(made: Tokenizer) -> str:
    """tokenizer.json without the white space that makes it twice as long."""
    return json.dumps(json.loads(made.to_str()), ensure_ascii=False, separators=(",", ":"))
