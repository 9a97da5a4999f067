"""Puts an answer for the only resident of a test database into the outbox."""

from __future__ import annotations

from sqlalchemy import text

from bot.store.engine import Database

_QUEUE = text("""
    INSERT INTO outbox (conversation, channel, account, chat, address, body, priority, state, dedupe)
    SELECT id, channel, account, chat, address, CAST(:body AS jsonb), :priority, 'queued', gen_random_uuid()::text
    FROM conversation
""")


async def queue_answer(
    database: Database, body: str = '{"type": "text", "text": {"body": "Sudah jadi."}}', priority: int = 0
) -> None:
    async with database.begin() as connection:
        await connection.execute(_QUEUE, {"body": body, "priority": priority})
