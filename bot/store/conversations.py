"""Which conversation a message belongs to: residents are known by our own id, channel addresses are aliases of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import ChannelName, Inbound
from bot.store.vault import Vault

Name = tuple[ChannelName, str, str]
"""What a channel calls somebody: channel, account, and the mark of it."""

_FIND = text("""
    SELECT a.channel, a.account, a.value, a.conversation,
        EXISTS (SELECT 1 FROM outbox o WHERE o.conversation = a.conversation AND o.state = 'held') AS holding
    FROM unnest(CAST(:channels AS text[]), CAST(:accounts AS text[]), CAST(:values AS text[]))
        AS given (channel, account, value)
    JOIN alias a USING (channel, account, value)
""")
# One lock after the other in sorted order, so that two deliveries cannot wait for each other.
_LOCK = text("""
    SELECT pg_advisory_xact_lock(hashtextextended(key, 0))
    FROM (SELECT key FROM unnest(CAST(:keys AS text[])) AS key ORDER BY key) sorted
""")
_ADD_CONVERSATIONS = text("""
    INSERT INTO conversation (id, person, channel, account, chat, address, sender_name)
    SELECT id, id, channel, account, chat, address, sender_name
    FROM unnest(CAST(:ids AS uuid[]), CAST(:channels AS text[]), CAST(:accounts AS text[]),
        CAST(:chats AS text[]), CAST(:addresses AS text[]), CAST(:names AS text[]))
        AS new (id, channel, account, chat, address, sender_name)
""")
_ADD_ALIASES = text("""
    INSERT INTO alias (channel, account, value, conversation)
    SELECT * FROM unnest(CAST(:channels AS text[]), CAST(:accounts AS text[]), CAST(:values AS text[]),
        CAST(:conversations AS uuid[]))
    ON CONFLICT DO NOTHING
""")


# Who stopped announcements before we knew them has stopped: no list of contacts takes that back.
_STOPPED_BEFORE = text("""
    WITH told AS (
        DELETE FROM stranger_stop s USING alias a
        WHERE a.conversation = ANY(:ids) AND s.channel = a.channel AND s.account = a.account AND s.value = a.value
        RETURNING a.conversation, s.channel, s.decision, s.words, s.at),
    last AS (SELECT DISTINCT ON (conversation) * FROM told ORDER BY conversation, at DESC, decision),
    stopped AS (
        UPDATE conversation c SET campaigns_stopped = true FROM last
        WHERE c.id = last.conversation AND last.decision = 'no')
    INSERT INTO consent (person, channel, about, decision, words, at)
    SELECT conversation, channel, 'announcements', decision, words, at FROM last
""")


async def recognise(connection: AsyncConnection, vault: Vault, inbounds: Sequence[Inbound]) -> list[UUID] | None:
    """The conversation of each message, where every name is known and no answer is held for anybody; else None."""
    named = [_keys(vault, inbound) for inbound in inbounds]
    known, holding = await _known(connection, named)
    if holding or any(key not in known for keys in named for key in keys):
        return None
    return [known[keys[0]] for keys in named]


async def resolve(connection: AsyncConnection, vault: Vault, inbounds: Sequence[Inbound]) -> list[UUID]:
    """The conversation of each message, made where the resident is new; new aliases of a known one are learned."""
    named = [_keys(vault, inbound) for inbound in inbounds]
    known, _ = await _known(connection, named)
    strangers = [keys for keys in named if _conversation(known, keys) is None]
    if strangers:
        # Two first messages of one resident may arrive at once: whoever gets the lock makes the conversation,
        # the other one then reads it.
        await hold_names(connection, [key for keys in strangers for key in keys])
        known |= (await _known(connection, strangers))[0]
    return await _place(connection, vault, known, list(zip(inbounds, named, strict=True)))


async def hold_names(connection: AsyncConnection, names: Iterable[Name]) -> None:
    """Nobody else makes a conversation for any of these, or notes a stop of theirs, until the transaction ends."""
    await connection.execute(_LOCK, {"keys": sorted({"|".join(name) for name in names})})


async def _place(
    connection: AsyncConnection, vault: Vault, known: dict[Name, UUID], named: Sequence[tuple[Inbound, list[Name]]]
) -> list[UUID]:
    """Make what is missing; `known` learns it."""
    people: list[tuple[UUID, Inbound]] = []
    names: list[tuple[Name, UUID]] = []
    placed = []
    for inbound, keys in named:
        conversation = _conversation(known, keys)
        if conversation is None:
            conversation = uuid4()
            people.append((conversation, inbound))
        placed.append(conversation)
        for key in sorted(keys):
            if key not in known:
                known[key] = conversation
                names.append((key, conversation))
    await _add(connection, vault, people, names)
    return placed


async def _add(
    connection: AsyncConnection,
    vault: Vault,
    people: Sequence[tuple[UUID, Inbound]],
    names: Sequence[tuple[Name, UUID]],
) -> None:
    if people:
        columns = {
            "ids": [conversation for conversation, _ in people],
            "channels": [inbound.channel for _, inbound in people],
            "accounts": [inbound.account for _, inbound in people],
            "chats": [vault.mark_chat(inbound.chat) for _, inbound in people],
            "addresses": [vault.seal(inbound.chat) for _, inbound in people],
            "names": [vault.seal(inbound.sender.name) for _, inbound in people],
        }
        await connection.execute(_ADD_CONVERSATIONS, columns)
    if names:
        aliases = {
            "channels": [channel for (channel, _, _), _ in names],
            "accounts": [account for (_, account, _), _ in names],
            "values": [value for (_, _, value), _ in names],
            "conversations": [conversation for _, conversation in names],
        }
        await connection.execute(_ADD_ALIASES, aliases)
    if people:
        await connection.execute(_STOPPED_BEFORE, {"ids": [conversation for conversation, _ in people]})


def _conversation(known: dict[Name, UUID], keys: Sequence[Name]) -> UUID | None:
    return next((known[key] for key in keys if key in known), None)


def _keys(vault: Vault, inbound: Inbound) -> list[Name]:
    return [(inbound.channel, inbound.account, vault.mark_chat(value)) for value in inbound.aliases]


async def _known(connection: AsyncConnection, named: Sequence[Sequence[Name]]) -> tuple[dict[Name, UUID], bool]:
    """Conversations by name, and whether answers are held for any of them."""
    names = sorted({key for keys in named for key in keys})
    columns = {
        "channels": [channel for channel, _, _ in names],
        "accounts": [account for _, account, _ in names],
        "values": [value for _, _, value in names],
    }
    rows = (await connection.execute(_FIND, columns)).all()
    known = {(ChannelName(row.channel), row.account, row.value): row.conversation for row in rows}
    return known, any(row.holding for row in rows)
