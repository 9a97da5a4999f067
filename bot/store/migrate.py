"""Brings the database to the newest schema; several processes may start at once."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.store.engine import Database
from bot.store.keyring import check_keyring

_LOCK_KEY = 7_302_611


async def migrate(database: Database) -> None:
    """Run every migration that is not in yet, in one transaction. Raises StoreUnavailable, and WrongKey where the
    database was begun with another SECRET_KEY."""
    async with database.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        await connection.run_sync(_upgrade)
        await check_keyring(connection, database.vault)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
