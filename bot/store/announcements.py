"""Queues one message for everybody who asked for announcements; it leaves behind all answers, at the channel's pace."""

from __future__ import annotations

from sqlalchemy import text

from bot.domain.messages import ChannelName
from bot.domain.reply import Payload
from bot.store.codec import dump_json
from bot.store.engine import Database
from bot.store.outcomes import CAMPAIGN

_QUEUE = text("""
    INSERT INTO outbox (conversation, channel, account, chat, address, body, priority, state, dedupe)
    SELECT id, channel, account, chat, address, CAST(:body AS jsonb), :priority, 'queued', :name || ':' || id
    FROM conversation
    WHERE channel = :channel AND account = :account AND reachable AND announcements AND NOT campaigns_stopped
    ON CONFLICT (dedupe) DO NOTHING
""")


async def queue_announcement(
    database: Database, channel: ChannelName, account: str, payload: Payload, name: str
) -> int:
    """How many will get it. Queued again under the same name, it reaches nobody twice. Raises StoreUnavailable."""
    body = database.vault.seal_dump(dump_json(payload))
    row = {"channel": channel, "account": account, "body": body, "priority": CAMPAIGN, "name": name}
    async with database.begin() as connection:
        queued = (await connection.execute(_QUEUE, row)).rowcount
        # So many new rows at once: the planner must not think that the table is still small.
        await connection.execute(text("ANALYZE outbox"))
    return queued
