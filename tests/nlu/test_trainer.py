"""Training as staff ask for it, with the real pipeline on a few messages: finished, stopped, killed, impossible."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
from sqlalchemy import text

from bot.domain.language_models import How, Job, JobState
from bot.domain.model_quality import Exam
from bot.settings import ROOT
from bot.store.engine import Database
from bot.store.language_models import PostgresModels, TrainedModel
from bot.store.model_evaluations import PostgresEvidence
from bot.store.model_jobs import PostgresTrainingJobs
from bot.store.wakeup import Wakeup
from bot.training.settle import settle
from bot.training.trainer import Trainer
from bot.training.workshop import Workshop, teachable
from tests.models import Taught, asked_question, example
from tests.nlu.tiny_workshop import HELD, SAID, TAUGHT, tiny_workshop

_SILENT = text("UPDATE model_job SET seen_at = clock_timestamp() - interval '1 minute' WHERE state = 'running'")


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose workshop has trained once, without anything taught."""
    folder = tmp_path_factory.mktemp("workshop")
    workshop = tiny_workshop(folder)
    command = [str(workshop.python), "-m", "nlu.train", "--data", str(workshop.data), "--models", str(workshop.models)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=600)
    return folder


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """Nothing was trained in it yet."""
    return tiny_workshop(tmp_path / "work")


@pytest.fixture
async def models(database: Database, wakeup: Wakeup, workshop: Workshop, trained: Path) -> PostgresModels:
    """The first model answers."""
    shutil.copytree(trained / "models", workshop.models)
    made = PostgresModels(database, wakeup)
    await settle(workshop, made, Taught(), lambda _: None)
    return made


@pytest.fixture
def jobs(database: Database, wakeup: Wakeup) -> PostgresTrainingJobs:
    return PostgresTrainingJobs(database, wakeup)


@asynccontextmanager
async def training(
    database: Database, wakeup: Wakeup, workshop: Workshop, taught: Taught = TAUGHT
) -> AsyncIterator[asyncio.Event]:
    """A trainer at work; the event stops it."""
    stop = asyncio.Event()
    running = asyncio.create_task(Trainer(database, wakeup, taught, workshop).run(stop))
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(running, 60)


async def until(jobs: PostgresTrainingJobs, fits: Callable[[Job], bool]) -> Job:
    async with asyncio.timeout(400):
        while True:
            job = await jobs.latest()
            if job is not None and fits(job):
                return job
            await asyncio.sleep(0.1)


async def test_a_training_learns_what_staff_taught_and_is_compared(
    database: Database, wakeup: Wakeup, workshop: Workshop, models: PostgresModels, jobs: PostgresTrainingJobs
) -> None:
    asked = await asked_question(database, "kartu raib di ombak")
    await asked_question(database, "rahasia", reason="inspectors")
    async with training(database, wakeup, workshop):
        await jobs.ask("dewi", uuid4())
        phases = {(await until(jobs, lambda job: bool(job.phase))).phase}
        done = await until(jobs, lambda job: phases.add(job.phase) or not job.open)  # type: ignore[func-returns-value]
    assert (done.state, done.percent) == (JobState.DONE, 100)
    assert {"data", "evaluation"} <= phases
    made, active = await models.candidate(), await models.active()
    assert made is not None
    assert active is not None
    assert (made.name, made.taught, made.files) == (done.model, 2, workshop.files)
    found = made.evaluation
    assert found is not None
    assert (found.against, found.protected, found.failures) == (active.model, 1, ())
    assert [exam.after.messages for exam in found.exams] == [4, 1]
    assert found.questions == 2
    _, rows = await PostgresEvidence(database, TAUGHT).judged(made.name, Exam.REAL, "", "", 0)
    assert [row.text for row in rows] == [HELD]
    assert asked
    assert not workshop.scratch.exists()
    assert SAID not in workshop.log.read_text()


async def test_a_killed_trainer_takes_its_training_along_and_leaves_a_lost_job_to_ask_for_again(
    database: Database,
    database_url: str,
    wakeup: Wakeup,
    workshop: Workshop,
    jobs: PostgresTrainingJobs,
) -> None:
    command = [sys.executable, "-m", "tests.nlu.tiny_workshop", database_url, str(workshop.models.parent)]
    with subprocess.Popen(command, cwd=ROOT, stdout=-3, stderr=-3) as killed:  # noqa: ASYNC220 - it returns at once
        await jobs.ask("dewi", uuid4())
        first = await until(jobs, lambda job: job.state is JobState.RUNNING)
        children = await _children(killed.pid)
        os.kill(killed.pid, signal.SIGKILL)
    _, left = await asyncio.to_thread(psutil.wait_procs, children, 60)
    assert left == []
    async with database.begin() as connection:
        await connection.execute(_SILENT)
    assert (await until(jobs, lambda job: not job.open)).state is JobState.LOST
    again = await jobs.ask("dewi", uuid4())
    assert again.id != first.id
    async with training(database, wakeup, workshop):
        assert (await until(jobs, lambda job: job.state is JobState.RUNNING)).id == again.id


