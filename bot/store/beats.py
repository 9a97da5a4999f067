"""Where processes tell that they live and what they see; rows of those that are long gone are taken away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from bot.store.engine import Database

FORGOTTEN_AFTER = timedelta(days=2)

_BEAT = text("""
    INSERT INTO process_beat (id, kind, host, version, view) VALUES (:id, :kind, :host, :version, CAST(:view AS jsonb))
    ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp(), view = excluded.view
""")
_GONE = text("DELETE FROM process_beat WHERE id = :id")
_FORGET = text("DELETE FROM process_beat WHERE seen_at < clock_timestamp() - CAST(:age AS interval)")


class PostgresBeats:
    """Of one process; `identity` names this start of it."""

    def __init__(self, database: Database, identity: UUID, kind: str, host: str, version: str) -> None:
        self._database = database
        self._row = {"id": identity, "kind": kind, "host": host, "version": version}

    async def beat(self, view: Mapping[str, object]) -> None:
        async with self._database.single() as connection:
            await connection.execute(_BEAT, self._row | {"view": json.dumps(view)})

    async def leave(self) -> None:
        """A clean stop: nobody has to wonder where it went."""
        async with self._database.single() as connection:
            await connection.execute(_GONE, {"id": self._row["id"]})


async def forget_beats(database: Database) -> int:
    async with database.begin() as connection:
        return (await connection.execute(_FORGET, {"age": FORGOTTEN_AFTER})).rowcount
