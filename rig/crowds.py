"""Fills a database with residents and waiting messages, faster than webhooks could."""

from __future__ import annotations

from sqlalchemy import text

from rig.cluster import Cluster

_RESIDENTS = text("""
    WITH made AS (
        INSERT INTO conversation (id, person, channel, account, chat, address, sender_name, last_inbound_at,
            announcements)
        SELECT id, id, :channel, :account, chat, address, :name, clock_timestamp(), true
        FROM (
            SELECT gen_random_uuid() AS id, chat, address
            FROM unnest(CAST(:chats AS text[]), CAST(:addresses AS text[])) AS given (chat, address)) AS people
        RETURNING id, channel, account, chat)
    INSERT INTO alias (channel, account, value, conversation) SELECT channel, account, chat, id FROM made
""")
_MESSAGES = text("""
    WITH put AS (
        INSERT INTO inbox (channel, account, external_id, conversation, body, state)
        SELECT c.channel, c.account, 'crowd-' || c.chat, c.id, CAST(:body AS jsonb), 'waiting'
        FROM conversation c ORDER BY md5(c.chat) LIMIT :count RETURNING conversation, id)
    INSERT INTO mailbox (conversation) SELECT conversation FROM put ORDER BY id
""")
_AT_ONCE = 20_000
"""Rows written by one statement."""


async def add_residents(cluster: Cluster, channel: str, account: str, count: int, first: int = 62_800_000_000) -> None:
    """People with a chat each, who wrote just now."""
    vault = cluster.database.vault
    async with cluster.database.begin() as connection:
        for start in range(0, count, _AT_ONCE):
            chats = [str(first + number) for number in range(start, min(start + _AT_ONCE, count))]
            row = {
                "channel": channel,
                "account": account,
                "name": vault.seal("Warga"),
                "chats": [vault.mark_chat(chat) for chat in chats],
                "addresses": [vault.seal(chat) for chat in chats],
            }
            await connection.execute(_RESIDENTS, row)
        await connection.execute(text("ANALYZE conversation"))


async def add_messages(cluster: Cluster, body: str, count: int) -> None:
    """One waiting message for each of `count` residents, who wrote in any order; `body` is that of an inbox row, not
    sealed. Its answer goes to each one's own chat, whatever chat it names."""
    async with cluster.database.begin() as connection:
        await connection.execute(_MESSAGES, {"body": cluster.database.vault.seal_dump(body), "count": count})
        for table in ("inbox", "mailbox"):
            await connection.execute(text(f"ANALYZE {table}"))
