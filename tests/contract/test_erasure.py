"""A resident who is forgotten: nothing they told is left, others keep theirs, and the address goes with the purge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from bot.domain.cases import Category, Kind, OpenCase, Visibility
from bot.domain.lookups import LogLookup, WatchApplication
from bot.domain.privacy import EraseResident
from bot.domain.reply import Band, LogQuestion, SetTimer
from bot.store.engine import Database
from bot.store.purge import purge
from bot.store.wakeup import Wakeup
from tests.contract.test_desk import Town
from tests.contract.test_intake import rows
from tests.contract.test_purge import KEEP, run

ASKED = LogQuestion("q", "ktp saya hilang", "id", Band.ANSWER)
TOLD = (
    WatchApplication("261102-0137-8", date(1985, 8, 17), 3),
    LogLookup("261102-0137-8", "found"),
    SetTimer("lookup:1", 60.0, "catatan"),
)
TABLES = ("question", "watch", "lookup", "timer")


@pytest.fixture
async def town(database: Database, wakeup: Wakeup) -> Town:
    """Two residents who told the same."""
    made = Town(database, wakeup)
    await made.writes("1", ASKED, *TOLD, words="nama saya Ani")
    await made.writes("2", LogQuestion("q2", "x", "id", Band.ANSWER), *TOLD, words="nama saya Budi")
    return made


async def test_nothing_a_forgotten_resident_told_is_left(town: Town, database: Database) -> None:
    person = await town.writes("1", EraseResident(), words="hapus data saya")
    for table in TABLES:
        column = "person" if table in {"watch", "lookup"} else "conversation"
        assert await rows(database, f"SELECT count(*) FROM {table} WHERE {column} = '{person}'") == [(0,)]
    bodies = str(await rows(database, f"SELECT body FROM inbox WHERE conversation = '{person}'"))
    assert "Ani" not in bodies
    assert "hapus" not in bodies
    assert await rows(database, f"SELECT sender_name FROM conversation WHERE id = '{person}'") == [("",)]


async def test_others_keep_what_they_told(town: Town, database: Database) -> None:
    await town.writes("1", EraseResident())
    for table in TABLES:
        assert await rows(database, f"SELECT count(*) FROM {table}") == [(1,)]
    assert "Budi" in str(await rows(database, "SELECT body FROM inbox"))


async def test_a_repeated_delivery_of_a_forgotten_message_stays_harmless(town: Town, database: Database) -> None:
    await town.writes("1", EraseResident())
    [(count,)] = await rows(database, "SELECT count(*) FROM inbox")
    assert count == 3


async def test_the_address_goes_after_some_days_without_a_word(town: Town, database: Database) -> None:
    await town.writes("1", EraseResident())
    await purge(database, KEEP)
    assert await rows(database, "SELECT count(*) FROM conversation") == [(2,)]
    await run(
        database,
        "UPDATE conversation SET erased_at = erased_at - interval '9 days',"
        " last_inbound_at = last_inbound_at - interval '9 days'",
    )
    await purge(database, KEEP)
    assert await rows(database, "SELECT address FROM conversation") == [("2",)]
    assert await rows(database, "SELECT count(*) FROM alias") == [(1,)]


async def test_who_writes_again_is_kept_like_everybody(town: Town, database: Database) -> None:
    await town.writes("1", EraseResident())
    async with database.begin() as connection:
        await connection.execute(text("UPDATE conversation SET erased_at = erased_at - interval '9 days'"))
    await town.writes("1")
    await purge(database, KEEP)
    assert await rows(database, "SELECT count(*) FROM conversation") == [(2,)]


async def test_a_case_whose_resident_has_erased_everything_is_over_and_staff_see_why(
    town: Town, database: Database
) -> None:
    due = date(2026, 12, 2)
    opened = OpenCase(
        number="48271930",
        key="k1",
        person=UUID(int=0),
        kind=Kind.COMPLAINT,
        category=Category.SLOW,
        visibility=Visibility.OPEN,
        story="Antre lama",
        next_on=due,
    )
    person = await town.writes("1")
    await town.writes("1", replace(opened, person=person))
    await town.writes("1", EraseResident())
    assert await rows(database, "SELECT state, story, next_on FROM resident_case") == [("closed", "", None)]
    assert ("resident", "closed") in await rows(database, "SELECT actor, state FROM case_event")
