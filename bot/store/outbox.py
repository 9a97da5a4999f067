"""The queue of everything that leaves: rows are leased, sent outside any transaction, then settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import Unreadable
from bot.domain.messages import ChannelName
from bot.domain.ports import Outgoing
from bot.domain.verdict import Verdict
from bot.outbound.pace import AccountPace, Slots, free_slots
from bot.outbound.rules import DEFAULT_RULES, Rules
from bot.store.answer_files import files_sent, kept_file, with_file
from bot.store.batching import Batcher
from bot.store.campaign_answers import note_known_arrivals
from bot.store.campaign_files import Pictures, PictureShelf, needs_picture
from bot.store.engine import Database
from bot.store.outcomes import CAMPAIGN, Failed, apply_failure, apply_sent
from bot.store.receipts import settle_early_failures

WINDOW = timedelta(hours=24)
"""How long after a resident's message WhatsApp takes free messages."""

_NEW_PACE = text("INSERT INTO pace (channel, account) VALUES (:channel, :account) ON CONFLICT DO NOTHING")
# The clock is read after the lock is held: in one statement it may be read before the wait for it.
_LOCK_PACE = text("SELECT 1 FROM pace WHERE channel = :channel AND account = :account FOR UPDATE")
_READ_PACE = text("""
    SELECT extract(epoch FROM GREATEST(next_free_at, held_until) - clock_timestamp())::float8 AS behind,
        clock_timestamp() AS now, trouble <> '' AS trouble, campaigns_held_until > clock_timestamp() AS campaigns_rest
    FROM pace WHERE channel = :channel AND account = :account
""")

# A probe holds the account until its outcome is known, so that one message at a time meets a channel in trouble.
_ADVANCE = text("""
    WITH taken AS (SELECT DISTINCT chat FROM unnest(CAST(:chats AS text[])) AS chat),
    chats AS (
        INSERT INTO chat_pace AS p (channel, account, chat, next_free_at)
        SELECT :channel, :account, chat, clock_timestamp()
            + CASE WHEN chat LIKE '-%' THEN CAST(:group_interval AS interval) ELSE CAST(:interval AS interval) END
        FROM taken ORDER BY chat
        ON CONFLICT (channel, account, chat) DO UPDATE SET next_free_at = GREATEST(p.next_free_at, clock_timestamp())
            + CASE WHEN p.chat LIKE '-%' THEN CAST(:group_interval AS interval) ELSE CAST(:interval AS interval) END)
    UPDATE pace SET next_free_at = :next_free_at,
        held_until = CASE WHEN trouble <> '' THEN clock_timestamp() + CAST(:lease AS interval) ELSE held_until END
    WHERE channel = :channel AND account = :account
""")

# The pace row's lock makes one process at a time take rows, so the NOT EXISTS sees every earlier taker's leases. A
# chat's rows go one by one, replies before announcements, each after the one before it is settled. An announcement that
# came back from a sender stays while its campaign rests, and when its resident has said stop.
_TAKE = text("""
    UPDATE outbox SET lease_until = clock_timestamp() + CAST(:lease AS interval), taken = taken + 1
    WHERE id IN (
        SELECT o.id FROM outbox o
        WHERE o.channel = :channel AND o.account = :account AND o.state = 'queued'
          AND o.due_at <= clock_timestamp() AND o.lease_until <= clock_timestamp() AND o.priority <= :lowest
          AND (o.campaign IS NULL OR o.priority < :campaigns OR EXISTS (
              SELECT 1 FROM campaign k JOIN conversation w ON w.id = o.conversation
              WHERE k.id = o.campaign AND k.state IN ('running', 'done') AND w.announcements
                AND NOT w.campaigns_stopped))
          AND NOT EXISTS (
              SELECT 1 FROM outbox e
              WHERE e.channel = o.channel AND e.account = o.account AND e.chat = o.chat AND e.state = 'queued'
                AND ((e.priority, e.id) < (o.priority, o.id) OR e.lease_until > clock_timestamp()))
          AND NOT EXISTS (
              SELECT 1 FROM chat_pace p
              WHERE p.channel = o.channel AND p.account = o.account AND p.chat = o.chat
                AND p.next_free_at > clock_timestamp() + CASE
                    WHEN o.chat LIKE '-%' THEN CAST(:group_tolerance AS interval)
                    ELSE CAST(:tolerance AS interval) END)
        ORDER BY o.priority, o.due_at, o.id LIMIT :limit)
    RETURNING id, chat, address, body, attempts, taken, priority, due_at, conversation,
        COALESCE((SELECT last_inbound_at > clock_timestamp() - CAST(:window AS interval) FROM conversation c
                  WHERE c.id = outbox.conversation), true) AS window_open
""")


_SET_ASIDE = text("UPDATE outbox SET state = 'dead', error = :reason WHERE id = :id AND state = 'queued'")


@dataclass(frozen=True, slots=True)
class _Opening:
    """What may leave now."""

    slots: Slots
    campaigns_rest: bool
    probe: bool
    read_at: datetime


