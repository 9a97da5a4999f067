"""What the watch looks at every minute: who waits, which promises end, what is broken. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text

from bot.domain.cases import WITH_STAFF, Visibility
from bot.store.engine import Database

STEADY = timedelta(minutes=2)
"""A channel that is down for less may be back before anybody has read of it."""
_WAITING = text("SELECT queued_at FROM conversation WHERE owner = 'queue' AND queued_at < :before")
_DUE = text("""
    SELECT number, next_on, visibility = :secret AS secret FROM resident_case
    WHERE state = ANY(:open) AND next_on <= :until AND duplicate_of IS NULL ORDER BY next_on, number
""")
_STOPPED = text("""
    SELECT channel, trouble, trouble_since FROM pace
    WHERE trouble = 'blocked' OR (trouble = 'down' AND trouble_since < clock_timestamp() - CAST(:steady AS interval))
    ORDER BY channel, account
""")
_JOBS = text("SELECT name, error, last_at FROM cron WHERE error <> '' AND last_at IS NOT NULL ORDER BY name")


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case the office has promised the next step of."""

    number: str
    next_on: date
    secret: bool


@dataclass(frozen=True, slots=True)
class Stopped:
    """A channel account that cannot send."""

    channel: str
    trouble: str
    since: datetime


@dataclass(frozen=True, slots=True)
class BrokenJob:
    """A job whose last run failed."""

    name: str
    error: str
    at: datetime


class PostgresSight:
    """One statement each."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, before: datetime) -> Sequence[datetime]:
        """Since when those residents wait for a person who do so since `before`."""
        async with self._database.single() as connection:
            return list((await connection.execute(_WAITING, {"before": before})).scalars())

    async def due(self, until: date) -> Sequence[DueCase]:
        wanted = {"open": sorted(WITH_STAFF), "until": until, "secret": Visibility.SECRET}
        async with self._database.single() as connection:
            return [DueCase(*row) for row in await connection.execute(_DUE, wanted)]

    async def stopped(self) -> Sequence[Stopped]:
        async with self._database.single() as connection:
            return [Stopped(*row) for row in await connection.execute(_STOPPED, {"steady": STEADY})]

    async def broken_jobs(self) -> Sequence[BrokenJob]:
        async with self._database.single() as connection:
            return [BrokenJob(*row) for row in await connection.execute(_JOBS)]
