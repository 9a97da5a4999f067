"""Trained models and which one answers: implements the LanguageModels port, and keeps what training brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.language_models import (
    Activation,
    How,
    LanguageModel,
    ModelChanged,
    ModelRefused,
    ModelState,
    NothingBefore,
    UnknownModel,
)
from bot.domain.model_quality import Refusal, refusals
from bot.store.engine import Database
from bot.store.model_evaluations import read_evaluation
from bot.store.wakeup import Wakeup

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('model_activation'))")
_HISTORY = text("SELECT * FROM model_activation ORDER BY id DESC LIMIT :limit")
_FIND = text("SELECT * FROM language_model WHERE name = :name")
_CANDIDATE = text("SELECT * FROM language_model WHERE state = 'candidate' ORDER BY made_at DESC, name DESC LIMIT 1")
_REGISTER = text("""
    INSERT INTO language_model (name, files, taught, taught_until) VALUES (:name, :files, :taught, :taught_until)
    ON CONFLICT (name) DO UPDATE SET files = :files, taught = :taught, taught_until = :taught_until,
        state = CASE language_model.state WHEN 'discarded' THEN 'candidate' ELSE language_model.state END
""")
_SUPERSEDE = text("UPDATE language_model SET state = 'discarded' WHERE state = 'candidate' AND name <> :name")
_PUT = text("""
    INSERT INTO model_activation (model, before, by, how) VALUES (:model, :before, :by, :how) RETURNING *
""")
_STATE = text("UPDATE language_model SET state = :state WHERE name = :name")
_FORGET = text("""
    DELETE FROM model_judgement WHERE model IN (SELECT name FROM language_model WHERE state = 'discarded')
""")
_FORGET_CHANGES = text("""
    DELETE FROM changed_answer WHERE model IN (SELECT name FROM language_model WHERE state <> 'candidate')
""")


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """What a training made; the fields as in LanguageModel."""

    name: str
    files: str
    taught: int
    taught_until: datetime | None


class PostgresModels:
    """Changes of what answers happen one after the other, over all processes."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def active(self) -> Activation | None:
        found = await self.history(1)
        return found[0] if found else None

    async def history(self, limit: int = 20) -> Sequence[Activation]:
        async with self._database.single() as connection:
            return await _history(connection, limit)

    async def find(self, name: str) -> LanguageModel:
        async with self._database.single() as connection:
            return await _found(connection, name)

    async def candidate(self) -> LanguageModel | None:
        async with self._database.single() as connection:
            row = (await connection.execute(_CANDIDATE)).first()
        return None if row is None else _model(row)

    async def activate(self, model: str, by: str, expected: str) -> Activation:
        async with self._database.begin() as connection:
            await connection.execute(_LOCK)
            present = await _present(connection)
            if present is not None and present.model == model:
                return present
            in_use = present.model if present else ""
            if in_use != expected:
                raise ModelChanged
            found = await _found(connection, model)
            if found.state is ModelState.DISCARDED:
                raise ModelRefused(Refusal.NOT_COMPARED)
            if reasons := refusals(found.evaluation, in_use):
                raise ModelRefused(*reasons)
            made = await _put(connection, model, in_use, by, How.ACTIVATE)
        self._wakeup.ring("desk")
        return made

    async def roll_back(self, by: str, expected: str) -> Activation:
        async with self._database.begin() as connection:
            await connection.execute(_LOCK)
            present = await _present(connection)
            if present is None or not present.before:
                raise NothingBefore
            if present.how is How.ROLL_BACK and present.before == expected:
                return present  # the second click of two
            if present.model != expected:
                raise ModelChanged
            made = await _put(connection, present.before, present.model, by, How.ROLL_BACK)
        self._wakeup.ring("desk")
        return made

    async def discard(self, model: str) -> None:
        async with self._database.begin() as connection:
            await connection.execute(_LOCK)
            found = await _found(connection, model)
            if found.state is ModelState.USED:
                raise ModelRefused(Refusal.OTHER_MODEL)
            await connection.execute(_STATE, {"name": model, "state": ModelState.DISCARDED})
            await _forget(connection)
        self._wakeup.ring("desk")

    async def register(self, model: TrainedModel) -> None:
        """One that was just trained; older ones that nobody used are superseded."""
        async with self._database.begin() as connection:
            await connection.execute(_REGISTER, asdict(model))
            await connection.execute(_SUPERSEDE, {"name": model.name})
            await _forget(connection)
        self._wakeup.ring("desk")

    async def put_in_charge(self, model: str, how: How) -> None:
        """What the program itself decides at its start; nothing where the model is in charge already. The model must
        be registered."""
        async with self._database.begin() as connection:
            await connection.execute(_LOCK)
            present = await _present(connection)
            if present is None or present.model != model:
                await _put(connection, model, present.model if present else "", "system", how)
        self._wakeup.ring("desk")


async def _history(connection: AsyncConnection, limit: int) -> list[Activation]:
    rows = (await connection.execute(_HISTORY, {"limit": limit})).all()
    return [Activation(row.id, row.model, row.before, row.by, row.at, How(row.how)) for row in rows]


async def _present(connection: AsyncConnection) -> Activation | None:
    found = await _history(connection, 1)
    return found[0] if found else None


async def _found(connection: AsyncConnection, name: str) -> LanguageModel:
    row = (await connection.execute(_FIND, {"name": name})).first()
    if row is None:
        raise UnknownModel
    return _model(row)


async def _put(connection: AsyncConnection, model: str, before: str, by: str, how: How) -> Activation:
    values = {"model": model, "before": before, "by": by, "how": how}
    row = (await connection.execute(_PUT, values)).one()
    await connection.execute(_STATE, {"name": model, "state": ModelState.USED})
    await connection.execute(_FORGET_CHANGES)
    return Activation(row.id, row.model, row.before, row.by, row.at, How(row.how))


async def _forget(connection: AsyncConnection) -> None:
    """What only served the choice."""
    await connection.execute(_FORGET)
    await connection.execute(_FORGET_CHANGES)


def _model(row: Row[Any]) -> LanguageModel:
    return LanguageModel(
        name=row.name,
        made_at=row.made_at,
        files=row.files,
        taught=row.taught,
        taught_until=row.taught_until,
        state=ModelState(row.state),
        evaluation=None if row.evaluation is None else read_evaluation(row.evaluation),
    )
