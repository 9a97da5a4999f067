"""The write side of the inbox: one transaction per delivery, whose commit is the permission to answer 200."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import Event, Ignored, Inbound, Preference, Receipt, TemplateNews, Unreadable
from bot.outbound.rules import DEFAULT_RULES, Rules
from bot.store.batching import Batcher
from bot.store.codec import dump_inbound, dump_json, text_column
from bot.store.conversations import recognise, resolve
from bot.store.engine import Database
from bot.store.mailboxes import lock_mailboxes
from bot.store.preferences import key_of, put_preferences
from bot.store.receipts import put_receipts
from bot.store.template_news import put_news
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup

# Each step waits for the one before: mailboxes in order (so that two deliveries for the same residents wait for each
# other and never deadlock, and nobody releases a mailbox before our commit), then the inbox in the order given (so that
# ids rise in the order received), then where the resident wrote from last. The channel's window opens with the moment
# of writing, not with a delivery that may come hours later.
_RECEIVE = text("""
    WITH given AS (
        SELECT * FROM unnest(
            CAST(:channels AS text[]), CAST(:accounts AS text[]), CAST(:external_ids AS text[]),
            CAST(:conversations AS uuid[]), CAST(:bodies AS text[]), CAST(:chats AS text[]), CAST(:addresses AS text[]),
            CAST(:names AS text[]), CAST(:moments AS timestamptz[]))
            WITH ORDINALITY
            AS g (channel, account, external_id, conversation, body, chat, address, name, sent_at, number)),
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
        UPDATE conversation c SET chat = latest.chat, address = latest.address, sender_name = latest.name,
            reachable = true,
            last_inbound_at = GREATEST(c.last_inbound_at, LEAST(latest.sent_at, clock_timestamp()))
        FROM (
            SELECT DISTINCT ON (conversation) conversation, chat, address, name, sent_at
            FROM given JOIN put USING (channel, account, external_id) ORDER BY conversation, number DESC) latest
        WHERE c.id = latest.conversation)
    SELECT channel, account, external_id FROM put
""")

_PUT_UNREADABLE = text("""
    INSERT INTO inbox (channel, account, external_id, body, state, error)
    VALUES (:channel, :account, :external_id, CAST(:body AS jsonb), 'unreadable', :reason)
    ON CONFLICT (channel, account, external_id) DO NOTHING
""")

# Held answers go out, oldest first, before the answer to what the resident wrote now.
_UNHOLD = text("""
    WITH freed AS (
        UPDATE outbox o SET state = 'queued', due_at = clock_timestamp(), error = '', chat = c.chat, address = c.address
        FROM conversation c WHERE c.id = o.conversation AND o.conversation = ANY(:ids) AND o.state = 'held'
        RETURNING o.conversation)
    SELECT DISTINCT conversation FROM freed
""")

_COUNT = text("""
    INSERT INTO event_count (channel, what, count) VALUES (:channel, :what, :count)
    ON CONFLICT (channel, what) DO UPDATE SET count = event_count.count + excluded.count
