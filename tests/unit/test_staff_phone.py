"""`/petugas KODE`: who may link, where, and what everybody else hears."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.messages import ChannelName, Command
from tests.fakes import FakeAttempts, FakeStaffPhones
from tests.fakes_book import PORTS, actions_of, said, text_of
from tests.residents import inbound


def phones() -> FakeStaffPhones:
    return FakeStaffPhones({"ABCD-1234": "Sari"})


async def test_an_officer_links_their_private_chat() -> None:
    ports = replace(PORTS, staff_phones=phones(), attempts=FakeAttempts())
    reply = await said(Command("petugas", "abcd 1234"), ports=ports)
    assert "Terhubung dengan akun petugas Sari" in text_of(reply)


async def test_a_resident_who_guesses_hears_that_it_is_wrong_and_how_to_reach_an_officer() -> None:
    ports = replace(PORTS, staff_phones=phones(), attempts=FakeAttempts())
    reply = await said(Command("petugas", "ABCD-9999"), ports=ports)
    assert "Kode itu salah" in text_of(reply)
    assert "task:minta_petugas" in actions_of(reply)


async def test_guessing_is_limited_even_with_the_right_code_in_the_end() -> None:
    ports = replace(PORTS, staff_phones=phones(), attempts=FakeAttempts(left=5))
    for number in range(5):
        await said(Command("petugas", f"ABCD-000{number}"), ports=ports)
    reply = await said(Command("petugas", "ABCD-1234"), ports=ports)
    assert "terlalu banyak kode" in text_of(reply)


async def test_a_group_burns_the_code() -> None:
    kept = phones()
    ports = replace(PORTS, staff_phones=kept, attempts=FakeAttempts())
    reply = await said(inbound(Command("petugas", "ABCD-1234"), chat="-100200300"), ports=ports)
    assert "dibatalkan" in text_of(reply)
    assert kept.codes == {}


async def test_whatsapp_refuses_in_words_and_the_code_stays_good() -> None:
    kept = phones()
    ports = replace(PORTS, staff_phones=kept, attempts=FakeAttempts())
    reply = await said(inbound("/petugas ABCD-1234", channel=ChannelName.WHATSAPP), ports=ports)
    assert "hanya bisa dipakai di Telegram" in text_of(reply)
    assert "ABCD-1234" in kept.codes


@pytest.mark.parametrize("argument", ["", "tolong saya", "mau tanya ktp 2 hari"])
async def test_without_a_code_the_command_asks_for_a_person_as_ever(argument: str) -> None:
    reply = await said(Command("petugas", argument))
    assert "Kode" not in text_of(reply)
