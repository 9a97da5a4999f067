"""How the answers of stock Rasa become rankings of our ids."""

from __future__ import annotations

from typing import Any

from bench.stock_rasa.evaluate import ranking


def answer(*intents: tuple[str, float], topics: tuple[tuple[str, float], ...] = ()) -> dict[str, Any]:
    return {
        "intent_ranking": [{"name": name, "confidence": share} for name, share in intents],
        "response_selector": {
            "faq": {"ranking": [{"intent_response_key": name, "confidence": share} for name, share in topics]}
        },
    }


def test_a_topic_is_as_likely_as_a_question_times_this_question() -> None:
    said = answer(("faq", 0.5), ("task_sapa", 0.3), topics=(("faq/ktp_hilang", 0.8), ("faq/ktp_rusak", 0.2)))
    assert ranking(said) == [("faq/ktp_hilang", 0.4), ("task/sapa", 0.3), ("faq/ktp_rusak", 0.1)]


def test_its_fallback_is_none_of_our_ids() -> None:
    assert ranking(answer(("nlu_fallback", 0.3), ("task_keluhan", 0.2))) == [("task/keluhan", 0.2)]