class PostgresOutbox:
    """Implements the Outbox port.

    Paces in `rules` are counted over all processes. The lease must outlast the channel client's time-out and the
    pace's horizon.
    """

    def __init__(
        self,
        database: Database,
        rules: Rules = DEFAULT_RULES,
        *,
        lease_seconds: float = 20.0,
        pictures: Pictures | None = None,
    ) -> None:
        """`pictures` has those of campaigns; without it messages that need one are set aside."""
        self._database = database
        self._rules = rules
        self._pictures = PictureShelf(pictures)
        self._lease = timedelta(seconds=lease_seconds)
        self._settled = Batcher(self._settle)

    async def take(self, channel: ChannelName, account: str, limit: int) -> Sequence[Outgoing]:
        who: dict[str, Any] = {"channel": channel, "account": account}
        pace = self._rules[channel].pace
        async with self._database.begin() as connection:
            opening = await _opening(connection, who, pace.per_second, limit)
            started = monotonic()
            if not opening.slots.count:
                return []
            found = await connection.execute(_TAKE, who | self._wishes(pace, opening))
            # RETURNING gives rows in any order; the send times go by priority and age.
            rows = sorted(found, key=lambda row: (row.priority, row.due_at, row.id))
            if rows:
                await connection.execute(_ADVANCE, who | self._advance(pace, opening, rows))
        # The statements since the clock was read have taken their time.
        late = monotonic() - started
        times = [max(0.0, opening.slots.time_of(number) - late) for number in range(len(rows))]
        return await self._opened(rows, times, channel, account, opening)

    async def _opened(
        self, rows: Sequence[Row[Any]], times: Sequence[float], channel: ChannelName, account: str, opening: _Opening
    ) -> list[Outgoing]:
        """What cannot be opened is set aside, so that it does not stop what can."""
        found, closed = [], []
        for row, at in zip(rows, times, strict=True):
            try:
                outgoing = self._outgoing(row, channel, account, at, opening.probe)
                found.append(await self._with_file(row, outgoing))
            except Unreadable as error:
                closed.append({"id": row.id, "reason": str(error)})
        if closed:
            async with self._database.begin() as connection:
                await connection.execute(_SET_ASIDE, closed)
        return found

    async def _with_file(self, row: Row[Any], outgoing: Outgoing) -> Outgoing:
        """Files of staff lie apart until now: a thread is read more often than sent. So do campaigns' pictures. Raises
        Unreadable."""
        if needs_picture(outgoing.payload):
            return replace(outgoing, payload=await self._pictures.joined(outgoing.payload))
        if kept_file(outgoing.payload) is None:
            return outgoing
        async with self._database.single() as connection:
            payload = await with_file(connection, self._database.vault, row.conversation, outgoing.payload)
        return replace(outgoing, payload=payload)

    async def sent(self, row: Outgoing, external_id: str) -> None:
        await self._settled.submit((row, self._database.vault.mark_id(row.channel, external_id)))

    async def _settle(self, sends: Sequence[tuple[Outgoing, str]]) -> Sequence[None]:
        reporting = [send for send in sends if self._rules[send[0].channel].reports]
        async with self._database.begin() if reporting else self._database.single() as connection:
            await apply_sent(connection, sends)
            await files_sent(connection, [file for row, _ in sends if (file := kept_file(row.payload))])
            if reporting:
                announced = [row.outbox_id for row, _ in reporting if row.campaign]
                if announced:
                    await note_known_arrivals(connection, announced)
                await settle_early_failures(connection, reporting, self._rules)
        return [None] * len(sends)

    async def failed(self, row: Outgoing, verdict: Verdict, reason: str) -> None:
        failed = Failed(row.outbox_id, row.channel, row.account, reason, taken=row.taken, probe=row.probe)
        async with self._database.begin() as connection:
            await apply_failure(connection, failed, verdict, self._rules)

    def _wishes(self, pace: AccountPace, opening: _Opening) -> dict[str, Any]:
        return {
            "limit": opening.slots.count,
            "lease": self._lease,
            "window": WINDOW,
            "lowest": CAMPAIGN - 1 if opening.campaigns_rest else 32767,
            "campaigns": CAMPAIGN,
            "tolerance": timedelta(seconds=pace.person.tolerance),
            "group_tolerance": timedelta(seconds=pace.group.tolerance),
        }

    def _outgoing(self, row: Row[Any], channel: ChannelName, account: str, wait: float, probe: bool) -> Outgoing:
        """Raises Unreadable for a row whose key is not here."""
        vault = self._database.vault
        return Outgoing(
            outbox_id=row.id,
            channel=channel,
            account=account,
            chat=vault.open(row.address),
            payload=vault.open_json(row.body),
            attempts=row.attempts,
            wait=wait,
            taken=row.taken,
            campaign=row.priority >= CAMPAIGN,
            window_open=row.window_open,
            probe=probe,
        )

    def _advance(self, pace: AccountPace, opening: _Opening, rows: Sequence[Row[Any]]) -> dict[str, Any]:
        return {
            "next_free_at": opening.read_at + timedelta(seconds=opening.slots.time_of(len(rows))),
            "chats": [row.chat for row in rows],
            "interval": timedelta(seconds=pace.person.interval),
            "group_interval": timedelta(seconds=pace.group.interval),
            "lease": self._lease,
        }


async def _opening(connection: AsyncConnection, who: dict[str, Any], rate: float, limit: int) -> _Opening:
    """The account's free slots; its pace row stays locked until the transaction ends."""
    if (await connection.execute(_LOCK_PACE, who)).one_or_none() is None:
        await connection.execute(_NEW_PACE, who)
        await connection.execute(_LOCK_PACE, who)
    row = (await connection.execute(_READ_PACE, who)).one()
    slots = free_slots(row.behind, rate, limit)
    if row.trouble:
        slots = replace(slots, count=min(slots.count, 1))
    return _Opening(slots, row.campaigns_rest, row.trouble, row.now)
