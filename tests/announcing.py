"""Queues one payload for everybody who asked for announcements, as campaigns do, whatever it says."""

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
    """How many will get it."""
    body = database.vault.seal_dump(dump_json(payload))
    row = {"channel": channel, "account": account, "body": body, "priority": CAMPAIGN, "name": name}
    async with database.begin() as connection:
        return (await connection.execute(_QUEUE, row)).rowcount
