"""The write side of the inbox: one transaction per delivery, whose commit is the permission to answer 200."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import ChannelName, Event, Ignored, Inbound, Receipt, Unreadable
from bot.outbound.rules import DEFAULT_RULES, Rules
from bot.store.batching import Batcher
from bot.store.codec import dump_inbound, dump_json, text_column
from bot.store.conversations import resolve
from bot.store.engine import Database
from bot.store.mailboxes import ring_mailboxes
from bot.store.receipts import put_receipts
from bot.store.swift import receive_swiftly
from bot.store.wakeup import Wakeup

# In the order given, so that inbox ids of one conversation rise in the order received.
_PUT = text("""
    INSERT INTO inbox (channel, account, external_id, conversation, body, state)
    SELECT channel, account, external_id, conversation, CAST(body AS jsonb), state
    FROM unnest(CAST(:channels AS text[]), CAST(:accounts AS text[]), CAST(:external_ids AS text[]),
        CAST(:conversations AS uuid[]), CAST(:bodies AS text[]), CAST(:states AS text[]))
        WITH ORDINALITY AS given (channel, account, external_id, conversation, body, state, number)
    ORDER BY number
    ON CONFLICT (channel, account, external_id) DO NOTHING
    RETURNING channel, account, external_id
""")

# The channel's window opens with the moment of writing, not with a delivery that may come hours later.
_SEEN = text("""
    UPDATE conversation c SET chat = seen.chat, sender_name = seen.name, reachable = true,
        last_inbound_at = GREATEST(c.last_inbound_at, LEAST(seen.sent_at, clock_timestamp()))
    FROM unnest(CAST(:ids AS uuid[]), CAST(:chats AS text[]), CAST(:names AS text[]), CAST(:moments AS timestamptz[]))
        AS seen (id, chat, name, sent_at)
    WHERE c.id = seen.id
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


_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Row:
    """An inbox row to be."""

    channel: str
    account: str
    external_id: str
    conversation: UUID | None
    body: str
    state: str

    @property
    def key(self) -> _Key:
        return self.channel, self.account, self.external_id


class PostgresIntake:
    """Implements the Intake port. Deliveries that come while a transaction runs share the next one."""

    def __init__(self, database: Database, wakeup: Wakeup, rules: Rules = DEFAULT_RULES) -> None:
        self._database = database
        self._wakeup = wakeup
        self._rules = rules
        self._deliveries: Batcher[Sequence[Event], int] = Batcher(self._store)

    async def receive(self, events: Sequence[Event]) -> int:
        return await self._deliveries.submit(events)

    async def _store(self, deliveries: Sequence[Sequence[Event]]) -> Sequence[int]:
        events = [event for delivery in deliveries for event in delivery]
        inbounds = [event for event in events if isinstance(event, Inbound)]
        new = await self._swiftly(inbounds) if inbounds and len(inbounds) == len(events) else None
        if new is None:
            new = await self._thoroughly(events, inbounds)
        if inbounds:
            self._wakeup.ring("inbox")
        return [_claim_new(delivery, new) for delivery in deliveries]

    async def _swiftly(self, inbounds: Sequence[Inbound]) -> set[tuple[str, ...]] | None:
        async with self._database.single() as connection:
            return await receive_swiftly(connection, inbounds)

    async def _thoroughly(self, events: Sequence[Event], inbounds: Sequence[Inbound]) -> set[tuple[str, ...]]:
        async with self._database.begin() as connection:
            rows = await _inbound_rows(connection, inbounds)
            rows += [_unreadable_row(event) for event in events if isinstance(event, Unreadable)]
            new = await _put(connection, rows)
            await _seen(connection, inbounds, rows, new)
            receipts = [event for event in events if isinstance(event, Receipt)]
            new |= await put_receipts(connection, receipts, self._rules)
            await _count(connection, events)
        return new


