"""One person on two channels, the file of their data, and a voice note on its way to an officer."""

from __future__ import annotations

import re

import pytest

from bot.store.engine import Database
from tests.contract.test_intake import rows
from tests.e2e.conftest import City
from tests.e2e.test_handover import hears, resident_of


async def test_what_is_reported_on_one_channel_shows_on_the_other_once_they_are_linked(city: City) -> None:
    there, here = resident_of(city, "telegram"), resident_of(city, "whatsapp")
    async with city.bot():
        await there.say("usul bu, tolong disediakan kursi prioritas untuk lansia di ruang tunggu, kami capek berdiri")
        await hears(there, "Siapa nama")
        await there.tap("Tanpa nama")
        await hears(there, "Pilih Kirim")
        await there.tap("Kirim")
        await hears(there, "Nomornya")
        await there.say("hubungkan")
        await hears(there, "Kode Bapak/Ibu")
        code = next(found[0] for each in there.messages if (found := re.search(r"\d{3} \d{3}", each.text)))
    async with city.bot():
        await here.say(f"hubungkan {code}")
        await hears(here, "Sudah terhubung")
        await hears(there, "baru saja dihubungkan")
        number = next(found[0] for each in there.messages if (found := re.search(r"\b\d{4}-\d{4}\b", each.text)))
        await here.say("cek tiket")
        await hears(here, f"Laporan {number}")


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_a_resident_gets_all_that_is_kept_as_a_file(town: City, channel: str) -> None:
    resident = resident_of(town, channel)
    await resident.say("ktp sy ilang di krl gmn ya")
    await hears(resident, "polisi")
    await resident.say("data saya")
    await hears(resident, "dalam satu berkas")
    [shown] = [each for each in resident.messages if each.by == "bot" and each.body.get("document")]
    assert shown.body["document"]["file_name"] == "data-saya.txt"
    world = town.telegram.world.files if channel == "telegram" else town.whatsapp.world.media
    [content] = [file.content.decode() for file in world.values() if file.name == "data-saya.txt"]
    assert "ktp sy ilang di krl gmn ya" in content
    assert "polisi" in content


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_a_voice_note_waits_sealed_for_an_officer(town: City, database: Database, channel: str) -> None:
    resident = resident_of(town, channel)
    await resident.send_media("voice")
    await hears(resident, "teruskan ke petugas")
    await hears(resident, "antrean")
    found = await rows(
        database, "SELECT f.media, q.reason FROM case_file f JOIN question q ON q.id = f.key WHERE q.for_staff"
    )
    assert found == [("voice", "voice_note")]
