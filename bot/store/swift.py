"""The common case of intake in two statements: messages of residents we know, for whom nothing is held."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import Inbound
from bot.store.codec import dump_inbound, text_column

_FIND = text("""
    SELECT a.channel, a.account, a.value, a.conversation,
        a.channel = 'whatsapp' AND EXISTS (
            SELECT 1 FROM outbox o WHERE o.conversation = a.conversation AND o.state = 'held') AS holding
    FROM unnest(CAST(:channels AS text[]), CAST(:accounts AS text[]), CAST(:values AS text[]))
        AS given (channel, account, value)
    JOIN alias a USING (channel, account, value)
""")

# The same steps as in intake.py, each waiting for the one before: mailboxes in order, then the inbox in the order
# given, then where the resident wrote from last. One statement is one transaction.
_RECEIVE = text("""
    WITH given AS (
        SELECT * FROM unnest(
            CAST(:channels AS text[]), CAST(:accounts AS text[]), CAST(:external_ids AS text[]),
            CAST(:conversations AS uuid[]), CAST(:bodies AS text[]), CAST(:chats AS text[]), CAST(:names AS text[]),
            CAST(:moments AS timestamptz[]))
            WITH ORDINALITY AS g (channel, account, external_id, conversation, body, chat, name, sent_at, number)),
    rung AS (
        INSERT INTO mailbox (conversation) SELECT DISTINCT conversation FROM given ORDER BY conversation
        ON CONFLICT (conversation) DO UPDATE
        SET generation = mailbox.generation + 1, ready_at = LEAST(mailbox.ready_at, clock_timestamp())
        RETURNING conversation),
    put AS (
        INSERT INTO inbox (channel, account, external_id, conversation, body, state)
        SELECT channel, account, external_id, conversation, CAST(body AS jsonb), 'waiting'
        FROM given WHERE (SELECT count(*) FROM rung) > 0 ORDER BY number
        ON CONFLICT (channel, account, external_id) DO NOTHING
        RETURNING channel, account, external_id),
    seen AS (
        UPDATE conversation c SET chat = latest.chat, sender_name = latest.name, reachable = true,
            last_inbound_at = GREATEST(c.last_inbound_at, LEAST(latest.sent_at, clock_timestamp()))
        FROM (
            SELECT DISTINCT ON (conversation) conversation, chat, name, sent_at
            FROM given JOIN put USING (channel, account, external_id) ORDER BY conversation, number DESC) latest
        WHERE c.id = latest.conversation)
    SELECT channel, account, external_id FROM put
""")

Key = tuple[str, ...]


async def receive_swiftly(connection: AsyncConnection, inbounds: Sequence[Inbound]) -> set[Key] | None:
    """The keys of the new ones; None, and nothing done, where somebody is new or has answers held.

    `connection` commits by itself after each statement.
    """
    conversations = await _conversations(connection, inbounds)
    if conversations is None:
        return None
    columns = {
        "channels": [inbound.channel for inbound in inbounds],
        "accounts": [inbound.account for inbound in inbounds],
        "external_ids": [text_column(inbound.external_id) for inbound in inbounds],
        "conversations": conversations,
        "bodies": [dump_inbound(inbound) for inbound in inbounds],
        "chats": [inbound.chat for inbound in inbounds],
        "names": [inbound.sender.name for inbound in inbounds],
        "moments": [inbound.sent_at for inbound in inbounds],
    }
    return {tuple(found) for found in await connection.execute(_RECEIVE, columns)}


async def _conversations(connection: AsyncConnection, inbounds: Sequence[Inbound]) -> list[UUID] | None:
    names = {(inbound.channel, inbound.account, value) for inbound in inbounds for value in inbound.aliases}
    columns = {
        "channels": [channel for channel, _, _ in names],
        "accounts": [account for _, account, _ in names],
        "values": [value for _, _, value in names],
    }
    known: dict[Key, UUID] = {}
    for row in await connection.execute(_FIND, columns):
        if row.holding:
            return None
        known[row.channel, row.account, row.value] = row.conversation
    if len(known) < len(names):
        return None
    # The first name decides, as in conversations.py: two names may belong to residents we once took for two.
    return [known[inbound.channel, inbound.account, inbound.aliases[0]] for inbound in inbounds]
