"""Reads how much waits where: for the metrics page, readiness and staff."""

from __future__ import annotations

from sqlalchemy import text

from bot.domain.backlog import Backlog, Queue, Trouble
from bot.store.accounts import alerts
from bot.store.engine import Database

_INBOX = text("""
    SELECT channel, count(*) AS waiting, extract(epoch FROM clock_timestamp() - min(received_at))::float8 AS oldest
    FROM inbox WHERE state = 'waiting' GROUP BY channel
""")
_OUTBOX = text("""
    SELECT channel, priority, count(*) AS waiting,
        GREATEST(extract(epoch FROM clock_timestamp() - min(due_at))::float8, 0) AS oldest
    FROM outbox WHERE state = 'queued' GROUP BY channel, priority
""")
_HELD = text("SELECT channel, count(*) AS waiting FROM outbox WHERE state = 'held' GROUP BY channel")
_LETTERS = text("""
    SELECT channel, 'out' AS queue, count(*) AS waiting FROM outbox
    WHERE state = 'dead' AND id NOT IN (SELECT letter FROM discarded_letter WHERE side = 'out') GROUP BY channel
    UNION ALL
    SELECT channel, CASE state WHEN 'dead' THEN 'in' ELSE state END, count(*) AS waiting FROM inbox
    WHERE state IN ('dead', 'unreadable') AND id NOT IN (SELECT letter FROM discarded_letter WHERE side = 'in')
    GROUP BY channel, state
""")


async def read_backlog(database: Database) -> Backlog:
    """Raises StoreUnavailable."""
    async with database.begin() as connection:
        inbox = [Queue(row.channel, row.waiting, row.oldest) for row in await connection.execute(_INBOX)]
        outbox = [
            Queue(row.channel, row.waiting, row.oldest, row.priority) for row in await connection.execute(_OUTBOX)
        ]
        held = [Queue(row.channel, row.waiting) for row in await connection.execute(_HELD)]
        letters = [Queue(row.channel, row.waiting, name=row.queue) for row in await connection.execute(_LETTERS)]
    troubles = [Trouble(alert.channel, alert.trouble) for alert in await alerts(database)]
    return Backlog(tuple(inbox), tuple(outbox), tuple(held), tuple(letters), tuple(troubles))
