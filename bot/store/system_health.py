"""Reads how the whole system does: implements the SystemHealth port. A handful of small statements, one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.system_health import AccountHealth, Beat, JobHealth, QueueHealth, State, SystemView
from bot.store.engine import Database

_ACCOUNTS = text("""
    SELECT p.channel, p.account, p.trouble, p.reason, p.trouble_since AS since,
        p.campaigns_held_until > clock_timestamp() AS limited, p.campaigns_reason,
        (SELECT count(*) FROM outbox o WHERE o.channel = p.channel AND o.account = p.account AND o.state = 'queued')
            AS waiting,
        (SELECT count(*) FROM outbox o WHERE o.channel = p.channel AND o.account = p.account AND o.state = 'held')
            AS held
    FROM pace p ORDER BY p.channel, p.account
""")
_BEATS = text("SELECT kind, host, version, started_at, seen_at, view FROM process_beat ORDER BY kind, started_at")
NOT_PUT_ASIDE = """
    NOT EXISTS (SELECT 1 FROM discarded_letter d WHERE d.side = '{side}' AND d.letter = {table}.id)
"""
_LETTERS_SQL = f"""
    (SELECT count(*) FROM outbox WHERE state = 'dead' AND {NOT_PUT_ASIDE.format(side="out", table="outbox")})
    + (SELECT count(*) FROM inbox WHERE state IN ('dead', 'unreadable')
        AND {NOT_PUT_ASIDE.format(side="in", table="inbox")})
"""  # noqa: S608 - our own words
_LETTERS = text(f"SELECT {_LETTERS_SQL}")
_QUEUES = text(f"""
    SELECT 'in' AS name, count(*) AS count, min(received_at) AS oldest FROM inbox WHERE state = 'waiting'
    UNION ALL
    SELECT 'out', count(*), min(created_at) FROM outbox WHERE state = 'queued' AND priority = 0
    UNION ALL
    SELECT 'campaign', count(*), min(created_at) FROM outbox WHERE state = 'queued' AND priority > 0
    UNION ALL
    SELECT 'held', count(*), min(created_at) FROM outbox WHERE state = 'held'
    UNION ALL
    SELECT 'waiting', count(*), min(queued_at) FROM conversation WHERE owner = 'queue'
    UNION ALL
    SELECT 'letters', {_LETTERS_SQL}, NULL
""")  # noqa: S608 - our own words
_JOBS = text("SELECT name, last_at, next_at, error FROM cron ORDER BY name")
_NOW = text("SELECT clock_timestamp()")


class PostgresSystemHealth:
    """`accounts` are the channel accounts this process is set up for, by channel; one that never sent works, too."""

    def __init__(self, database: Database, accounts: Mapping[str, str]) -> None:
        self._database = database
        self._accounts = dict(accounts)

    async def read(self) -> SystemView:
        async with self._database.begin() as connection:
            now: datetime = (await connection.execute(_NOW)).scalar_one()
            return SystemView(
                now=now,
                accounts=await self._read_accounts(connection),
                beats=[Beat(*row) for row in await connection.execute(_BEATS)],
                queues=[QueueHealth(*row) for row in await connection.execute(_QUEUES)],
                jobs=[JobHealth(*row) for row in await connection.execute(_JOBS)],
            )

    async def letters(self) -> int:
        async with self._database.single() as connection:
            return int((await connection.execute(_LETTERS)).scalar_one())

    async def _read_accounts(self, connection: AsyncConnection) -> Sequence[AccountHealth]:
        """Those that are set up; a row of an account that was set up once says nothing of today."""
        rows = {(row.channel, row.account): row for row in await connection.execute(_ACCOUNTS)}
        return [_health(channel, rows.get((channel, account))) for channel, account in sorted(self._accounts.items())]


def _health(channel: str, row: Row[Any] | None) -> AccountHealth:
    if row is None:
        return AccountHealth(channel, State.WORKS)
    if row.trouble:
        return AccountHealth(channel, State(row.trouble), row.since, row.reason, row.waiting, row.held)
    state = State.LIMITED if row.limited else State.WORKS
    reason = row.campaigns_reason if row.limited else ""
    return AccountHealth(channel, state, None, reason, row.waiting, row.held)
