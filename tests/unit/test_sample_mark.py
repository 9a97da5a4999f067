"""That the office's data are a sample is said once in a reply."""

from __future__ import annotations

import pytest

from bot.domain.reply import Bubble, Say
from handlers.sample_mark import marked_once
from tests.fakes_book import PORTS, ranked, said, text_of

MARK = "(contoh)"


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ([f"a\n{MARK}"], [f"a\n{MARK}"]),
        ([f"a\n{MARK}\n\nb\n{MARK}"], [f"a\n\nb\n{MARK}"]),
        ([f"a\n{MARK}", "b", f"c\n{MARK}"], ["a", "b", f"c\n{MARK}"]),
        (["a"], ["a"]),
    ],
)
def test_the_last_mark_stays(texts: list[str], shown: list[str]) -> None:
    bubbles: list[Bubble] = [Say(text) for text in texts]
    assert [getattr(bubble, "text", "") for bubble in marked_once(bubbles, MARK)] == shown


async def test_an_answer_of_several_parts_says_it_once() -> None:
    answered = await said("ktp hilang", ranked("faq/ktp_hilang"))
    reply = await said("di mana dan syaratnya apa", state=answered.state)
    assert text_of(reply).count(PORTS.book.phrase("office_sample", "id")) == 1
