"""The mobile service's dates: from the city's service, else from the office file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.service import Visit
from tests.fakes import FakeService
from tests.fakes_book import NOW, PORTS, ranked, said, text_of

ASK = ranked("task/jadwal_keliling")
COMING = Visit(NOW + timedelta(days=2), NOW + timedelta(days=2, hours=4), "Balai warga RW 05", ("KTP", "KIA"))
OVER = Visit(NOW - timedelta(days=2), NOW - timedelta(days=2, hours=-4), "Lapangan RW 01")


async def asked(service: FakeService) -> str:
    return text_of(await said("mobil keliling kapan ke sini", ASK, ports=replace(PORTS, service=service)))


async def test_coming_places_are_shown_with_day_hours_and_what_they_do() -> None:
    told = await asked(FakeService(coming=(OVER, COMING)))
    assert "Kamis, 26 November, pukul 10.00-14.00, di Balai warga RW 05. Melayani: KTP, KIA." in told
    assert "RW 01" not in told


async def test_no_dates_are_said_to_be_none() -> None:
    assert "Belum ada jadwal" in await asked(FakeService())


@pytest.mark.parametrize("service", [FakeService(away=True), FakeService(refuses="not_connected")])
async def test_without_the_service_the_office_file_answers(service: FakeService) -> None:
    assert "Jadwal layanan keliling:" in await asked(service)
