"""`python -m bot trainer`: works on the trainings staff ask for, one at a time, apart from who answers residents."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.domain.errors import StoreUnavailable
from bot.domain.language_models import LOST_AFTER, Job, JobState
from bot.domain.teaching import Example, TaughtExamples
from bot.store.engine import Database
from bot.store.language_models import PostgresModels, TrainedModel
from bot.store.model_evaluations import keep_evaluation, recent_questions
from bot.store.model_jobs import Cancelled, ClaimedJob, ClaimLost, JobQueue, sign_of_life, sign_off
from bot.store.wakeup import Wakeup
from bot.training.child import sweep, train
from bot.training.exam import Paper, Rankings, ask_all, findings, heard_by
from bot.training.workshop import TrainingFailed, Workshop, prepare
from nlu import model_store

RECENT_DAYS = 30
_MOST_QUESTIONS = 20_000
_BEAT_SECONDS = 1.0
_IDLE_SECONDS = 2.0
_SPANS = {"data": (0, 5), "surface": (5, 40), "encoder": (40, 60), "head": (60, 75), "evaluation": (75, 100)}
"""Percent of the whole a phase takes, by how long each lasted here."""
_log = structlog.get_logger(__name__)


class Stopping(Exception):
    """This process is asked to end."""


@dataclass
class Progress:
    """How far a job is."""

    phase: str = "data"
    percent: int = 0

    def told(self, phase: str, share: float) -> None:
        begins, ends = _SPANS[phase]
        self.phase, self.percent = phase, max(self.percent, int(begins + (ends - begins) * share))


class Trainer:
    """One job at a time; any number of these may run on one database."""

    def __init__(self, database: Database, wakeup: Wakeup, taught: TaughtExamples, workshop: Workshop) -> None:
        self._database = database
        self._queue = JobQueue(database, wakeup)
        self._models = PostgresModels(database, wakeup)
        self._taught = taught
        self._workshop = workshop
        self._name = f"trainer {socket.gethostname()} {os.getpid()}"

    async def run(self, stop: asyncio.Event) -> None:
        sweep(self._workshop)
        while not stop.is_set():
            try:
                await sign_of_life(self._database, self._name, "trainer")
                if claimed := await self._queue.claim():
                    await self._work_on(claimed, stop)
            except StoreUnavailable:
                _log.warning("trainer_waits_for_database")
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _IDLE_SECONDS)
        with suppress(StoreUnavailable):
            await sign_off(self._database, self._name)

    async def _work_on(self, claimed: ClaimedJob, stop: asyncio.Event) -> None:
        job, progress = claimed.job, Progress()
        work = asyncio.create_task(self._steps(job, progress))
        try:
            await self._watch(claimed, work, progress, stop)
            await claimed.end(JobState.DONE, model=await work)
        except Cancelled:
            await _stopped(work)
            await claimed.end(JobState.CANCELLED)
        except Stopping:
            await _stopped(work)
            await claimed.hand_back()
        except ClaimLost:
            await _stopped(work)
            _log.warning("training_claim_lost", job=str(job.id))
        except TrainingFailed as failure:
            _log.warning("training_failed", job=str(job.id), reason=failure.reason)
            await claimed.end(JobState.FAILED, reason=failure.reason)
        except StoreUnavailable:
            raise
        except Exception as defect:  # a job that broke is told as one; the next may go well
            _log.error("training_broken", job=str(job.id), error=type(defect).__name__)
            await claimed.end(JobState.FAILED, reason="training")
        finally:
            await _stopped(work)
            await asyncio.to_thread(sweep, self._workshop)

    async def _watch(
        self, claimed: ClaimedJob, work: asyncio.Task[str], progress: Progress, stop: asyncio.Event
    ) -> None:
        """Tell how far it is until it is done. Raises Cancelled, ClaimLost, Stopping; StoreUnavailable where the
        database is away for longer than a job may be silent."""
        heard = time.monotonic()
        while not work.done():
            try:
                await claimed.tell(progress.phase, progress.percent)
                await sign_of_life(self._database, self._name, "trainer")
                heard = time.monotonic()
            except StoreUnavailable:
                if time.monotonic() - heard > LOST_AFTER.total_seconds():
                    raise
            if stop.is_set():
                raise Stopping
            await asyncio.wait({work}, timeout=_BEAT_SECONDS)
        await claimed.tell(progress.phase, progress.percent)

    async def _steps(self, job: Job, progress: Progress) -> str:
        """The name of the model that was made, or compared. Raises TrainingFailed."""
        self._workshop.check_disk()
        examples = await self._taught.accepted()
        model = self._workshop.models / job.model if job.compares else await self._trained(examples, progress)
        if not model.is_file():
            raise TrainingFailed("missing_file")
        await self._compare(model, [each for each in examples if each.held_out], progress)
        return model.name

    async def _trained(self, examples: Sequence[Example], progress: Progress) -> Path:
        lesson = await asyncio.to_thread(prepare, self._workshop, examples)
        await self._mark_in_use()
        model = await train(self._workshop, lesson, progress.told)
        await self._models.register(TrainedModel(model.name, self._workshop.files, lesson.taught, lesson.taught_until))
        return model

    async def _compare(self, model: Path, real: Sequence[Example], progress: Progress) -> None:
        """With the model in use, unless it is that."""
        progress.told("evaluation", 0)
        active = await self._models.active()
        against = active.model if active else ""
        if against == model.name:
            return
        questions = await recent_questions(self._database, days=RECENT_DAYS, limit=_MOST_QUESTIONS)
        paper = Paper(self._workshop.exam(), real, self._workshop.protected_questions(), questions)
        after = await self._heard(model, paper, lambda share: progress.told("evaluation", share * 0.5))
        before = None
        if against:
            former = self._workshop.models / against
            if not former.is_file():
                raise TrainingFailed("missing_file")
            before = await self._heard(former, paper, lambda share: progress.told("evaluation", 0.5 + share * 0.5))
        found = await asyncio.to_thread(findings, paper, against, before, after)
        await keep_evaluation(self._database, model.name, found.evaluation, found.judged, found.changes)

    async def _heard(self, model: Path, paper: Paper, told: Callable[[float], None]) -> Rankings:
        async with heard_by(self._workshop, model) as client:
            return await ask_all(client, paper.texts, told)

    async def _mark_in_use(self) -> None:
        """The tidying up after the training leaves these alone."""
        active = await self._models.active()
        if active is not None:
            model_store.keep(self._workshop.models, [active.model, active.before])


async def _stopped(work: asyncio.Task[str]) -> None:
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
