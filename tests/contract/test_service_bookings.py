"""Bookings through the client and the stand-in, and what is kept of them here."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from bot.clock import JAKARTA
from bot.domain.bookings import DropBooking, KeepBooking, Wish
from bot.domain.entities import Document
from bot.domain.errors import ServiceRefused, ServiceUnavailable, SlotGone
from bot.domain.lookups import LogLookup
from bot.domain.registration import registration_in
from bot.domain.service import Stage
from bot.service_api.client import NoService
from bot.store.bookings import PostgresBookings
from bot.store.engine import Database
from bot.store.lookups import PostgresLookupLog
from simulator.faults import Fault
from tests.contract.test_desk import Town
from tests.contract.test_service_client import Standing, stage  # noqa: F401 - a fixture

BORN = date(1985, 8, 17)
NUMBER = "261124-0700-9"


def wish(slot: str, key: str = "key-of-a-dialogue") -> Wish:
    return Wish(key, Document.KTP, slot, "Siti Rahma", BORN)


async def test_free_times_lie_ahead_on_working_days_in_order(stage: Standing) -> None:  # noqa: F811
    slots = await stage.client().slots(Document.KTP)
    assert slots
    assert [slot.start for slot in slots] == sorted(slot.start for slot in slots)
    assert all(slot.start > datetime.now(JAKARTA) and slot.start.astimezone(JAKARTA).weekday() < 5 for slot in slots)


async def test_a_booking_gets_a_number_that_also_finds_the_application(stage: Standing) -> None:  # noqa: F811
    client = stage.client()
    slot = (await client.slots(Document.KTP))[0]
    booking = await client.book(wish(slot.id))
    assert registration_in(booking.registration) == booking.registration
    assert booking.start == slot.start
    found = await client.application(booking.registration, BORN)
    assert found
    assert (found.stage, found.document) == (Stage.BOOKED, Document.KTP)


async def test_the_same_wish_again_is_the_same_booking_even_after_a_lost_answer(stage: Standing) -> None:  # noqa: F811
    client = stage.client()
    slot = (await client.slots(Document.KTP))[0]
    made = await asyncio.gather(*(client.book(wish(slot.id)) for _ in range(5)))
    assert len({booking.registration for booking in made}) == 1
    assert len(stage.service.counter.bookings) == 1


async def test_a_taken_time_is_refused_and_a_cancelled_one_is_free_again(stage: Standing) -> None:  # noqa: F811
    client = stage.client()
    slot = (await client.slots(Document.KTP))[0].id
    first, _ = [await client.book(wish(slot, f"key-number-{number}")) for number in range(2)]
    with pytest.raises(SlotGone):
        await client.book(wish(slot, "key-number-3"))
    assert await client.cancel(first.registration, BORN)
    assert await client.cancel(first.registration, BORN), "cancelling twice is cancelling"
    assert await client.book(wish(slot, "key-number-3"))


async def test_a_booking_moves_and_its_old_time_is_free(stage: Standing) -> None:  # noqa: F811
    client = stage.client()
    old, new = (await client.slots(Document.KTP))[:2]
    booking = await client.book(wish(old.id))
    moved = await client.move(booking.registration, BORN, new.id)
    assert moved
    assert (moved.registration, moved.start) == (booking.registration, new.start)


async def test_nobody_moves_or_cancels_by_number_alone(stage: Standing) -> None:  # noqa: F811
    client = stage.client()
    old, new = (await client.slots(Document.KTP))[:2]
    booking = await client.book(wish(old.id))
    assert await client.move(booking.registration, date(1985, 8, 18), new.id) is None
    assert not await client.cancel(booking.registration, date(1985, 8, 18))


async def test_a_service_that_fails_is_away_for_bookings_too(stage: Standing) -> None:  # noqa: F811
    client = stage.client()
    slot = (await client.slots(Document.KTP))[0].id
    stage.service.faults.set(Fault.SERVER_ERROR)
    with pytest.raises(ServiceUnavailable):
        await client.book(wish(slot))
    stage.service.faults.clear()
    assert not stage.service.counter.bookings


async def test_where_no_service_is_set_up_nothing_can_be_booked() -> None:
    service = NoService()
    assert not service.connected
    for asked in (
        service.slots(Document.KTP),
        service.book(wish("x")),
        service.move(NUMBER, BORN, "x"),
        service.cancel(NUMBER, BORN),
    ):
        with pytest.raises(ServiceRefused):
            await asked


def keep(days: float = 2) -> KeepBooking:
    return KeepBooking(NUMBER, BORN, "ktp_baru", datetime.now(JAKARTA) + timedelta(days=days))


async def test_an_appointment_is_its_own_person_s_and_nobody_else_s(town: Town, database: Database) -> None:
    person: UUID = await town.writes("1", keep())
    other: UUID = await town.writes("2")
    bookings = PostgresBookings(database)
    [own] = await bookings.of_person(person)
    assert (own.registration, own.born, own.topic) == (NUMBER, BORN, "ktp_baru")
    assert await bookings.find(NUMBER, other) is None


async def test_moving_changes_it_and_cancelling_takes_it_away(town: Town, database: Database) -> None:
    person = await town.writes("1", keep(2))
    await town.writes("1", keep(3))
    [own] = await PostgresBookings(database).of_person(person)
    assert own.start > datetime.now(JAKARTA) + timedelta(days=2.5)
    await town.writes("1", DropBooking(NUMBER))
    assert await PostgresBookings(database).find(NUMBER, person) is None


async def test_nobody_takes_over_or_cancels_the_appointment_of_another(town: Town, database: Database) -> None:
    person = await town.writes("1", keep())
    await town.writes("2", keep(5), DropBooking(NUMBER))
    [own] = await PostgresBookings(database).of_person(person)
    assert own.start < datetime.now(JAKARTA) + timedelta(days=3)


async def test_one_that_is_over_is_not_spoken_of(town: Town, database: Database) -> None:
    person = await town.writes("1", keep(-1))
    assert not await PostgresBookings(database).of_person(person)


async def test_the_log_of_an_application_tells_own_look_ups_from_others(town: Town, database: Database) -> None:
    person = await town.writes("1", LogLookup(NUMBER, "found"))
    await town.writes("2", LogLookup(NUMBER, "wrong"), LogLookup("261124-0001-1", "found"))
    seen = await PostgresLookupLog(database).of(NUMBER, person)
    assert [(each.outcome, each.own) for each in seen] == [("wrong", False), ("found", True)]