async def _children(pid: int) -> list[psutil.Process]:
    async with asyncio.timeout(200):
        while not (found := psutil.Process(pid).children(recursive=True)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return found


async def test_a_cancelled_training_ends_its_process_and_leaves_no_model(
    database: Database, wakeup: Wakeup, workshop: Workshop, jobs: PostgresTrainingJobs
) -> None:
    async with training(database, wakeup, workshop):
        job = await jobs.ask("dewi", uuid4())
        children = await _children(os.getpid())
        await jobs.cancel(job.id)
        assert (await until(jobs, lambda job: not job.open)).state is JobState.CANCELLED
        trainings = [each for each in children if each.is_running() and "nlu.train" in each.cmdline()]
        assert trainings == []
    assert [each.name for each in workshop.models.glob("*") if each.name != ".lock"] == []


async def test_a_trainer_that_is_stopped_hands_the_job_on(
    database: Database, wakeup: Wakeup, workshop: Workshop, jobs: PostgresTrainingJobs
) -> None:
    await jobs.ask("dewi", uuid4())
    async with training(database, wakeup, workshop) as stop:
        await until(jobs, lambda job: job.state is JobState.RUNNING)
        stop.set()
    job = await jobs.latest()
    assert job is not None
    assert job.state is JobState.WAITING


async def test_a_full_disk_is_told_before_anything_is_trained(
    database: Database, wakeup: Wakeup, workshop: Workshop, jobs: PostgresTrainingJobs
) -> None:
    async with training(database, wakeup, replace(workshop, needed=2**62)):
        await jobs.ask("dewi", uuid4())
        job = await until(jobs, lambda job: not job.open)
    assert (job.state, job.reason) == (JobState.FAILED, "disk_full")


async def test_data_that_cannot_be_learnt_fails_with_words_and_the_next_job_goes_on(
    database: Database, wakeup: Wakeup, workshop: Workshop, jobs: PostgresTrainingJobs
) -> None:
    (workshop.data / "broken.yml").write_text("nlu: [")
    async with training(database, wakeup, workshop):
        await jobs.ask("dewi", uuid4())
        assert (await until(jobs, lambda job: not job.open)).reason == "training"
        (workshop.data / "broken.yml").unlink()
        again = await jobs.ask("dewi", uuid4())
        assert (await until(jobs, lambda job: job.state is JobState.RUNNING)).id == again.id


async def test_a_comparison_without_the_file_says_so(
    database: Database, wakeup: Wakeup, workshop: Workshop, jobs: PostgresTrainingJobs
) -> None:
    gone = TrainedModel("nlu-20261128T020000-gone.tar.gz", workshop.files, 0, None)
    await PostgresModels(database, wakeup).register(gone)
    async with training(database, wakeup, workshop):
        await jobs.ask("dewi", uuid4(), "nlu-20261128T020000-gone.tar.gz")
        assert (await until(jobs, lambda job: not job.open)).reason == "missing_file"


async def test_a_start_takes_the_model_in_charge_and_trains_only_for_changed_files(
    database: Database, wakeup: Wakeup, workshop: Workshop, models: PostgresModels
) -> None:
    said: list[str] = []
    active = await models.active()
    assert active is not None
    # What staff taught since does not hold up a start.
    assert (await settle(workshop, models, TAUGHT, said.append)).name == active.model
    assert said == []
    with (workshop.data / "task_sapa.yml").open("a", encoding="utf-8") as file:
        file.write("    - permisi\n")
    fresh = await settle(workshop, models, TAUGHT, said.append)
    assert fresh.name != active.model
    made = await models.find(fresh.name)
    assert (made.taught, made.files) == (2, workshop.files)
    assert [each.how for each in await models.history()] == [How.RELEASE, How.FIRST]


async def test_a_start_without_the_file_goes_on_with_the_model_before(
    database: Database, wakeup: Wakeup, workshop: Workshop, models: PostgresModels
) -> None:
    active = await models.active()
    assert active is not None
    await models.register(TrainedModel("nlu-20261128T020000-gone.tar.gz", workshop.files, 0, None))
    await models.put_in_charge("nlu-20261128T020000-gone.tar.gz", How.ACTIVATE)
    said: list[str] = []
    assert (await settle(workshop, models, TAUGHT, said.append)).name == active.model
    assert "is gone" in said[0]
    now = await models.active()
    assert now is not None
    assert (now.model, now.how) == (active.model, How.FALLBACK)


async def test_nobody_learns_from_what_an_exam_asks(workshop: Workshop) -> None:
    cheats = [example("KTP hilang"), example("berapa biayanya", "faq/ktp_biaya"), example(HELD), example("...")]
    unknown = example("sesuatu", "faq/tidak_ada")
    assert teachable(workshop, [*cheats, unknown, *TAUGHT.examples]) == [
        each for each in TAUGHT.examples if not each.held_out
    ]
