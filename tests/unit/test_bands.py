"""The bands: when the bot answers, asks back, or gives up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reply import Band, Guess
from handlers.bands import NOT_A_CHOICE, OUT_OF_TOPIC, Decision, Thresholds, decide


def ranked(*confidences: float) -> tuple[Guess, ...]:
    return tuple(Guess(f"faq/topic_{number}", confidence) for number, confidence in enumerate(confidences))


@pytest.mark.parametrize(
    ("confidences", "band"),
    [
        ((0.93, 0.02), Band.ANSWER),
        ((0.85, 0.15), Band.ANSWER),
        ((0.77, 0.16), Band.ANSWER),
        ((0.84, 0.25), Band.CLARIFY),
        ((0.76, 0.01), Band.CLARIFY),
        ((0.12, 0.11), Band.CLARIFY),
        ((0.11, 0.05), Band.HAND_OVER),
        ((), Band.HAND_OVER),
    ],
)
def test_the_band_follows_from_confidence_and_lead(confidences: tuple[float, ...], band: Band) -> None:
    assert decide(ranked(*confidences), Thresholds()).band is band


def test_a_question_back_offers_the_three_likeliest() -> None:
    decision = decide(ranked(0.2, 0.18, 0.15, 0.1), Thresholds())
    assert decision == Decision(Band.CLARIFY, ("faq/topic_0", "faq/topic_1", "faq/topic_2"))


def test_a_question_back_never_offers_a_greeting_or_an_insult() -> None:
    ranking = (Guess("faq/ktp_hilang", 0.2), Guess("task/sapa", 0.19), Guess("task/kasar", 0.1))
    assert decide(ranking, Thresholds()).labels == ("faq/ktp_hilang",)


def test_a_leading_anything_else_is_believed_early() -> None:
    assert decide((Guess(OUT_OF_TOPIC, 0.61), Guess("faq/kia", 0.4)), Thresholds()).labels == (OUT_OF_TOPIC,)


def test_a_weak_anything_else_offers_topics_instead() -> None:
    decision = decide((Guess(OUT_OF_TOPIC, 0.15), Guess("faq/kia", 0.14)), Thresholds())
    assert decision == Decision(Band.CLARIFY, ("faq/kia",))


def test_nothing_is_offered_when_only_small_talk_is_likely() -> None:
    assert decide((Guess("task/sapa", 0.2),), Thresholds()).band is Band.HAND_OVER


def test_thresholds_can_be_tuned() -> None:
    assert decide(ranked(0.5, 0.1), Thresholds(answer=0.9, answer_close=0.8)).band is Band.CLARIFY


labels = st.sampled_from(["faq/a", "faq/b", "faq/c", "faq/d", OUT_OF_TOPIC, "task/sapa", "task/keluhan"])
guesses = st.builds(Guess, labels, st.floats(0, 1))


@given(st.lists(guesses, max_size=8))
def test_there_is_never_more_than_one_answer(ranking: list[Guess]) -> None:
    decision = decide(ranking, Thresholds())
    limits = {Band.ANSWER: (1, 1), Band.CLARIFY: (1, 3), Band.HAND_OVER: (0, 0)}
    low, high = limits[decision.band]
    assert low <= len(decision.labels) <= high
    if decision.band is Band.CLARIFY:
        assert not NOT_A_CHOICE & set(decision.labels)
