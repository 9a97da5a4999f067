"""How sure is sure enough: from the NLU's ranking to answer, "Maksud Anda?" or hand over. Pure; tune it here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.reply import Band, Guess

OUT_OF_TOPIC = "task/di_luar_topik"

NOT_A_CHOICE = frozenset(
    f"task/{name}"
    for name in (
        "sapa",
        "pamit",
        "terima_kasih",
        "setuju",
        "tolak",
        "batal",
        "jawaban_membantu",
        "jawaban_tidak_membantu",
        "kasar",
        "di_luar_topik",
    )
)
"""Nobody means these by tapping a button, so they are never offered."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities 0…1, calibrated: of the answers given at 0.8 four in five are right (docs/adr/0006-meaning.md).

    On the messages of nlu/test_set.tsv they answer 89 %, 1.5 % of all wrongly, and ask back for the rest, with the
    right topic among the three in four of five.
    """

    answer: float = 0.85
    """Sure enough by itself."""
    answer_close: float = 0.77
    """Sure enough when the second label lies `margin` behind."""
    margin: float = 0.6
    out_of_topic: float = 0.6
    """From here on a leading "anything else" is believed; below it three topics are offered instead."""
    clarify: float = 0.12
    """Below this the three best labels are no better than three random ones."""
    choices: int = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do: one label for ANSWER, up to three for CLARIFY, none for HAND_OVER."""

    band: Band
    labels: tuple[str, ...] = ()


def decide(ranking: Sequence[Guess], thresholds: Thresholds) -> Decision:
    """One answer at most: two likely labels are a question back, never two answers."""
    if not ranking:
        return Decision(Band.HAND_OVER)
    top = ranking[0]
    if _sure(ranking, thresholds) or (top.id == OUT_OF_TOPIC and top.confidence >= thresholds.out_of_topic):
        return Decision(Band.ANSWER, (top.id,))
    offered = tuple(dict.fromkeys(guess.id for guess in ranking if guess.id not in NOT_A_CHOICE))[: thresholds.choices]
    if top.confidence >= thresholds.clarify and offered:
        return Decision(Band.CLARIFY, offered)
    return Decision(Band.HAND_OVER)


def _sure(ranking: Sequence[Guess], thresholds: Thresholds) -> bool:
    first = ranking[0].confidence
    second = ranking[1].confidence if len(ranking) > 1 else 0.0
    ahead = first >= thresholds.answer_close and first - second >= thresholds.margin
    return first >= thresholds.answer or ahead
