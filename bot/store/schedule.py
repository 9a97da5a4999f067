"""The jobs' next times: whoever moves one on by compare-and-set has the right, and the duty, to run the job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import text

from bot.store.engine import Database

_READ = text("""
    SELECT clock_timestamp() AS now, (SELECT next_at FROM cron WHERE name = :name) AS next_at
""")
_FIRST = text("INSERT INTO cron (name, next_at) VALUES (:name, :next_at) ON CONFLICT DO NOTHING")
_MOVE = text("""
    UPDATE cron SET next_at = :next_at, last_at = clock_timestamp(), error = ''
    WHERE name = :name AND next_at = :seen
""")
_FAILED = text("UPDATE cron SET error = :reason WHERE name = :name")


class PostgresSchedule:
    """Implements the Schedule port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, job: str, next_after: Callable[[datetime], datetime]) -> bool:
        async with self._database.begin() as connection:
            row = (await connection.execute(_READ, {"name": job})).one()
            following = next_after(row.now)
            if row.next_at is None:
                await connection.execute(_FIRST, {"name": job, "next_at": following})
                return False
            if row.next_at > row.now:
                return False
            moved = await connection.execute(_MOVE, {"name": job, "next_at": following, "seen": row.next_at})
            return bool(moved.rowcount)

    async def failed(self, job: str, reason: str) -> None:
        async with self._database.begin() as connection:
            await connection.execute(_FAILED, {"name": job, "reason": reason[:200]})
