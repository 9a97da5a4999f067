"""What every process that trains or serves models needs, opened on one database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.domain.teaching import TaughtExamples
from bot.keys import open_vault
from bot.settings import Settings
from bot.store.engine import Database
from bot.store.language_models import PostgresModels
from bot.store.taught import PostgresTaught
from bot.store.wakeup import Wakeup
from bot.training.workshop import Workshop


@dataclass(frozen=True, slots=True)
class ModelRoom:
    """One database, the models in it, and where their files are made and lie."""

    database: Database
    wakeup: Wakeup
    models: PostgresModels
    taught: TaughtExamples
    workshop: Workshop


@asynccontextmanager
async def model_room(settings: Settings, database_url: str) -> AsyncIterator[ModelRoom]:
    """On a migrated database."""
    database, wakeup = Database(database_url, open_vault(settings), pool_size=2), Wakeup(database_url)
    try:
        models = PostgresModels(database, wakeup)
        yield ModelRoom(database, wakeup, models, PostgresTaught(database), Workshop.of(settings))
    finally:
        await wakeup.close()
        await database.close()
