"""Small things said plainly: blocking a NIK, the last of five tries, the queue once in a while, which legal basis."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.handover import Desk, Owner
from tests.fakes import FakeAttempts, FakeService
from tests.fakes_book import HILANG, KNOWN, NOW, PORTS, actions_of, book_of, ranked, said, text_of, topic_file

MISUSE, ABROAD = topic_file("keamanan_data"), topic_file("wni_luar_negeri")
TOLD = replace(PORTS, book=book_of(HILANG, MISUSE, ABROAD))
WAITING = replace(KNOWN, desk=Desk(Owner.QUEUE))


@pytest.mark.parametrize(
    "words", ["bisa blokir nik?", "nik bisa di blok ga", "cara blokirin nik saya", "can you block my NIK"]
)
@pytest.mark.parametrize("guess", ["task/kasar", "faq/ktp_hilang", "task/di_luar_topik"])
async def test_blocking_a_nik_is_answered_with_what_helps(words: str, guess: str) -> None:
    reply = await said(words, ranked(guess), ports=TOLD)
    assert reply.state.topic == "keamanan_data"


@pytest.mark.parametrize("words", ["nik saya diblokir kenapa", "nik terblokir", "nik keblokir"])
async def test_a_nik_that_was_blocked_is_another_matter(words: str) -> None:
    assert (await said(words, ranked("faq/ktp_hilang"), ports=TOLD)).state.topic == "ktp_hilang"


async def test_where_to_report_on_coming_home_is_told_after_the_answer_for_abroad() -> None:
    after = replace(KNOWN, topic="wni_luar_negeri")
    reply = await said("pas pulang lapor ke mana", ranked("task/keluhan"), state=after, ports=TOLD)
    assert "Di loket" in text_of(reply)
    assert reply.state.dialogue is None
    other = await said("pas pulang lapor ke mana", ranked("task/keluhan"), ports=TOLD)
    assert "Di loket" not in text_of(other)


@pytest.mark.parametrize(("left", "phrase"), [(1, "sudah yang kelima"), (2, "Coba periksa keduanya")])
async def test_the_last_wrong_try_says_that_look_ups_are_locked(left: int, phrase: str) -> None:
    ports = replace(PORTS, service=FakeService(), attempts=FakeAttempts(left=left))
    asked = await said("261102-0137-8", ports=ports)
    reply = await said("17-8-1985", state=asked.state, ports=ports)
    assert phrase in text_of(reply)
    assert ("task:cek_status" in actions_of(reply)) == (left > 1)


async def test_leaving_a_dialogue_says_that_nothing_was_sent() -> None:
    reply = await said("batal", state=(await said("mau mengadu")).state)
    assert "Tidak ada yang dikirim" in text_of(reply)


async def test_who_writes_much_while_waiting_hears_of_the_queue_once_in_a_while() -> None:
    first = await said("halo", state=WAITING)
    assert text_of(first)
    assert text_of(await said("halo", state=first.state, now=NOW + timedelta(minutes=1))) == ""
    later = await said("halo", state=first.state, now=NOW + timedelta(minutes=4))
    assert text_of(later) == text_of(first)


async def test_asking_for_an_officer_again_and_again_tells_the_place_once_in_a_while() -> None:
    asked = await said("petugas")
    again = await said("petugas", state=asked.state)
    assert text_of(again) == text_of(asked)
    soon = await said("petugas", state=again.state, now=NOW + timedelta(minutes=1))
    assert len(soon.bubbles) == len(asked.bubbles) - 1
    assert text_of(await said("petugas", state=again.state, now=NOW + timedelta(minutes=5))) == text_of(asked)


@pytest.mark.parametrize(
    "words", ["dasar hukum", "dasar hukumnya apa", "aturannya apa ya", "pasal berapa", "legal basis"]
)
async def test_a_legal_basis_of_nothing_asks_of_what(words: str) -> None:
    assert "untuk urusan apa" in text_of(await said(words, ranked("task/kasar")))
    told = await said(words, state=replace(KNOWN, topic="ktp_hilang"))
    assert "Perpres 96/2018" in text_of(told)


async def test_an_insult_is_no_question_of_law() -> None:
    assert "untuk urusan apa" not in text_of(await said("dasar", ranked("task/kasar")))
