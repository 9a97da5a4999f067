"""Trainings that were asked for: one at a time, stopped, lost with their process, begun anew."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text

from bot.domain.language_models import JobState
from bot.store.engine import Database
from bot.store.model_jobs import Cancelled, ClaimLost, JobQueue, PostgresTrainingJobs, sign_of_life, sign_off
from bot.store.wakeup import Wakeup

_SILENT = text("UPDATE model_job SET seen_at = clock_timestamp() - interval '1 minute' WHERE state = 'running'")


@pytest.fixture
def jobs(database: Database, wakeup: Wakeup) -> PostgresTrainingJobs:
    return PostgresTrainingJobs(database, wakeup)


@pytest.fixture
def queue(database: Database, wakeup: Wakeup) -> JobQueue:
    return JobQueue(database, wakeup)


async def latest(jobs: PostgresTrainingJobs) -> JobState:
    found = await jobs.latest()
    assert found is not None
    return found.state


async def test_two_clicks_and_two_people_make_one_training(jobs: PostgresTrainingJobs) -> None:
    key = uuid4()
    asked = await asyncio.gather(
        jobs.ask("dewi", key), jobs.ask("dewi", key), jobs.ask("sari", uuid4()), jobs.ask("ani", uuid4())
    )
    assert len({job.id for job in asked}) == 1


async def test_only_one_process_gets_the_job(jobs: PostgresTrainingJobs, queue: JobQueue) -> None:
    await jobs.ask("dewi", uuid4())
    claims = await asyncio.gather(*(queue.claim() for _ in range(4)))
    assert sum(claim is not None for claim in claims) == 1


async def test_progress_is_seen_and_the_result_named(jobs: PostgresTrainingJobs, queue: JobQueue) -> None:
    await jobs.ask("dewi", uuid4())
    claimed = await queue.claim()
    assert claimed is not None
    await claimed.tell("encoder", 45)
    seen = await jobs.latest()
    assert seen is not None
    assert (seen.state, seen.phase, seen.percent) == (JobState.RUNNING, "encoder", 45)
    await claimed.end(JobState.DONE, model="nlu-x.tar.gz")
    seen = await jobs.latest()
    assert seen is not None
    assert (seen.state, seen.model, seen.open) == (JobState.DONE, "nlu-x.tar.gz", False)


async def test_one_that_waits_is_cancelled_at_once_and_one_that_runs_when_it_is_heard(
    jobs: PostgresTrainingJobs, queue: JobQueue
) -> None:
    await jobs.cancel((await jobs.ask("dewi", uuid4())).id)
    assert await latest(jobs) is JobState.CANCELLED
    assert await queue.claim() is None
    job = await jobs.ask("dewi", uuid4())
    claimed = await queue.claim()
    assert claimed is not None
    await jobs.cancel(job.id)
    with pytest.raises(Cancelled):
        await claimed.tell("surface", 10)
    await claimed.end(JobState.CANCELLED)
    await jobs.cancel(job.id)
    assert await latest(jobs) is JobState.CANCELLED


async def test_the_job_of_a_killed_process_is_lost_and_can_be_asked_for_again(
    jobs: PostgresTrainingJobs, queue: JobQueue, database: Database
) -> None:
    first = await jobs.ask("dewi", uuid4())
    claimed = await queue.claim()
    assert claimed is not None
    async with database.begin() as connection:
        await connection.execute(_SILENT)
    assert await latest(jobs) is JobState.LOST
    again = await jobs.ask("dewi", uuid4())
    assert again.id != first.id
    with pytest.raises(ClaimLost):
        await claimed.tell("surface", 10)
    await claimed.end(JobState.DONE, model="late.tar.gz")
    found = await jobs.latest()
    assert found is not None
    assert (found.id, found.state) == (again.id, JobState.WAITING)


async def test_a_runner_that_stops_hands_its_job_to_the_next(jobs: PostgresTrainingJobs, queue: JobQueue) -> None:
    await jobs.ask("dewi", uuid4())
    first = await queue.claim()
    assert first is not None
    await first.hand_back()
    second = await queue.claim()
    assert second is not None
    assert second.job.id == first.job.id
    with pytest.raises(ClaimLost):
        await first.tell("data", 1)


async def test_stations_are_known_while_they_speak(jobs: PostgresTrainingJobs, database: Database) -> None:
    await sign_of_life(database, "nlu a", "nlu", "m1")
    await sign_of_life(database, "nlu a", "nlu", "m2", "missing_file")
    await sign_of_life(database, "trainer b", "trainer")
    assert [(each.kind, each.model, each.problem, each.alive) for each in await jobs.stations()] == [
        ("nlu", "m2", "missing_file", True),
        ("trainer", "", "", True),
    ]
    await sign_off(database, "nlu a")
    assert [each.kind for each in await jobs.stations()] == ["trainer"]
