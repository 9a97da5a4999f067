"""What could not be handled or sent, with its reason; each can be put back into its queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import text

from bot.store.engine import Database
from bot.store.mailboxes import ring_mailboxes

Kind = Literal["in", "out", "unreadable"]

_LIST = text("""
    SELECT kind, id, channel, at, attempts, reason FROM (
        SELECT 'out' AS kind, id, channel, created_at AS at, attempts, error AS reason
        FROM outbox WHERE state = 'dead' AND id NOT IN (SELECT letter FROM discarded_letter WHERE side = 'out')
        UNION ALL
        SELECT CASE state WHEN 'dead' THEN 'in' ELSE 'unreadable' END, id, channel, received_at, attempts,
            error
        FROM inbox WHERE state IN ('dead', 'unreadable')
            AND id NOT IN (SELECT letter FROM discarded_letter WHERE side = 'in')) letters
    ORDER BY at DESC LIMIT :limit
""")

_RESEND = text("""
    UPDATE outbox SET state = 'queued', attempts = 0, error = '', due_at = clock_timestamp(),
        lease_until = clock_timestamp()
    WHERE state = 'dead' AND (id = :id OR CAST(:id AS bigint) IS NULL)
        AND id NOT IN (SELECT letter FROM discarded_letter WHERE side = 'out')
""")

_OF_DEAD = text("""
    SELECT DISTINCT conversation FROM inbox
    WHERE state = 'dead' AND conversation IS NOT NULL AND (id = :id OR CAST(:id AS bigint) IS NULL)
        AND id NOT IN (SELECT letter FROM discarded_letter WHERE side = 'in')
""")
_HANDLE_AGAIN = text("""
    UPDATE inbox SET state = 'waiting', attempts = 0, error = ''
    WHERE state = 'dead' AND conversation = ANY(:rung) AND (id = :id OR CAST(:id AS bigint) IS NULL)
        AND id NOT IN (SELECT letter FROM discarded_letter WHERE side = 'in')
""")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One of them. `kind` and `id` name it; `reason` is for staff and holds no words of the resident."""

    kind: Kind
    id: int
    channel: str
    at: datetime
    attempts: int
    reason: str


async def dead_letters(database: Database, limit: int = 100) -> list[DeadLetter]:
    """The newest first."""
    async with database.begin() as connection:
        return [DeadLetter(*row) for row in await connection.execute(_LIST, {"limit": limit})]


async def try_again(database: Database, kind: Literal["in", "out"], letter: int | None) -> int:
    """Put one letter (None: all of a kind) back into its queue; returns how many."""
    async with database.begin() as connection:
        if kind == "out":
            return (await connection.execute(_RESEND, {"id": letter})).rowcount
        rung = list((await connection.execute(_OF_DEAD, {"id": letter})).scalars())
        await ring_mailboxes(connection, rung)
        return (await connection.execute(_HANDLE_AGAIN, {"id": letter, "rung": rung})).rowcount
