"""Timers: a moment set by a turn that later comes in as an event of the same conversation, in order with messages."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import TimerRang
from bot.domain.reply import SetTimer
from bot.store.codec import dump_json
from bot.store.engine import Database
from bot.store.mailboxes import ring_mailboxes
from bot.store.notices import put_event
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup

_SET = text("""
    INSERT INTO timer (key, conversation, due_at, body)
    VALUES (:key, :conversation, clock_timestamp() + CAST(:wait AS interval), CAST(:body AS jsonb))
    ON CONFLICT (key) DO UPDATE SET due_at = excluded.due_at, body = excluded.body
""")
_CANCEL = text("DELETE FROM timer WHERE key = :key")

_DUE = text("SELECT key, conversation FROM timer WHERE due_at <= clock_timestamp() ORDER BY due_at LIMIT :limit")
# Those that another process has rung, or a turn has moved or cancelled meanwhile, are not in it.
_TAKE = text("""
    DELETE FROM timer t USING conversation c
    WHERE c.id = t.conversation AND t.key IN (
        SELECT key FROM timer WHERE key = ANY(:keys) AND due_at <= clock_timestamp() FOR UPDATE SKIP LOCKED)
    RETURNING t.key, t.conversation, t.due_at, t.body, c.channel, c.account, c.address
""")


async def set_timer(connection: AsyncConnection, vault: Vault, conversation: UUID, timer: SetTimer) -> None:
    row = {
        "key": _key(vault, conversation, timer.name),
        "conversation": conversation,
        "wait": timedelta(seconds=timer.seconds),
        "body": vault.seal_dump(dump_json({"name": timer.name, "note": timer.note})),
    }
    await connection.execute(_SET, row)


async def cancel_timer(connection: AsyncConnection, vault: Vault, conversation: UUID, name: str) -> None:
    await connection.execute(_CANCEL, {"key": _key(vault, conversation, name)})


class PostgresTimers:
    """Implements the Timers port."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def ring_due(self, limit: int = 200) -> int:
        seen, rung = await self._ring(limit)
        while seen and not rung:  # another process was quicker with all of these
            seen, rung = await self._ring(limit)
        if rung:
            self._wakeup.ring("inbox")
        return rung

    async def _ring(self, limit: int) -> tuple[int, int]:
        """How many were due, and how many of them this process has rung."""
        async with self._database.begin() as connection:
            due = (await connection.execute(_DUE, {"limit": limit})).all()
            await ring_mailboxes(connection, {row.conversation for row in due})
            taken = (await connection.execute(_TAKE, {"keys": [row.key for row in due]})).all()
            vault = self._database.vault
            for row in sorted(taken, key=lambda row: row.due_at):
                body = vault.open_json(row.body)
                key = f"timer:{row.key}:{row.due_at.isoformat()}"
                await put_event(connection, vault, row, TimerRang(body["name"], body["note"]), key, row.due_at)
        return len(due), len(taken)


def _key(vault: Vault, conversation: UUID, name: str) -> str:
    """A mark: some names have the number of an application in them."""
    return f"{conversation}:{vault.mark(f'timer {name}')}"