""")


_Key = tuple[str, ...]
"""(channel, account, external id), and the status for receipts."""


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
        new = await self._at_once(inbounds) if inbounds and len(inbounds) == len(events) else None
        if new is None:
            new = await self._in_steps(events, inbounds)
        if inbounds:
            self._wakeup.ring("inbox")
        return [_claim_new(self._database.vault, delivery, new) for delivery in deliveries]

    async def _at_once(self, inbounds: Sequence[Inbound]) -> set[_Key] | None:
        """Nothing but messages of residents we know, for whom no answer is held: two statements; else None."""
        async with self._database.single() as connection:
            vault = self._database.vault
            conversations = await recognise(connection, vault, inbounds)
            return None if conversations is None else await _receive(connection, vault, inbounds, conversations)

    async def _in_steps(self, events: Sequence[Event], inbounds: Sequence[Inbound]) -> set[_Key]:
        vault = self._database.vault
        async with self._database.begin() as connection:
            new = await _receive_any(connection, vault, inbounds)
            unreadables = [event for event in events if isinstance(event, Unreadable)]
            new |= await _put_unreadables(connection, vault, unreadables)
            receipts = [_marked(vault, event) for event in events if isinstance(event, Receipt)]
            new |= await put_receipts(connection, receipts, self._rules)
            await _count(connection, events)
        return new | await self._put_news(events)

    async def _put_news(self, events: Sequence[Event]) -> set[_Key]:
        """Of templates and of what residents told WhatsApp itself. Transactions of their own keep the order of locks;
        heard again because the second one failed, the first changes nothing."""
        news = [event for event in events if isinstance(event, TemplateNews)]
        wishes = [event for event in events if isinstance(event, Preference)]
        new: set[_Key] = set()
        if news:
            async with self._database.begin() as connection:
                new |= await put_news(connection, news)
        if wishes:
            async with self._database.begin() as connection:
                new |= await put_preferences(connection, self._database.vault, wishes)
        if new:
            self._wakeup.ring("desk")
        return new


def _claim_new(vault: Vault, delivery: Sequence[Event], new: set[_Key]) -> int:
    """How many of its events are new; a repeat in the same transaction is counted for the first delivery only."""
    keys = {key for event in delivery if (key := _key_of(vault, event)) in new}
    new -= keys
    return len(keys)


def _key_of(vault: Vault, event: Event) -> _Key:
    match event:
        case Inbound() | Unreadable():
            return event.channel, event.account, _id_of(vault, event)
        case Receipt():
            return event.channel, event.account, _id_of(vault, event), event.status
        case TemplateNews():
            return event.channel, event.account, event.external_id
        case Preference():
            return key_of(event)
        case Ignored():
            return ()


def _id_of(vault: Vault, event: Inbound | Unreadable | Receipt) -> str:
    return vault.mark_id(event.channel, text_column(event.external_id))


def _marked(vault: Vault, receipt: Receipt) -> Receipt:
    return replace(receipt, external_id=_id_of(vault, receipt))


async def _receive_any(connection: AsyncConnection, vault: Vault, inbounds: Sequence[Inbound]) -> set[_Key]:
    """Also from strangers, who get a conversation, and from those whose held answers leave now."""
    if not inbounds:
        return set()
    conversations = await resolve(connection, vault, inbounds)
    await lock_mailboxes(connection, conversations)  # before held answers are locked, see mailboxes.py
    freed = await _unhold(connection, conversations)
    known = [
        replace(inbound, frees_held=True) if conversation in freed else inbound
        for inbound, conversation in zip(inbounds, conversations, strict=True)
    ]
    return await _receive(connection, vault, known, conversations)


async def _receive(
    connection: AsyncConnection, vault: Vault, inbounds: Sequence[Inbound], conversations: Sequence[UUID]
) -> set[_Key]:
    """The keys of those that were not there yet."""
    columns = {
        "channels": [inbound.channel for inbound in inbounds],
        "accounts": [inbound.account for inbound in inbounds],
        "external_ids": [_id_of(vault, inbound) for inbound in inbounds],
        "conversations": list(conversations),
        "bodies": [vault.seal_dump(dump_inbound(inbound)) for inbound in inbounds],
        "chats": [vault.mark_chat(inbound.chat) for inbound in inbounds],
        "addresses": [vault.seal(inbound.chat) for inbound in inbounds],
        "names": [vault.seal(inbound.sender.name) for inbound in inbounds],
        "moments": [inbound.sent_at for inbound in inbounds],
    }
    return {tuple(found) for found in await connection.execute(_RECEIVE, columns)}


async def _unhold(connection: AsyncConnection, conversations: Sequence[UUID]) -> frozenset[UUID]:
    """Conversations whose held answers leave now."""
    return frozenset((await connection.execute(_UNHOLD, {"ids": sorted(set(conversations))})).scalars())


async def _put_unreadables(connection: AsyncConnection, vault: Vault, unreadables: Sequence[Unreadable]) -> set[_Key]:
    new: set[_Key] = set()
    for element in unreadables:
        key = element.channel, element.account, _id_of(vault, element)
        reason, body = _unreadable_body(element)
        row = dict(zip(("channel", "account", "external_id"), key, strict=True))
        row |= {"reason": reason, "body": vault.seal_dump(body)}
        if (await connection.execute(_PUT_UNREADABLE, row)).rowcount:
            new.add(key)
    return new


def _unreadable_body(element: Unreadable) -> tuple[str, str]:
    """Why it cannot be read, and what it is."""
    reason = text_column(element.reason)
    try:
        return reason, dump_json({"raw": element.raw})
    except RecursionError:
        return f"{reason}; nested too deep to keep", dump_json({"raw": {}})


async def _count(connection: AsyncConnection, events: Sequence[Event]) -> None:
    """Events we do not act on, and those nobody can read, by kind."""
    kinds = Counter(
        (event.channel, event.what if isinstance(event, Ignored) else "unreadable")
        for event in events
        if isinstance(event, Ignored | Unreadable)
    )
    for (channel, what), count in sorted(kinds.items()):
        await connection.execute(_COUNT, {"channel": channel, "what": text_column(what)[:60], "count": count})