def _claim_new(delivery: Sequence[Event], new: set[tuple[str, ...]]) -> int:
    """How many of its events are new; a repeat in the same transaction is counted for the first delivery only."""
    keys = {key for event in delivery if (key := _key_of(event)) in new}
    new -= keys
    return len(keys)


def _key_of(event: Event) -> tuple[str, ...]:
    match event:
        case Inbound() | Unreadable():
            return event.channel, event.account, text_column(event.external_id)
        case Receipt():
            return event.channel, event.account, text_column(event.external_id), event.status
        case Ignored():
            return ()


async def _inbound_rows(connection: AsyncConnection, inbounds: Sequence[Inbound]) -> list[_Row]:
    """Their mailboxes are rung, so that nobody releases them before our commit."""
    if not inbounds:
        return []
    conversations = await resolve(connection, inbounds)
    await ring_mailboxes(connection, conversations)
    freed = await _unhold(connection, inbounds, conversations)
    return [
        _Row(
            inbound.channel,
            inbound.account,
            text_column(inbound.external_id),
            conversation,
            dump_inbound(replace(inbound, frees_held=True) if conversation in freed else inbound),
            "waiting",
        )
        for inbound, conversation in zip(inbounds, conversations, strict=True)
    ]


async def _put(connection: AsyncConnection, rows: Sequence[_Row]) -> set[tuple[str, ...]]:
    """The keys of those that were not there yet."""
    if not rows:
        return set()
    columns = {
        "channels": [row.channel for row in rows],
        "accounts": [row.account for row in rows],
        "external_ids": [row.external_id for row in rows],
        "conversations": [row.conversation for row in rows],
        "bodies": [row.body for row in rows],
        "states": [row.state for row in rows],
    }
    return {tuple(found) for found in await connection.execute(_PUT, columns)}


async def _seen(
    connection: AsyncConnection, inbounds: Sequence[Inbound], rows: Sequence[_Row], new: set[tuple[str, ...]]
) -> None:
    """Where the resident wrote from last, and when."""
    latest = {row.conversation: inbound for inbound, row in zip(inbounds, rows, strict=False) if row.key in new}
    if not latest:
        return
    columns = {
        "ids": list(latest),
        "chats": [inbound.chat for inbound in latest.values()],
        "names": [inbound.sender.name for inbound in latest.values()],
        "moments": [inbound.sent_at for inbound in latest.values()],
    }
    await connection.execute(_SEEN, columns)


async def _unhold(
    connection: AsyncConnection, inbounds: Sequence[Inbound], conversations: Sequence[UUID]
) -> frozenset[UUID]:
    """Conversations whose held answers leave now; only WhatsApp holds any."""
    pairs = zip(inbounds, conversations, strict=True)
    ids = sorted({conversation for inbound, conversation in pairs if inbound.channel is ChannelName.WHATSAPP})
    if not ids:
        return frozenset()
    return frozenset((await connection.execute(_UNHOLD, {"ids": ids})).scalars())


def _unreadable_row(element: Unreadable) -> _Row:
    return _Row(
        element.channel,
        element.account,
        text_column(element.external_id),
        None,
        _unreadable_body(element),
        "unreadable",
    )


def _unreadable_body(element: Unreadable) -> str:
    try:
        return dump_json({"reason": element.reason, "raw": element.raw})
    except RecursionError:
        return dump_json({"reason": f"{element.reason}; nested too deep to keep", "raw": {}})


async def _count(connection: AsyncConnection, events: Sequence[Event]) -> None:
    """Events we do not act on, and those nobody can read, by kind."""
    kinds = Counter(
        (event.channel, event.what if isinstance(event, Ignored) else "unreadable")
        for event in events
        if isinstance(event, Ignored | Unreadable)
    )
    for (channel, what), count in sorted(kinds.items()):
        await connection.execute(_COUNT, {"channel": channel, "what": text_column(what)[:60], "count": count})
