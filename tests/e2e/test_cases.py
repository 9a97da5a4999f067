"""A complaint from the first word to "sudah beres", on both channels, with a restart of the bot in the middle."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.domain.cases import CaseState
from bot.store.cases import CaseDesk
from bot.store.engine import Database
from tests.contract.test_intake import rows
from tests.e2e.conftest import City
from tests.e2e.test_conversation import said
from tests.e2e.test_handover import hears, resident_of


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_a_complaint_is_told_followed_answered_and_solved(city: City, database: Database, channel: str) -> None:
    resident = resident_of(city, channel)
    async with city.bot():
        await resident.say("saya mau bikin pengaduan")
        await hears(resident, "Laporannya tentang apa")
        await resident.tap("Sikap petugas")
        await hears(resident, "ceritakan apa yang terjadi")
        await resident.say("petugas di loket tiga membentak ibu saya")
        await hears(resident, "Kapan kejadiannya")
    async with city.bot() as adapters:
        await resident.say("kemarin")
        await hears(resident, "Di mana kejadiannya")
        await resident.say("ktp hilang bayar berapa?")
        await hears(resident, "Kita lanjutkan")
        await resident.say("loket 3")
        await hears(resident, "Siapa yang boleh tahu")
        await resident.say("tanpa nama")
        await hears(resident, "Sudah benar")
        await resident.tap("Kirim")
        await hears(resident, "Nomornya")
        assert await rows(database, "SELECT count(*), min(visibility) FROM ticket") == [(1, "anonymous")]
        found = re.search(r"\d{4}-\d{4}", said(resident.screen.replies()))
        assert found
        desk = CaseDesk(adapters.database, adapters.wakeup)
        assert await desk.move(found[0], CaseState.ANSWERED, "Sari", "Petugasnya sudah kami tegur.", date(2026, 12, 11))
        await hears(resident, "Petugasnya sudah kami tegur.")
        await resident.tap("Sudah beres")
        await hears(resident, "kami tutup")
        assert await rows(database, "SELECT state FROM ticket") == [("solved",)]
        await resident.say(f"cek tiket {found[0]}")
        await hears(resident, "Buka lagi")
