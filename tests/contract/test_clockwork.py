"""Timers and jobs by the clock, with as many processes as one likes, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.clockwork import Clockwork, Job, at_night, hourly
from bot.domain.effect import Effect
from bot.domain.errors import StoreUnavailable
from bot.domain.messages import TimerRang
from bot.domain.ports import TurnResult
from bot.domain.reply import CancelTimer, ConversationState, SetTimer
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.mailbox import PostgresMailbox
from bot.store.schedule import PostgresSchedule
from bot.store.timers import PostgresTimers
from bot.store.wakeup import Wakeup
from tests.contract.test_intake import rows
from tests.contract.test_mailbox import leases, waiting
from tests.residents import inbound


class Diary:
    """One resident whose turns set timers."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self.database = database
        self.intake = PostgresIntake(database, wakeup)
        self.mailbox = PostgresMailbox(database, wakeup)
        self.timers = PostgresTimers(database, wakeup)

    async def turn(self, *effects: Effect, words: str = "halo") -> None:
        await self.intake.receive([inbound(words)])
        [lease] = await leases(self.mailbox, 1)
        await self.mailbox.commit(
            lease, await waiting(self.mailbox, lease), TurnResult(ConversationState(), effects, ())
        )
        await self.mailbox.hand_back(lease)

    async def next_content(self) -> object:
        [lease] = await leases(self.mailbox, 1)
        found = await waiting(self.mailbox, lease)
        await self.mailbox.hand_back(lease)
        return found.inbound.content


@pytest.fixture
def diary(database: Database, wakeup: Wakeup) -> Diary:
    return Diary(database, wakeup)


async def test_a_timer_comes_in_like_a_message_when_it_is_due(diary: Diary) -> None:
    await diary.turn(SetTimer("nudge", 0, "K-7"), SetTimer("later", 3600))
    assert await diary.timers.ring_due() == 1
    assert await diary.next_content() == TimerRang("nudge", "K-7")
    assert await rows(diary.database, "SELECT count(*) FROM timer") == [(1,)]


async def test_a_timer_rings_once_however_many_processes_look(diary: Diary) -> None:
    await diary.turn(*(SetTimer(f"t{number}", 0) for number in range(40)))
    rung = await asyncio.gather(*(diary.timers.ring_due(7) for _ in range(12)))
    assert sum(rung) == 40
    assert await rows(diary.database, "SELECT count(*) FROM inbox WHERE external_id LIKE 'timer:%'") == [(40,)]


async def test_a_timer_set_again_is_moved_and_a_cancelled_one_never_rings(diary: Diary) -> None:
    await diary.turn(SetTimer("moved", 0), SetTimer("gone", 0))
    await diary.turn(SetTimer("moved", 3600), CancelTimer("gone"), CancelTimer("never set"))
    assert await diary.timers.ring_due() == 0


async def test_a_timer_waits_its_turn_behind_a_message_that_came_first(diary: Diary) -> None:
    await diary.turn(SetTimer("nudge", 0))
    await diary.intake.receive([inbound("lebih dulu")])
    await diary.timers.ring_due()
    assert getattr(await diary.next_content(), "body", "") == "lebih dulu"


async def test_a_timer_does_not_count_as_a_word_of_the_resident(diary: Diary) -> None:
    await diary.turn(SetTimer("nudge", 0))
    query = "SELECT last_inbound_at FROM conversation"
    before = await rows(diary.database, query)
    await diary.timers.ring_due()
    assert await rows(diary.database, query) == before


def every_second(moment: datetime) -> datetime:
    return moment + timedelta(seconds=1)


async def make_due(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(text("UPDATE cron SET next_at = clock_timestamp() - interval '1 second'"))


async def test_a_job_runs_once_each_time_however_many_processes_ask(database: Database) -> None:
    schedule = PostgresSchedule(database)
    assert await schedule.claim("purge", every_second) is False, "a new job waits for its time"
    for _ in range(3):
        await make_due(database)
        claims = await asyncio.gather(*(PostgresSchedule(database).claim("purge", at_night) for _ in range(10)))
        assert sum(claims) == 1


async def test_a_job_that_breaks_is_noted_and_the_loop_goes_on(diary: Diary) -> None:
    runs: list[str] = []

    async def breaks() -> None:
        runs.append("breaks")
        raise ValueError("x")

    async def works() -> None:
        runs.append("works")

    schedule = PostgresSchedule(diary.database)
    jobs = (Job("breaks", at_night, breaks), Job("works", at_night, works))
    for job in jobs:
        await schedule.claim(job.name, job.next_after)
    await make_due(diary.database)
    stop = asyncio.Event()
    running = asyncio.create_task(Clockwork(diary.timers, schedule, jobs).run(stop))
    async with asyncio.timeout(10):
        while len(runs) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    stop.set()
    await running
    assert runs == ["breaks", "works"]
    assert await rows(diary.database, "SELECT name, error FROM cron ORDER BY name") == [
        ("breaks", "ValueError"),
        ("works", ""),
    ]


async def test_the_loop_outlives_a_database_that_is_away() -> None:
    beats: list[int] = []

    class Away:
        async def ring_due(self, limit: int = 200) -> int:
            beats.append(1)
            raise StoreUnavailable

        async def claim(self, job: str, next_after: object) -> bool:
            raise StoreUnavailable

        async def failed(self, job: str, reason: str) -> None:
            raise StoreUnavailable

    stop = asyncio.Event()
    away = Away()
    running = asyncio.create_task(Clockwork(away, away, (Job("x", hourly, stop.wait),)).run(stop))
    async with asyncio.timeout(10):
        while len(beats) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    stop.set()
    await running


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)))
def test_the_next_time_lies_ahead_and_not_too_far(moment: datetime) -> None:
    for next_after, longest in ((at_night, timedelta(days=1)), (hourly, timedelta(hours=1))):
        assert timedelta(0) < next_after(moment) - moment <= longest
    assert at_night(moment).hour == 2
