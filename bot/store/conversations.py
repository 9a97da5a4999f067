"""Which conversation a message belongs to: residents are known by our own id, channel addresses are aliases of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import ChannelName, Inbound
from bot.store.vault import Vault

_Key = tuple[ChannelName, str, str]

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
        locks = sorted({"|".join(key) for keys in strangers for key in keys})
        await connection.execute(_LOCK, {"keys": locks})
        known |= (await _known(connection, strangers))[0]
    return await _place(connection, vault, known, list(zip(inbounds, named, strict=True)))


async def _place(
    connection: AsyncConnection, vault: Vault, known: dict[_Key, UUID], named: Sequence[tuple[Inbound, list[_Key]]]
) -> list[UUID]:
    """Make what is missing; `known` learns it."""
    people: list[tuple[UUID, Inbound]] = []
    names: list[tuple[_Key, UUID]] = []
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
    names: Sequence[tuple[_Key, UUID]],
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


def _conversation(known: dict[_Key, UUID], keys: Sequence[_Key]) -> UUID | None:
    return next((known[key] for key in keys if key in known), None)


def _keys(vault: Vault, inbound: Inbound) -> list[_Key]:
    return [(inbound.channel, inbound.account, vault.mark_chat(value)) for value in inbound.aliases]


async def _known(connection: AsyncConnection, named: Sequence[Sequence[_Key]]) -> tuple[dict[_Key, UUID], bool]:
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
