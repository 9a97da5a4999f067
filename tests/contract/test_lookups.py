"""Look-ups on real PostgreSQL: five tries for a person and for a number, watches told once, numbers sealed."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bot.domain.lookups import LogLookup, UnwatchApplication, WatchApplication
from bot.domain.messages import Notice
from bot.domain.registration import written
from bot.domain.service import Stage, StageChanged
from bot.store.engine import Database
from bot.store.lookups import PostgresAttempts, PostgresWatchers
from bot.store.wakeup import Wakeup
from tests.contract.test_desk import Town
from tests.contract.test_intake import rows
from tests.contract.test_sealing import all_text

NUMBER = written("261102", 137)
BORN = date(1985, 8, 17)
WATCH = WatchApplication(NUMBER, BORN, 3)


def event(version: int = 4, stage: Stage = Stage.READY) -> StageChanged:
    return StageChanged(f"e{version}", NUMBER, stage, version, datetime(2026, 11, 24, tzinfo=UTC))


@pytest.fixture
def attempts(database: Database) -> PostgresAttempts:
    return PostgresAttempts(database)


@pytest.fixture
def watchers(database: Database, wakeup: Wakeup) -> PostgresWatchers:
    return PostgresWatchers(database, wakeup)


async def test_a_person_has_five_tries_whatever_the_number(attempts: PostgresAttempts) -> None:
    person = uuid4()
    allowed = [await attempts.take(person, written("261102", serial)) for serial in range(1, 9)]
    assert allowed == [True] * 5 + [False] * 3


async def test_a_number_has_five_tries_whoever_asks(attempts: PostgresAttempts) -> None:
    assert [await attempts.take(uuid4(), NUMBER) for _ in range(7)] == [True] * 5 + [False] * 2


async def test_the_fifth_wrong_try_is_known_to_be_the_last(attempts: PostgresAttempts) -> None:
    person, used_up = uuid4(), []
    for _ in range(5):
        await attempts.take(person, NUMBER)
        used_up.append(await attempts.used_up(person, NUMBER))
    assert used_up == [False] * 4 + [True]
    assert await attempts.used_up(uuid4(), NUMBER), "nor may anybody else try this number"
    await attempts.right(person, NUMBER)
    assert not await attempts.used_up(person, NUMBER)


async def test_many_at_once_get_no_more_tries(attempts: PostgresAttempts) -> None:
    allowed = await asyncio.gather(*(attempts.take(uuid4(), NUMBER) for _ in range(12)))
    assert sum(allowed) == 5


async def test_a_right_try_gives_all_five_back(attempts: PostgresAttempts) -> None:
    person = uuid4()
    for _ in range(4):
        await attempts.take(person, NUMBER)
    await attempts.right(person, NUMBER)
    assert [await attempts.take(person, NUMBER) for _ in range(6)] == [True] * 5 + [False]


async def test_a_lock_ends_after_an_hour(attempts: PostgresAttempts, database: Database) -> None:
    person = uuid4()
    for _ in range(6):
        await attempts.take(person, NUMBER)
    await rows(
        database,
        "UPDATE attempt SET locked_until = clock_timestamp() - interval '1 second',"
        " first_at = first_at - interval '2 hours' RETURNING mark",
    )
    assert await attempts.take(person, NUMBER)


async def test_a_change_is_told_once_however_often_it_is_sent(town: Town, watchers: PostgresWatchers) -> None:
    await town.writes("1", WATCH)
    told = await asyncio.gather(*(watchers.tell(event()) for _ in range(4)))
    assert sum(told) == 1
    _, found = await town.next()
    assert found.inbound.content == Notice(
        "status", {"registration": NUMBER, "stage": "ready", "version": "4", "born": "1985-08-17"}
    )


async def test_everybody_who_watches_is_told(town: Town, watchers: PostgresWatchers) -> None:
    await town.writes("1", WATCH)
    await town.writes("2", WATCH)
    await town.writes("3")
    assert await watchers.tell(event()) == 2


async def test_old_news_and_news_after_the_end_of_watching_are_not_told(town: Town, watchers: PostgresWatchers) -> None:
    await town.writes("1", WATCH)
    assert await watchers.tell(event(version=3)) == 0
    await town.writes("1", UnwatchApplication(NUMBER))
    assert await watchers.tell(event()) == 0


async def test_a_later_change_overtakes_an_earlier_one_that_comes_late(town: Town, watchers: PostgresWatchers) -> None:
    await town.writes("1", WATCH)
    assert await watchers.tell(event(version=5, stage=Stage.COLLECTED)) == 1
    assert await watchers.tell(event(version=4)) == 0


async def test_what_is_watched_is_asked_for_again_now_and_then(
    town: Town, watchers: PostgresWatchers, database: Database
) -> None:
    await town.writes("1", WATCH)
    assert await watchers.due(timedelta(minutes=10)) == []
    await rows(database, "UPDATE watch SET polled_at = polled_at - interval '11 minutes' RETURNING mark")
    [watched] = await watchers.due(timedelta(minutes=10))
    assert (watched.registration, watched.born, watched.told) == (NUMBER, BORN, 3)
    assert await watchers.due(timedelta(minutes=10)) == []


async def test_numbers_and_dates_of_birth_lie_sealed(town: Town, database: Database) -> None:
    await town.writes("1", WATCH, LogLookup(NUMBER, "found"))
    dumped = await all_text(database)
    assert NUMBER not in dumped
    assert "1985" not in dumped


async def test_a_person_is_found_by_all_their_conversations(town: Town, watchers: PostgresWatchers) -> None:
    conversation: UUID = await town.writes("1", WATCH)
    await town.writes("2")
    assert await watchers.tell(event()) == 1
    claim, _ = await town.next()
    assert claim.lease.conversation == conversation


BLOCKED = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def test_who_begins_to_watch_while_others_are_told_is_told_the_next_time(
    town: Town, watchers: PostgresWatchers, database: Database
) -> None:
    await town.writes("1", WATCH)
    async with database.begin() as connection:
        await connection.execute(text("SELECT 1 FROM watch FOR UPDATE"))
        telling = asyncio.create_task(watchers.tell(event()))
        async with asyncio.timeout(10):
            while not await rows(database, BLOCKED):  # noqa: ASYNC110 - the database does not tell
                await asyncio.sleep(0.02)
        await town.writes("2", WATCH)
    assert await telling == 1
    assert await watchers.tell(event()) == 1
