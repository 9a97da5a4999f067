"""The queue of everything that leaves: rows are leased, sent outside any transaction, then settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import ChannelName
from bot.domain.ports import Outgoing
from bot.outbound.pace import free_slots
from bot.store.engine import Database

DEFAULT_RATES: Mapping[ChannelName, float] = {ChannelName.TELEGRAM: 30.0, ChannelName.WHATSAPP: 80.0}
"""The platforms' own ceilings, in messages a second."""

_PACE = text("INSERT INTO pace (channel, account) VALUES (:channel, :account) ON CONFLICT DO NOTHING")
_LOCK_PACE = text("""
    SELECT extract(epoch FROM next_free_at - clock_timestamp())::float8 FROM pace
    WHERE channel = :channel AND account = :account FOR UPDATE
""")
_ADVANCE_PACE = text("""
    UPDATE pace SET next_free_at = clock_timestamp() + :ahead WHERE channel = :channel AND account = :account
""")

# The pace row's lock makes one process at a time take rows, so the NOT EXISTS sees every earlier taker's leases:
# a chat's next row waits until the one before it is settled. `priority <=` lets a reply overtake a broadcast.
_TAKE = text("""
    UPDATE outbox SET lease_until = clock_timestamp() + :lease
    WHERE id IN (
        SELECT o.id FROM outbox o
        WHERE o.channel = :channel AND o.account = :account AND o.state = 'queued'
          AND o.due_at <= clock_timestamp() AND o.lease_until <= clock_timestamp()
          AND NOT EXISTS (
              SELECT 1 FROM outbox e
              WHERE e.channel = o.channel AND e.account = o.account AND e.chat = o.chat
                AND e.state = 'queued' AND e.id < o.id AND e.priority <= o.priority)
        ORDER BY o.priority, o.due_at, o.id LIMIT :limit)
    RETURNING id, chat, body, attempts, priority, due_at
""")

_SENT = text("""
    UPDATE outbox SET state = 'sent', external_id = :external_id, sent_at = clock_timestamp(),
        attempts = attempts + 1, error = ''
    WHERE id = :id AND state = 'queued'
""")

_LATER = text("""
    UPDATE outbox SET due_at = clock_timestamp() + :wait, lease_until = clock_timestamp(), error = :reason,
        attempts = attempts + CASE WHEN :counted THEN 1 ELSE 0 END
    WHERE id = :id AND state = 'queued'
""")

_DEAD = text("""
    UPDATE outbox SET state = 'dead', attempts = attempts + 1, error = :reason
    WHERE id = :id AND state = 'queued' RETURNING conversation
""")

_UNREACHABLE = text("UPDATE conversation SET reachable = false WHERE id = :id")

_HOLD = text("""
    UPDATE pace SET next_free_at = GREATEST(next_free_at, clock_timestamp() + :wait)
    WHERE channel = :channel AND account = :account
""")


async def _locked_pace(connection: AsyncConnection, who: dict[str, Any]) -> float:
    """Seconds until the account's next free moment; the row stays locked until the transaction ends."""
    behind = (await connection.execute(_LOCK_PACE, who)).scalar_one_or_none()
    if behind is None:
        await connection.execute(_PACE, who)
        behind = (await connection.execute(_LOCK_PACE, who)).scalar_one()
    return float(behind)


class PostgresOutbox:
    """Implements the Outbox port.

    `rates` are sends a second by channel, counted over all processes. The lease must outlast the channel client's
    time-out and the pace's horizon.
    """

    def __init__(
        self, database: Database, rates: Mapping[ChannelName, float] = DEFAULT_RATES, *, lease_seconds: float = 30.0
    ) -> None:
        self._database = database
        self._rates = rates
        self._lease = timedelta(seconds=lease_seconds)

    async def take(self, channel: ChannelName, account: str, limit: int) -> Sequence[Outgoing]:
        who: dict[str, Any] = {"channel": channel, "account": account}
        async with self._database.begin() as connection:
            slots = free_slots(await _locked_pace(connection, who), self._rates[channel], limit)
            if not slots.count:
                return []
            found = await connection.execute(_TAKE, who | {"limit": slots.count, "lease": self._lease})
            # RETURNING gives rows in any order; the send times go by priority and age.
            rows = sorted(found, key=lambda row: (row.priority, row.due_at, row.id))
            if rows:
                ahead = timedelta(seconds=slots.time_of(len(rows)))
                await connection.execute(_ADVANCE_PACE, who | {"ahead": ahead})
        return [
            Outgoing(row.id, channel, account, row.chat, row.body, row.attempts, slots.time_of(number))
            for number, row in enumerate(rows)
        ]

    async def sent(self, outbox_id: int, external_id: str) -> None:
        async with self._database.begin() as connection:
            await connection.execute(_SENT, {"id": outbox_id, "external_id": external_id})

    async def later(self, outbox_id: int, seconds: float, reason: str, *, counted: bool) -> None:
        row = {"id": outbox_id, "wait": timedelta(seconds=seconds), "reason": reason[:200], "counted": counted}
        async with self._database.begin() as connection:
            await connection.execute(_LATER, row)

    async def dead(self, outbox_id: int, reason: str, *, recipient_gone: bool = False) -> None:
        async with self._database.begin() as connection:
            row = (await connection.execute(_DEAD, {"id": outbox_id, "reason": reason[:200]})).one_or_none()
            if recipient_gone and row is not None and row.conversation is not None:
                await connection.execute(_UNREACHABLE, {"id": row.conversation})

    async def hold_account(self, channel: ChannelName, account: str, seconds: float) -> None:
        row = {"channel": channel, "account": account, "wait": timedelta(seconds=seconds)}
        async with self._database.begin() as connection:
            await connection.execute(_HOLD, row)
