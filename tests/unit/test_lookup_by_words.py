"""Look-ups by what residents type: mistyped numbers, number and birth date in one message, a number that is lost."""

from __future__ import annotations

import pytest

from tests.fakes_book import said, text_of
from tests.unit.test_status import NUMBER, asked, ports


async def test_a_mistyped_number_alone_is_told_so() -> None:
    told = text_of(await said("261102-0137-9"))
    assert "salah ketik" in told or "tidak cocok" in told or "periksa" in told.lower()


@pytest.mark.parametrize("words", [f"{NUMBER} 17-8-1985", f"{NUMBER.replace('-', '')} lahir 17 agustus 1985"])
async def test_number_and_birth_date_may_come_in_one_message_at_the_question(words: str) -> None:
    assert NUMBER in text_of(await asked("cek status", words, using=ports()))


async def test_a_date_without_joints_is_read() -> None:
    assert NUMBER in text_of(await asked("cek status", NUMBER, "17081985", using=ports()))


async def test_who_has_lost_the_number_hears_where_it_stands() -> None:
    reply = await asked("cek status", "saya lupa nomornya", using=ports())
    assert "tanda terima" in text_of(reply)
    assert reply.state.dialogue


async def test_a_number_and_a_date_of_eight_digits_alone_are_a_look_up() -> None:
    assert NUMBER in text_of(await asked(f"{NUMBER} 17081985", using=ports()))
