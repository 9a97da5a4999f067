"""Looking up an application and being told of its change, on both channels, with the service away in between."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from bot.store.engine import Database
from bot.store.timers import PostgresTimers
from simulator.faults import Fault
from tests.contract.test_intake import rows
from tests.contract.test_sealing import all_text
from tests.e2e.conftest import City
from tests.e2e.test_handover import hears, resident_of

NUMBER, BORN = "261102-0137-8", "17 Agustus 1985"


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_an_application_is_looked_up_watched_and_its_change_announced_once(
    city: City, database: Database, channel: str
) -> None:
    resident = resident_of(city, channel)
    async with city.bot():
        await resident.say("cek status permohonan saya")
        await hears(resident, "Nomor pendaftarannya")
        await resident.say(NUMBER)
        await hears(resident, "Tanggal lahir")
    async with city.bot():
        await resident.say(BORN)
        await hears(resident, "Sedang dicetak")
        await resident.tap("Kabari saya")
        await hears(resident, "kami kabari")
        assert await city.service.change(NUMBER)
        await hears(resident, "bisa diambil")
        for _ in range(3):
            assert await city.service.tell(city.service.applications[NUMBER]) == 200
        await asyncio.sleep(0.3)
        told = "SELECT count(*) FROM inbox WHERE external_id LIKE 'notice:status:%'"
        assert await rows(database, told) == [(1,)]
        assert NUMBER not in await all_text(database)


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_while_the_service_is_away_the_request_is_kept_and_answered_when_it_is_back(
    city: City, database: Database, channel: str
) -> None:
    resident = resident_of(city, channel)
    async with city.bot() as adapters:
        city.service.faults.set(Fault.SERVER_ERROR)
        await resident.say(f"cek status {NUMBER} lahir {BORN}")
        await hears(resident, "kami simpan")
        city.service.faults.clear()
        async with database.begin() as connection:
            await connection.execute(text("UPDATE timer SET due_at = clock_timestamp()"))
        assert await PostgresTimers(adapters.database, adapters.wakeup).ring_due() == 1
        await hears(resident, "sudah pulih")
        await hears(resident, "KTP, nomor")


async def test_guessing_dates_of_birth_is_locked_after_five_tries(town: City, database: Database) -> None:
    resident = town.telegram.person()
    for day in range(1, 7):
        await resident.say(f"cek status {NUMBER} lahir {day} Mei 1990")
        await hears(resident, "dikunci satu jam" if day == 6 else "tidak kami temukan")
    await resident.say(f"cek status {NUMBER} lahir {BORN}")
    await hears(resident, "dikunci satu jam")
    assert town.service.asked == 5
    assert await rows(database, "SELECT count(*) > 0 FROM question WHERE reason = 'lookup_locked'") == [(True,)]
