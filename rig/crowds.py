"""Fills a database with residents and waiting messages, faster than webhooks could."""

from __future__ import annotations

from sqlalchemy import text

from rig.cluster import Cluster

_RESIDENTS = text("""
    WITH made AS (
        INSERT INTO conversation (id, person, channel, account, chat, sender_name, last_inbound_at)
        SELECT id, id, :channel, :account, CAST(CAST(:first AS bigint) + n AS text), 'Warga', clock_timestamp()
        FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, :count) AS n) AS people
        RETURNING id, channel, account, chat)
    INSERT INTO alias (channel, account, value, conversation) SELECT channel, account, chat, id FROM made
""")
_MESSAGES = text("""
    WITH body AS (SELECT CAST(:body AS jsonb) AS body),
    put AS (
        INSERT INTO inbox (channel, account, external_id, conversation, body, state)
        SELECT c.channel, c.account, 'crowd-' || c.chat, c.id,
            body.body || jsonb_build_object('chat', c.chat, 'aliases', jsonb_build_array(c.chat)), 'waiting'
        FROM conversation c, body ORDER BY md5(c.chat) LIMIT :count RETURNING conversation, id)
    INSERT INTO mailbox (conversation) SELECT conversation FROM put ORDER BY id
""")


async def add_residents(cluster: Cluster, channel: str, account: str, count: int, first: int = 62_800_000_000) -> None:
    """People with a chat each, who wrote just now."""
    row = {"channel": channel, "account": account, "count": count, "first": first}
    async with cluster.database.begin() as connection:
        await connection.execute(_RESIDENTS, row)
        await connection.execute(text("ANALYZE conversation"))


async def add_messages(cluster: Cluster, body: str, count: int) -> None:
    """One waiting message for each of `count` residents, who wrote in any order; `body` is that of an inbox row."""
    async with cluster.database.begin() as connection:
        await connection.execute(_MESSAGES, {"body": body, "count": count})
        for table in ("inbox", "mailbox"):
            await connection.execute(text(f"ANALYZE {table}"))
