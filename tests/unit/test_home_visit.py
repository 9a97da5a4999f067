"""A visit at home: said for whom it is before anything is noted for the officers."""

from __future__ import annotations

import pytest

from bot.domain.messages import Tap
from bot.domain.reply import LogQuestion, Reply
from tests.fakes_book import actions_of, ranked, said, text_of

ASK = ranked("task/minta_kunjungan")


def noted(reply: Reply) -> list[LogQuestion]:
    return [each for each in reply.effects if isinstance(each, LogQuestion) and each.for_staff]


async def test_it_is_said_for_whom_visits_are_before_anything_is_noted() -> None:
    reply = await said(Tap("task:minta_kunjungan"))
    assert "sakit, lansia, atau disabilitas" in text_of(reply)
    assert not noted(reply)
    assert len(actions_of(reply)) <= 6


@pytest.mark.parametrize("answer", ["lansia", "nenek saya", "ibu saya stroke", "2", "pakai kursi roda"])
async def test_for_those_it_is_for_the_wish_is_noted_and_the_way_told(answer: str) -> None:
    begun = await said("minta petugas datang ke rumah", ASK)
    reply = await said(answer, ranked("faq/kia"), begun.state)
    assert "Keluarga datang ke loket" in text_of(reply)
    [log] = noted(reply)
    assert log.text == "Kunjungan lansia/sakit"
    assert reply.state.dialogue is None


@pytest.mark.parametrize("answer", ["Bukan semuanya", "4", "bukan"])
async def test_for_others_it_is_refused_kindly_and_not_noted(answer: str) -> None:
    begun = await said("minta petugas datang ke rumah", ASK)
    reply = await said(answer, ranked("faq/kia"), begun.state)
    assert "tidak untuk itu" in text_of(reply)
    assert not noted(reply)


async def test_who_tells_it_at_once_is_not_asked() -> None:
    reply = await said("nenek saya lumpuh, bisa petugas rekam di rumah", ASK)
    assert "Keluarga datang ke loket" in text_of(reply)
