"""The write side of the inbox: one transaction per delivery, whose commit is the permission to answer 200."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import ChannelName, Event, Ignored, Inbound, Receipt, Unreadable
from bot.outbound.rules import DEFAULT_RULES, Rules
from bot.store.codec import dump_inbound, dump_json, text_column
from bot.store.conversations import resolve
from bot.store.engine import Database
from bot.store.mailboxes import ring_mailboxes
from bot.store.receipts import put_receipts
from bot.store.wakeup import Wakeup

_PUT = text("""
    INSERT INTO inbox (channel, account, external_id, conversation, body, state)
    VALUES (:channel, :account, :external_id, :conversation, CAST(:body AS jsonb), :state)
    ON CONFLICT (channel, account, external_id) DO NOTHING
""")

# The channel's window opens with the moment of writing, not with a delivery that may come hours later.
_SEEN = text("""
    UPDATE conversation SET chat = :chat, sender_name = :name, reachable = true,
        last_inbound_at = GREATEST(last_inbound_at, LEAST(CAST(:sent_at AS timestamptz), clock_timestamp()))
    WHERE id = :id
""")

# Held answers go out, oldest first, before the answer to what the resident wrote now.
_UNHOLD = text("""
    WITH freed AS (
        UPDATE outbox o SET state = 'queued', due_at = clock_timestamp(), error = '', chat = c.chat
        FROM conversation c WHERE c.id = o.conversation AND o.conversation = ANY(:ids) AND o.state = 'held'
        RETURNING o.conversation)
    SELECT DISTINCT conversation FROM freed
""")

_COUNT = text("""
    INSERT INTO event_count (channel, what, count) VALUES (:channel, :what, :count)
    ON CONFLICT (channel, what) DO UPDATE SET count = event_count.count + excluded.count
""")


class PostgresIntake:
    """Implements the Intake port."""

    def __init__(self, database: Database, wakeup: Wakeup, rules: Rules = DEFAULT_RULES) -> None:
        self._database = database
        self._wakeup = wakeup
        self._rules = rules

    async def receive(self, events: Sequence[Event]) -> int:
        inbounds = [event for event in events if isinstance(event, Inbound)]
        async with self._database.begin() as connection:
            new = await _put_inbounds(connection, inbounds)
            new += await _put_unreadables(connection, [e for e in events if isinstance(e, Unreadable)])
            new += await put_receipts(connection, [e for e in events if isinstance(e, Receipt)], self._rules)
            await _count(connection, [e for e in events if isinstance(e, Ignored)])
        if inbounds:
            self._wakeup.ring("inbox")
        return new


async def _put_inbounds(connection: AsyncConnection, inbounds: Sequence[Inbound]) -> int:
    if not inbounds:
        return 0
    conversations = await resolve(connection, inbounds)
    await ring_mailboxes(connection, conversations)
    freed = await _unhold(connection, inbounds, conversations)
    new = 0
    latest: dict[UUID, Inbound] = {}
    for given, conversation in zip(inbounds, conversations, strict=True):
        inbound = replace(given, frees_held=True) if conversation in freed else given
        row = {
            "channel": inbound.channel,
            "account": inbound.account,
            "external_id": text_column(inbound.external_id),
            "conversation": conversation,
            "body": dump_inbound(inbound),
            "state": "waiting",
        }
        if (await connection.execute(_PUT, row)).rowcount:
            new += 1
            latest[conversation] = inbound
    for conversation in sorted(latest):
        inbound = latest[conversation]
        row = {"id": conversation, "chat": inbound.chat, "name": inbound.sender.name, "sent_at": inbound.sent_at}
        await connection.execute(_SEEN, row)
    return new


async def _unhold(
    connection: AsyncConnection, inbounds: Sequence[Inbound], conversations: Sequence[UUID]
) -> frozenset[UUID]:
    """Conversations whose held answers leave now; only WhatsApp holds any."""
    pairs = zip(inbounds, conversations, strict=True)
    ids = sorted({conversation for inbound, conversation in pairs if inbound.channel is ChannelName.WHATSAPP})
    if not ids:
        return frozenset()
    return frozenset((await connection.execute(_UNHOLD, {"ids": ids})).scalars())


async def _put_unreadables(connection: AsyncConnection, unreadables: Iterable[Unreadable]) -> int:
    new = 0
    for element in unreadables:
        row = {
            "channel": element.channel,
            "account": element.account,
            "external_id": element.external_id,
            "conversation": None,
            "body": _unreadable_body(element),
            "state": "unreadable",
        }
        new += (await connection.execute(_PUT, row)).rowcount
        await _count(connection, [Ignored(element.channel, "unreadable")])
    return new


def _unreadable_body(element: Unreadable) -> str:
    try:
        return dump_json({"reason": element.reason, "raw": element.raw})
    except RecursionError:
        return dump_json({"reason": f"{element.reason}; nested too deep to keep", "raw": {}})


async def _count(connection: AsyncConnection, ignored: Sequence[Ignored]) -> None:
    counts = Counter((event.channel, event.what) for event in ignored)
    for (channel, what), count in sorted(counts.items()):
        await connection.execute(_COUNT, {"channel": channel, "what": text_column(what)[:60], "count": count})
