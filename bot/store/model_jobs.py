"""Trainings that were asked for: the page's side (TrainingJobs), the runner's side, and the stations' signs of life."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text

from bot.domain.language_models import LOST_AFTER, Job, JobState, Station
from bot.store.engine import Database
from bot.store.wakeup import Wakeup

_SECONDS = LOST_AFTER.total_seconds()
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('model_job'))")
_BURY = text("""
    UPDATE model_job SET state = 'lost', open = false, ended_at = clock_timestamp()
    WHERE state = 'running' AND seen_at < clock_timestamp() - make_interval(secs => :seconds)
""")
_FIND = text("SELECT * FROM model_job WHERE key = :key OR open ORDER BY (key = :key) DESC LIMIT 1")
_ASK = text("""
    INSERT INTO model_job (id, key, asked_by, model, compares) VALUES (:id, :key, :by, :model, :compares) RETURNING *
""")
_CANCEL = text("""
    UPDATE model_job SET cancelling = true,
        state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END, open = (state <> 'waiting'),
        ended_at = CASE state WHEN 'waiting' THEN clock_timestamp() END
    WHERE id = :id AND open
""")
_LATEST = text("""
    SELECT *, state = 'running' AND seen_at < clock_timestamp() - make_interval(secs => :seconds) AS silent
    FROM model_job ORDER BY asked_at DESC LIMIT 1
""")
_CLAIM = text("""
    UPDATE model_job SET state = 'running', runner = :runner, seen_at = clock_timestamp(), phase = '', percent = 0
    WHERE id = (SELECT id FROM model_job WHERE state = 'waiting' ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING *
""")
_TELL = text("""
    UPDATE model_job SET seen_at = clock_timestamp(), phase = :phase, percent = :percent
    WHERE id = :id AND runner = :runner AND state = 'running' RETURNING cancelling
""")
_END = text("""
    UPDATE model_job SET state = :state, open = false, reason = :reason, model = :model, ended_at = clock_timestamp()
    WHERE id = :id AND runner = :runner AND state = 'running'
""")
_HAND_BACK = text("""
    UPDATE model_job SET state = 'waiting', runner = NULL, seen_at = NULL, phase = '', percent = 0
    WHERE id = :id AND runner = :runner AND state = 'running'
""")
_SIGN = text("""
    INSERT INTO model_station (name, kind, model, problem) VALUES (:name, :kind, :model, :problem)
    ON CONFLICT (name) DO UPDATE SET model = :model, problem = :problem, seen_at = clock_timestamp()
""")
_LEAVE = text("DELETE FROM model_station WHERE name = :name OR seen_at < clock_timestamp() - interval '1 day'")
_STATIONS = text("""
    SELECT name, kind, model, problem, seen_at > clock_timestamp() - make_interval(secs => :seconds) AS alive
    FROM model_station WHERE seen_at > clock_timestamp() - interval '10 minutes' ORDER BY kind, name
""")


class PostgresTrainingJobs:
    """Implements the TrainingJobs port."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def ask(self, by: str, key: UUID, compares: str = "") -> Job:
        async with self._database.begin() as connection:
            await connection.execute(_LOCK)
            await connection.execute(_BURY, {"seconds": _SECONDS})
            found = (await connection.execute(_FIND, {"key": key})).first()
            if found is None:
                asked = {"id": uuid4(), "key": key, "by": by, "model": compares, "compares": bool(compares)}
                found = (await connection.execute(_ASK, asked)).one()
        self._wakeup.ring("desk")
        return _job(found)

    async def cancel(self, job: UUID) -> None:
        async with self._database.begin() as connection:
            await connection.execute(_CANCEL, {"id": job})
        self._wakeup.ring("desk")

    async def latest(self) -> Job | None:
        async with self._database.single() as connection:
            row = (await connection.execute(_LATEST, {"seconds": _SECONDS})).first()
        return None if row is None else _job(row, silent=row.silent)

    async def stations(self) -> Sequence[Station]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_STATIONS, {"seconds": _SECONDS})).all()
        return [Station(row.name, row.kind, row.model, row.problem, row.alive) for row in rows]


class Cancelled(Exception):
    """Staff stopped the job."""


class ClaimLost(Exception):
    """The job was given up as lost, or somebody else has it: nothing of this run may count."""


class ClaimedJob:
    """A job this process works on. Whatever it writes counts only while it holds the claim."""

    def __init__(self, database: Database, wakeup: Wakeup, job: Job, runner: UUID) -> None:
        self._database = database
        self._wakeup = wakeup
        self._runner = runner
        self._told = ("", -1)
        self.job = job

    async def tell(self, phase: str, percent: int) -> None:
        """How far it is; also the sign of life. Raises Cancelled, ClaimLost, StoreUnavailable."""
        values = {"id": self.job.id, "runner": self._runner, "phase": phase, "percent": percent}
        async with self._database.begin() as connection:
            row = (await connection.execute(_TELL, values)).first()
        if row is None:
            raise ClaimLost
        # Every open page looks when it is rung: a sign of life alone is nothing to see.
        if self._told != (phase, percent):
            self._told = (phase, percent)
            self._wakeup.ring("desk")
        if row.cancelling:
            raise Cancelled

    async def end(self, state: JobState, *, reason: str = "", model: str = "") -> None:
        values = {"id": self.job.id, "runner": self._runner, "state": state, "reason": reason, "model": model}
        async with self._database.begin() as connection:
            await connection.execute(_END, values)
        self._wakeup.ring("desk")

    async def hand_back(self) -> None:
        """This process stops; whoever starts next begins it anew."""
        async with self._database.begin() as connection:
            await connection.execute(_HAND_BACK, {"id": self.job.id, "runner": self._runner})
        self._wakeup.ring("desk")


class JobQueue:
    """The runner's side of the queue."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def claim(self) -> ClaimedJob | None:
        """The job that waits, if any; those of silent runners are lost from now on."""
        runner = uuid4()
        async with self._database.begin() as connection:
            await connection.execute(_BURY, {"seconds": _SECONDS})
            row = (await connection.execute(_CLAIM, {"runner": runner})).first()
        if row is None:
            return None
        self._wakeup.ring("desk")
        return ClaimedJob(self._database, self._wakeup, _job(row), runner)


async def sign_of_life(database: Database, name: str, kind: str, model: str = "", problem: str = "") -> None:
    """A station says that it is there, what it serves and what is wrong."""
    async with database.begin() as connection:
        await connection.execute(_SIGN, {"name": name, "kind": kind, "model": model, "problem": problem})


async def sign_off(database: Database, name: str) -> None:
    async with database.begin() as connection:
        await connection.execute(_LEAVE, {"name": name})


def _job(row: Row[Any], *, silent: bool = False) -> Job:
    return Job(
        id=row.id,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        state=JobState.LOST if silent else JobState(row.state),
        phase=row.phase,
        percent=row.percent,
        reason=row.reason,
        model=row.model,
        compares=row.compares,
        cancelling=row.cancelling,
        ended_at=row.ended_at,
    )
