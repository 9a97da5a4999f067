"""Registering ahead on both channels, with restarts in between, a service that is away, and the reminder."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.adapters import Adapters
from bot.store.engine import Database
from bot.store.timers import PostgresTimers
from simulator.faults import Fault
from simulator.service.counter import Counter
from tests.contract.test_intake import rows
from tests.contract.test_sealing import all_text
from tests.e2e.conftest import City
from tests.e2e.test_handover import hears, resident_of

NAME, BORN = "Siti Rahma", "17 Agustus 1985"
_RING = text("UPDATE timer SET due_at = clock_timestamp()")


def free_day(counter: Counter, number: int) -> str:
    """As a resident writes it; one with all its times free."""
    days = sorted({slot["id"][:8] for slot in counter.slots()})
    day = days[number]
    return f"{day[6:]}-{day[4:6]}-{day[:4]}"


async def ring(adapters: Adapters) -> None:
    """As if the time of the only timer had come."""
    async with adapters.database.begin() as connection:
        await connection.execute(_RING)
    assert await PostgresTimers(adapters.database, adapters.wakeup).ring_due() == 1


async def nothing_readable(database: Database, *secrets: str) -> None:
    kept = await all_text(database)
    assert not [secret for secret in secrets if secret in kept]


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_a_resident_registers_moves_is_reminded_and_cancels_over_restarts(  # noqa: PLR0915 - one story
    city: City, database: Database, channel: str
) -> None:
    resident, counter = resident_of(city, channel), city.service.counter
    async with city.bot():
        await resident.say("mau daftar bikin ktp baru")
        await hears(resident, "Siapkan dulu")
        await resident.tap("Pilih waktu")
        await hears(resident, "hari apa")
    async with city.bot():
        await resident.say(free_day(counter, 2))
        await hears(resident, "Jam berapa")
        await resident.say("jam 9")
        await hears(resident, "Atas nama siapa")
        await resident.say(NAME)
        await resident.say(BORN)
        await hears(resident, "Tolong periksa")
    async with city.bot() as adapters:
        await resident.tap("Kirim")
        await hears(resident, "Sudah terdaftar")
        [booked] = counter.bookings.values()
        assert booked.slot.endswith("-0900")
        await nothing_readable(database, booked.registration, NAME)
        await resident.tap("Pindah waktu")
        await hears(resident, "Mau pindah ke hari apa")
        await resident.say(free_day(counter, 3))
        await resident.say("jam 13")
        await hears(resident, "Sudah dipindah")
        assert booked.slot.endswith("-1300")
        await ring(adapters)
        await hears(resident, "Pengingat janji")
        await resident.tap("Batalkan janji")
        await hears(resident, "mau dibatalkan")
        await resident.tap("Ya, batalkan")
        await hears(resident, "sudah dibatalkan")
        assert booked.cancelled
        assert await rows(database, "SELECT count(*) FROM booking") == [(0,)]
        assert await rows(database, "SELECT count(*) FROM timer") == [(0,)]


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_a_booking_made_while_the_service_is_away_is_made_once_when_it_is_back(
    city: City, database: Database, channel: str
) -> None:
    resident, counter = resident_of(city, channel), city.service.counter
    async with city.bot() as adapters:
        await resident.say("ajukan permohonan kia")
        await hears(resident, "Siapkan dulu")
        await resident.tap("Pilih waktu")
        await hears(resident, "hari apa")
        for words in (free_day(counter, 2), "jam 10", NAME, BORN):
            await resident.say(words)
        await hears(resident, "Tolong periksa")
        city.service.faults.set(Fault.SERVER_ERROR)
        await resident.tap("Kirim")
        await hears(resident, "Permintaan Bapak/Ibu kami simpan")
        city.service.faults.clear()
        await ring(adapters)
        await hears(resident, "sudah terdaftar")
        assert len(counter.bookings) == 1
