"""The write side of the inbox: one transaction per delivery, whose commit is the permission to answer 200."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import DeliveryStatus, Event, Ignored, Inbound, Receipt, Unreadable
from bot.store.codec import dump_inbound, dump_json, text_column
from bot.store.conversations import resolve
from bot.store.engine import Database
from bot.store.wakeup import Wakeup

_LARGEST_ID = 2**63 - 1

_RING_MAILBOX = text("""
    INSERT INTO mailbox (conversation)
    SELECT id FROM unnest(CAST(:ids AS uuid[])) AS id ORDER BY id
    ON CONFLICT (conversation) DO UPDATE
    SET generation = mailbox.generation + 1, ready_at = LEAST(mailbox.ready_at, clock_timestamp())
""")

_PUT = text("""
    INSERT INTO inbox (channel, account, external_id, conversation, body, state)
    VALUES (:channel, :account, :external_id, :conversation, CAST(:body AS jsonb), :state)
    ON CONFLICT (channel, account, external_id) DO NOTHING
""")

_SEEN = text("""
    UPDATE conversation SET chat = :chat, last_inbound_at = clock_timestamp(), sender_name = :name, reachable = true
    WHERE id = :id
""")

_RECEIPT = text("""
    INSERT INTO receipt (channel, account, external_id, status, at, reference, error_code)
    VALUES (:channel, :account, :external_id, :status, :at, :reference, :error_code)
    ON CONFLICT DO NOTHING
""")

# A channel that echoes our outbox id has taken the message, whether or not its answer reached us: not sent again.
_TAKEN = text("""
    UPDATE outbox SET state = 'sent', external_id = :external_id, sent_at = clock_timestamp(), error = ''
    WHERE id = :outbox_id AND channel = :channel AND account = :account AND state = 'queued'
""")

_COUNT = text("""
    INSERT INTO event_count (channel, what, count) VALUES (:channel, :what, :count)
    ON CONFLICT (channel, what) DO UPDATE SET count = event_count.count + excluded.count
""")


class PostgresIntake:
    """Implements the Intake port."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def receive(self, events: Sequence[Event]) -> int:
        inbounds = [event for event in events if isinstance(event, Inbound)]
        async with self._database.begin() as connection:
            new = await _put_inbounds(connection, inbounds)
            new += await _put_unreadables(connection, [e for e in events if isinstance(e, Unreadable)])
            new += await _put_receipts(connection, [e for e in events if isinstance(e, Receipt)])
            await _count(connection, [e for e in events if isinstance(e, Ignored)])
        if inbounds:
            self._wakeup.ring("inbox")
        return new


async def _put_inbounds(connection: AsyncConnection, inbounds: Sequence[Inbound]) -> int:
    if not inbounds:
        return 0
    conversations = await resolve(connection, inbounds)
    # Mailboxes first and sorted: two deliveries for the same residents then wait for each other, never deadlock,
    # and inbox ids of one conversation rise in the order of the commits.
    await connection.execute(_RING_MAILBOX, {"ids": sorted(set(conversations))})
    new = 0
    latest: dict[UUID, Inbound] = {}
    for inbound, conversation in zip(inbounds, conversations, strict=True):
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
        await connection.execute(_SEEN, {"id": conversation, "chat": inbound.chat, "name": inbound.sender.name})
    return new


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


async def _put_receipts(connection: AsyncConnection, receipts: Sequence[Receipt]) -> int:
    new = 0
    for receipt in receipts:
        row = {
            "channel": receipt.channel,
            "account": receipt.account,
            "external_id": text_column(receipt.external_id),
            "status": receipt.status,
            "at": receipt.at,
            "reference": text_column(receipt.reference),
            "error_code": receipt.error_code,
        }
        new += (await connection.execute(_RECEIPT, row)).rowcount
        await _settle(connection, receipt)
    return new


async def _settle(connection: AsyncConnection, receipt: Receipt) -> None:
    if not receipt.reference.isdecimal() or receipt.status is DeliveryStatus.FAILED:
        return
    row = {
        "outbox_id": min(int(receipt.reference), _LARGEST_ID),
        "external_id": text_column(receipt.external_id),
        "channel": receipt.channel,
        "account": receipt.account,
    }
    await connection.execute(_TAKEN, row)


async def _count(connection: AsyncConnection, ignored: Sequence[Ignored]) -> None:
    counts = Counter((event.channel, event.what) for event in ignored)
    for (channel, what), count in sorted(counts.items()):
        await connection.execute(_COUNT, {"channel": channel, "what": text_column(what)[:60], "count": count})
