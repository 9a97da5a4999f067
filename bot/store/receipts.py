"""Delivery statuses: each is kept, the shown one never goes back, and a late `failed` is treated like a failed send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import ChannelName, DeliveryStatus, Receipt
from bot.domain.ports import Outgoing
from bot.domain.send_failures import decide, staff_reason
from bot.outbound.rules import Rules
from bot.store.campaign_answers import note_arrivals
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.outcomes import CAMPAIGN, Failed, apply_failure

_LARGEST_ID = 2**63 - 1
_COLUMNS = ("channel", "account", "external_id", "status", "at", "reference", "error_code")

_KEEP = text("""
    INSERT INTO receipt (channel, account, external_id, status, at, reference, error_code)
    SELECT * FROM unnest(CAST(:channels AS text[]), CAST(:accounts AS text[]), CAST(:external_ids AS text[]),
        CAST(:statuss AS text[]), CAST(:ats AS timestamptz[]), CAST(:references AS text[]),
        CAST(:error_codes AS integer[]))
    ON CONFLICT DO NOTHING RETURNING channel, account, external_id, status
""")

# A channel that echoes our outbox id has taken the message, whether or not its answer reached us: not sent again.
_TAKEN = text("""
    WITH told AS (
        SELECT DISTINCT ON (id) * FROM unnest(CAST(:outbox_ids AS bigint[]), CAST(:channels AS text[]),
            CAST(:accounts AS text[]), CAST(:external_ids AS text[])) AS t (id, channel, account, external_id)),
    locked AS (
        SELECT o.id FROM outbox o JOIN told USING (id, channel, account)
        WHERE o.state = 'queued' ORDER BY o.id FOR UPDATE OF o)
    UPDATE outbox o SET state = 'sent', external_id = told.external_id, sent_at = clock_timestamp(), error = ''
    FROM told JOIN locked USING (id) WHERE o.id = told.id
""")

# The lock makes this wait for a sender that is just writing down the channel's answer, so one of the two sees both.
_FIND = text("""
    SELECT id, channel, account, state, attempts, taken, priority, external_id,
        lease_until > clock_timestamp() AS leased
    FROM outbox
    WHERE channel = :channel AND account = :account
      AND (id = :outbox_id
        OR (CAST(:outbox_id AS bigint) IS NULL AND external_id = :external_id AND external_id <> ''))
    FOR UPDATE
""")

_ALREADY_FAILED = text("""
    SELECT t.id, r.channel, r.account, r.external_id, r.error_code
    FROM unnest(CAST(:ids AS bigint[]), CAST(:channels AS text[]), CAST(:accounts AS text[]),
        CAST(:external_ids AS text[])) AS t (id, channel, account, external_id)
    JOIN receipt r USING (channel, account, external_id) WHERE r.status = 'failed' ORDER BY t.id
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
        return await statuses_in(connection, outbox_ids)


async def statuses_in(connection: AsyncConnection, outbox_ids: Sequence[int]) -> dict[int, DeliveryStatus]:
    """The same inside a transaction."""
    rows = await connection.execute(_SHOWN, {"ids": list(outbox_ids)})
    return {row.id: DeliveryStatus(row.status) for row in rows}


async def put_receipts(connection: AsyncConnection, receipts: Sequence[Receipt], rules: Rules) -> set[tuple[str, ...]]:
    """Keep the statuses and do what follows from them; returns (channel, account, id, status) of the new ones."""
    if not receipts:
        return set()
    # In the order of our rows, as every transaction that locks several of them.
    rows = sorted((_key(receipt) | _word(receipt) for receipt in receipts), key=_by_row)
    columns = {f"{name}s": [row[name] for row in rows] for name in _COLUMNS}
    new = {tuple(found) for found in await connection.execute(_KEEP, columns)}
    await connection.execute(_TAKEN, _told(rows))
    await note_arrivals(connection, [row for row in rows if _identity(row) in new])
    for row in rows:
        if row["status"] is DeliveryStatus.FAILED and _identity(row) in new:
            await _settle_failure(connection, row, rules)
    return new


def _identity(row: dict[str, Any]) -> tuple[str, ...]:
    return row["channel"], row["account"], row["external_id"], row["status"]


def _by_row(row: dict[str, Any]) -> int:
    return row["outbox_id"] or 0


def _told(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """Those that say, by our own id, that the channel has taken a message."""
    told = [row for row in rows if row["status"] is not DeliveryStatus.FAILED and row["outbox_id"] is not None]
    return {f"{name}s": [row[name] for row in told] for name in ("outbox_id", "channel", "account", "external_id")}


async def settle_early_failures(
    connection: AsyncConnection, sends: Sequence[tuple[Outgoing, str]], rules: Rules
) -> None:
    """`failed` statuses that came before our own commit of the sends are acted on now."""
    told = {
        "ids": [row.outbox_id for row, _ in sends],
        "channels": [row.channel for row, _ in sends],
        "accounts": [row.account for row, _ in sends],
        "external_ids": [text_column(external_id) for _, external_id in sends],
    }
    for early in (await connection.execute(_ALREADY_FAILED, told)).all():
        key = {"channel": early.channel, "account": early.account, "external_id": early.external_id}
        found = (await connection.execute(_FIND, key | {"outbox_id": early.id})).one()
        await _fail(connection, found, early.error_code, rules)


async def _settle_failure(connection: AsyncConnection, row: dict[str, Any], rules: Rules) -> None:
    key = {name: row[name] for name in ("channel", "account", "external_id", "outbox_id")}
    found = (await connection.execute(_FIND, key)).one_or_none()
    if found is None or (found.state == "queued" and found.leased):
        return  # not ours, or its sender is about to write down the answer and will find this status
    if found.state == "sent" and found.external_id != key["external_id"]:
        return  # an earlier try of a message that has been sent again since
    if found.state in {"queued", "sent"} and not (await connection.execute(_ARRIVED, key)).one_or_none():
        await _fail(connection, found, row["error_code"], rules)


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
        "outbox_id": _outbox_id(receipt),
    }


def _outbox_id(receipt: Receipt) -> int | None:
    """None where the channel does not echo it."""
    return min(int(receipt.reference), _LARGEST_ID) if receipt.reference.isdecimal() else None
