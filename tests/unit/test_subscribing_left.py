"""The questions after the yes to announcements: they insist on no answer, but look at it."""

from __future__ import annotations

import pytest

from bot.domain.interests import SetArea
from tests.fakes_book import LOST, said, text_of
from tests.unit.test_subscribing import topics_asked


async def test_the_question_of_topics_follows_another_answer_once() -> None:
    opened = await topics_asked()
    first = await said("menu", state=opened)
    assert "Mau kabar soal apa" in text_of(first)
    second = await said("bahasa", state=first.state)
    assert "Mau kabar soal apa" not in text_of(second)
    assert second.state.dialogue is None


async def test_what_is_not_understood_twice_leaves_the_question_of_topics() -> None:
    first = await said("wah gimana itu", ranking=LOST, state=await topics_asked())
    assert "Mau kabar soal apa" in text_of(first)
    second = await said("wah gimana itu", ranking=LOST, state=first.state)
    assert "Mau kabar soal apa" not in text_of(second)
    assert second.state.dialogue is None


@pytest.mark.parametrize(
    ("words", "area"),
    [
        (["RT 099/RW 099", "099/099"], "099/099"),
        (["21/3", "rt 2 rw 3"], "002/003"),
        (["rw 16", "16"], "016"),
        (["rw 16", "rw 16"], "016"),
        (["25/3", "rt 5", "3"], "005/003"),
        (["rt 5", "99", "rt 5 rw 9"], "005/009"),
        (["rt 99", "3", "99/3"], "099/003"),
        (["99/99", "lewati"], ""),
        (["20/15"], "020/015"),
    ],
)
async def test_a_number_that_is_too_high_is_asked_once_more_and_then_taken(words: list[str], area: str) -> None:
    reply = await said("semua", state=await topics_asked())
    for each in words:
        reply = await said(each, state=reply.state)
    assert SetArea(area) in reply.effects


async def test_the_question_says_that_the_number_looks_wrong() -> None:
    asked = await said("semua", state=await topics_asked())
    assert "sepertinya salah" in text_of(await said("99/99", state=asked.state))
