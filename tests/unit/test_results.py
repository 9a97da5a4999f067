"""Questions right after a look-up: answered from the application that was found, as the service has it now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.lookups import LogLookup, WatchApplication
from bot.domain.messages import Tap
from bot.domain.service import Stage
from tests.fakes import FakeService
from tests.fakes_book import KNOWN, actions_of, ranked, said, text_of
from tests.unit.test_status import BORN, NUMBER, READY, asked, ports

OFF = ranked("task/di_luar_topik")
FOUND = ("cek status", NUMBER, "17-8-1985")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("kapan bisa diambil?", "mulai 23 November 2026"),
        ("udah bisa diambil belum", "mulai 23 November 2026"),
        ("where do I go", "Come to Loket 2"),
        ("ambilnya dimana", "Datang ke Loket 2"),
        ("bawa apa aja", "Bawa: KTP lama; KK."),
        ("what should i bring", "Bring: KTP lama; KK."),
        ("kapan dan dimana ambilnya", "mulai 23 November 2026"),
    ],
)
async def test_when_where_and_what_to_bring_are_told_of_that_application(words: str, told: str) -> None:
    found = await asked(*FOUND, using=ports())
    reply = await said(words, OFF, found.state, ports=ports())
    assert NUMBER in text_of(reply)
    assert told in text_of(reply)
    assert LogLookup(NUMBER, "found") in reply.effects


async def test_it_is_told_as_the_service_has_it_now() -> None:
    found = await asked(*FOUND, using=ports())
    printing = replace(READY, stage=Stage.PRINTING, collect_from=None, office="", bring=())
    using = ports(service=FakeService({NUMBER: (BORN, printing)}))
    when = await said("kapan jadinya?", OFF, found.state, ports=using)
    assert "Sedang dicetak" in text_of(when)
    assert "belum bisa dijanjikan" in text_of(when)
    assert f"watch:on:{NUMBER}" in actions_of(when)
    assert "Tempatnya belum tertulis" in text_of(await said("dimana", OFF, found.state, ports=using))
    assert "Daftar bawaannya belum ada" in text_of(await said("bawa apa", OFF, found.state, ports=using))


async def test_a_service_that_is_away_meanwhile_is_said_to_be() -> None:
    found = await asked(*FOUND, using=ports())
    reply = await said("kapan bisa diambil?", OFF, found.state, ports=ports(service=FakeService(away=True)))
    assert "tidak bisa dihubungi" in text_of(reply)


async def test_after_another_topic_the_question_is_about_that_one() -> None:
    found = await asked(*FOUND, using=ports())
    topic = await said("ktp hilang", ranked("faq/ktp_hilang"), found.state, ports=ports())
    reply = await said("bawa apa aja", OFF, topic.state, ports=ports())
    assert "Surat hilang dari polisi" in text_of(reply)


@pytest.mark.parametrize("words", ["kapan loket buka hari minggu", "dimana bikin paspor"])
async def test_a_question_of_its_own_is_left_to_the_model(words: str) -> None:
    found = await asked(*FOUND, using=ports())
    assert NUMBER not in text_of(await said(words, OFF, found.state, ports=ports()))


async def test_without_a_look_up_there_is_no_result_to_tell_of() -> None:
    assert "tidak berlaku" in text_of(await said(Tap("task:hasil_cek:when"), state=KNOWN, ports=ports()))


@pytest.mark.parametrize("words", ["kabari saya", "kabarin ya", "let me know"])
async def test_the_button_for_news_may_be_typed_and_is_about_this_application(words: str) -> None:
    printing = replace(READY, stage=Stage.PRINTING)
    using = ports(service=FakeService({NUMBER: (BORN, printing)}))
    found = await asked(*FOUND, using=using)
    reply = await said(words, OFF, found.state, ports=using)
    assert any(isinstance(effect, WatchApplication) and effect.registration == NUMBER for effect in reply.effects)


@pytest.mark.parametrize("words", ["kok lama banget sih", "kenapa ditolak?", "udah 3 minggu belum jadi"])
async def test_why_it_takes_so_long_is_answered_from_that_application(words: str) -> None:
    found = await asked(*FOUND, using=ports())
    assert NUMBER in text_of(await said(words, OFF, found.state, ports=ports()))
