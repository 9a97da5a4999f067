"""Registering, moving and cancelling in residents' own words."""

from __future__ import annotations

import pytest

from bot.domain.bookings import DropBooking
from tests.fakes_book import text_of
from tests.unit.test_applying import NUMBER, REGISTERED, own, ports, talked


@pytest.mark.parametrize("words", ["iya daftarkan", "ya kirim aja bu", "oke daftar dong", "yes send it please"])
async def test_a_yes_with_words_of_courtesy_sends(words: str) -> None:
    reply = await talked(*REGISTERED[:-1], words, using=ports())
    assert NUMBER in text_of(reply)


@pytest.mark.parametrize("words", ["jangan daftarkan", "daftarkan besok jam 10 aja", "kirim ke mana?"])
async def test_what_only_has_a_word_of_yes_in_it_does_not_send(words: str) -> None:
    reply = await talked(*REGISTERED[:-1], words, using=ports())
    assert NUMBER not in text_of(reply)


@pytest.mark.parametrize("words", ["lusa jam 9", "lanjut", "kamis pagi"])
async def test_who_names_a_day_at_the_papers_goes_on(words: str) -> None:
    reply = await talked("mau bikin ktp baru", words, using=ports())
    assert reply.state.dialogue
    assert reply.state.dialogue.answers.get("ready") == "yes"


@pytest.mark.parametrize("words", ["saya sendiri", "jam 9.30"])
async def test_what_is_no_name_is_not_taken_for_one(words: str) -> None:
    reply = await talked(*REGISTERED[:-3], words, using=ports())
    assert reply.state.dialogue
    assert "name" not in reply.state.dialogue.answers


@pytest.mark.parametrize(
    ("words", "dialogue"),
    [
        ("batalkan janji", "batal_jadwal"),
        ("pindah jadwal", "pindah_jadwal"),
        ("pindah ke rabu jam 10 ya", "pindah_jadwal"),
        ("janji hari kamis mau saya batalkan", "batal_jadwal"),
    ],
)
async def test_the_only_appointment_is_moved_or_cancelled_by_words(words: str, dialogue: str) -> None:
    reply = await talked(words, using=ports(bookings=own()))
    assert "Kamis, 26 November, pukul 09.00" in text_of(reply)
    assert reply.state.dialogue
    assert reply.state.dialogue.name == dialogue


async def test_who_cannot_come_sees_the_appointment_with_its_ways_out() -> None:
    reply = await talked("saya gak bisa dateng", using=ports(bookings=own()))
    assert "Kamis, 26 November, pukul 09.00" in text_of(reply)
    assert reply.effects == () or not any(isinstance(effect, DropBooking) for effect in reply.effects)
