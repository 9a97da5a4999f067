"""Delivery statuses: each is kept, the shown one never goes back, and a late `failed` is treated like a failed send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import ChannelName, DeliveryStatus, Receipt
from bot.domain.ports import Outgoing
from bot.outbound.retry import decide, staff_reason
from bot.outbound.rules import Rules
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.outcomes import CAMPAIGN, Failed, apply_failure

_LARGEST_ID = 2**63 - 1

_KEEP = text("""
    INSERT INTO receipt (channel, account, external_id, status, at, reference, error_code)
    VALUES (:channel, :account, :external_id, :status, :at, :reference, :error_code)
    ON CONFLICT DO NOTHING
""")

# A channel that echoes our outbox id has taken the message, whether or not its answer reached us: not sent again.
_TAKEN = text("""
    UPDATE outbox SET state = 'sent', external_id = :external_id, sent_at = clock_timestamp(), error = ''
    WHERE id = :outbox_id AND channel = :channel AND account = :account AND state = 'queued'
""")

# The lock makes this wait for a sender that is just writing down the channel's answer, so one of the two sees both.
_FIND = text("""
    SELECT id, channel, account, state, attempts, taken, priority, external_id,
        lease_until > clock_timestamp() AS leased
    FROM outbox
    WHERE channel = :channel AND account = :account
      AND (id = :outbox_id OR (CAST(:outbox_id AS bigint) IS NULL AND external_id = :external_id))
    FOR UPDATE
""")

_ALREADY_FAILED = text("""
    SELECT error_code FROM receipt
    WHERE channel = :channel AND account = :account AND external_id = :external_id AND status = 'failed'
""")
_ARRIVED = text("""
    SELECT 1 FROM receipt
    WHERE channel = :channel AND account = :account AND external_id = :external_id AND status IN ('delivered', 'read')
    LIMIT 1
""")

# One device may report a failure after another has shown the message: what arrived stays arrived.
_SHOWN = text("""
    SELECT DISTINCT ON (o.id) o.id, r.status FROM outbox o
    JOIN receipt r ON r.channel = o.channel AND r.account = o.account AND r.external_id = o.external_id
    WHERE o.id = ANY(:ids) AND o.external_id <> ''
    ORDER BY o.id, array_position(ARRAY['read', 'delivered', 'failed', 'sent'], r.status)
""")


async def shown_statuses(database: Database, outbox_ids: Sequence[int]) -> dict[int, DeliveryStatus]:
    """How far each message got, by outbox id; nothing for those no status came for."""
    async with database.begin() as connection:
        rows = await connection.execute(_SHOWN, {"ids": list(outbox_ids)})
        return {row.id: DeliveryStatus(row.status) for row in rows}


async def put_receipts(connection: AsyncConnection, receipts: Sequence[Receipt], rules: Rules) -> int:
    """Keep the statuses and do what follows from them; returns how many were new."""
    new = 0
    for receipt in receipts:
        if (await connection.execute(_KEEP, _key(receipt) | _word(receipt))).rowcount:
            new += 1
            await _settle(connection, receipt, rules)
    return new


async def settle_early_failure(connection: AsyncConnection, row: Outgoing, external_id: str, rules: Rules) -> None:
    """A `failed` status that came before our own commit of the send is acted on now."""
    key = {"channel": row.channel, "account": row.account, "external_id": text_column(external_id)}
    early = (await connection.execute(_ALREADY_FAILED, key)).one_or_none()
    if early is not None:
        found = (await connection.execute(_FIND, key | {"outbox_id": row.outbox_id})).one()
        await _fail(connection, found, early.error_code, rules)


async def _settle(connection: AsyncConnection, receipt: Receipt, rules: Rules) -> None:
    key = _key(receipt) | {"outbox_id": _outbox_id(receipt)}
    if receipt.status is not DeliveryStatus.FAILED:
        if key["outbox_id"] is not None:
            await connection.execute(_TAKEN, key)
        return
    found = (await connection.execute(_FIND, key)).one_or_none()
    if found is None or (found.state == "queued" and found.leased):
        return  # not ours, or its sender is about to write down the answer and will find this status
    if found.state == "sent" and found.external_id != receipt.external_id:
        return  # an earlier try of a message that has been sent again since
    if found.state in {"queued", "sent"} and not (await connection.execute(_ARRIVED, key)).one_or_none():
        await _fail(connection, found, receipt.error_code, rules)


async def _fail(connection: AsyncConnection, found: Row[Any], code: int | None, rules: Rules) -> None:
    channel = ChannelName(found.channel)
    error = rules[channel].failure(code)
    tries = found.attempts - 1 if found.state == "sent" else found.attempts
    verdict = decide(error, tries, campaign=found.priority >= CAMPAIGN)
    failed = Failed(found.id, channel, found.account, staff_reason(error), taken=found.taken, late=True)
    await apply_failure(connection, failed, verdict, rules)


def _key(receipt: Receipt) -> dict[str, Any]:
    return {
        "channel": receipt.channel,
        "account": receipt.account,
        "external_id": text_column(receipt.external_id),
    }


def _word(receipt: Receipt) -> dict[str, Any]:
    return {
        "status": receipt.status,
        "at": receipt.at,
        "reference": text_column(receipt.reference),
        "error_code": receipt.error_code,
    }


def _outbox_id(receipt: Receipt) -> int | None:
    """None where the channel does not echo it."""
    return min(int(receipt.reference), _LARGEST_ID) if receipt.reference.isdecimal() else None
