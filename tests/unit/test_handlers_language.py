"""Residents are answered in the language they write, until they choose one."""

from __future__ import annotations

import pytest

from bot.domain.messages import Sender, Tap
from bot.domain.reply import ConversationState
from tests.fakes_book import ranked, said, text_of
from tests.residents import inbound

OUT_OF_TOPIC = ranked("task/di_luar_topik")
INDONESIAN = ConversationState(greeted=True)
ENGLISH = ConversationState(greeted=True, language="en")
CHOSEN = ConversationState(greeted=True, language="id", language_chosen=True)


@pytest.mark.parametrize(
    ("words", "state", "language"),
    [
        ("how long does it take?", INDONESIAN, "en"),
        ("I lost my KTP", INDONESIAN, "en"),
        ("berapa lama ya", ENGLISH, "id"),
        ("ktp ilang di krl gmn", INDONESIAN, "id"),
        ("mau download form nya where ya", INDONESIAN, "id"),  # a mixture changes nothing
        ("ktp hilang", ENGLISH, "id"),
        ("KTP", ENGLISH, "en"),  # a keyword belongs to no language
        ("how long does it take?", CHOSEN, "id"),
    ],
)
async def test_the_answer_follows_the_language_of_the_question(
    words: str, state: ConversationState, language: str
) -> None:
    assert (await said(words, OUT_OF_TOPIC, state)).state.language == language


async def test_the_first_words_count_more_than_the_language_of_the_app() -> None:
    message = inbound("ktp saya hilang", language="en-US")
    assert message.sender == Sender("Warga", "en-US")
    assert (await said(message, OUT_OF_TOPIC, ConversationState())).state.language == "id"


async def test_without_words_the_language_of_the_app_counts_at_first_contact() -> None:
    message = inbound(Tap("task:menu"), language="en")
    assert "Choose" in text_of(await said(message, state=ConversationState()))


async def test_a_chosen_language_stays() -> None:
    chosen = await said(inbound(Tap("language:id")), state=ENGLISH)
    assert (chosen.state.language, chosen.state.language_chosen) == ("id", True)
