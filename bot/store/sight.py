"""What the watch looks at every minute: who waits, which promises end, what is broken. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

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
# What somebody did to themselves is no news to them.
_GIVEN = text("""
    SELECT d.account, 'conversation' AS what, CAST(d.conversation AS text) AS name, CAST(d.act AS text) AS act
    FROM desk_card d JOIN inbox i ON i.id = d.act
    WHERE d.account IS NOT NULL AND d.held_since > clock_timestamp() - interval '1 hour'
      AND i.external_id LIKE 'notice:assigned:%'
    UNION ALL
    SELECT a.id, 'case', c.number, CAST(max(n.id) AS text)
    FROM case_note n JOIN resident_case c ON c.number = n.number JOIN staff_account a ON a.id = c.assignee
    WHERE n.what = 'assigned' AND n.at > clock_timestamp() - interval '1 hour' AND n.author NOT IN (a.login, a.name)
      AND n.id = (SELECT max(o.id) FROM case_note o WHERE o.number = n.number AND o.what = 'assigned')
    GROUP BY a.id, c.number
""")
_NAMED = text("""
    SELECT m.account, n.id AS note, n.conversation, a.name AS author
    FROM desk_mention m JOIN desk_note n ON n.id = m.note JOIN staff_account a ON a.id = n.author
    WHERE m.read_at IS NULL AND n.at > clock_timestamp() - interval '1 hour' ORDER BY n.id
""")


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


@dataclass(frozen=True, slots=True)
class Given:
    """A conversation or a case (`what`) that somebody was given; `act` tells this time from others."""

    account: UUID
    what: str
    name: str
    act: str


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in a colleague's note."""

    account: UUID
    note: int
    conversation: UUID
    author: str


class PostgresSight:
    """One statement each."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, before: datetime) -> Sequence[datetime]:
        """Since when those residents wait for a person who do so since `before`."""
        async with self._database.single() as connection:
            return list((await connection.execute(_WAITING, {"before": before})).scalars())

    async def given(self) -> Sequence[Given]:
        """Of the last hour."""
        async with self._database.single() as connection:
            return [Given(*row) for row in await connection.execute(_GIVEN)]

    async def named(self) -> Sequence[Named]:
        """Of the last hour, where they have not read it."""
        async with self._database.single() as connection:
            return [Named(*row) for row in await connection.execute(_NAMED)]

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
