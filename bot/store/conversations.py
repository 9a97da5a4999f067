"""Which conversation a message belongs to: residents are known by our own id, channel addresses are aliases of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import ChannelName, Inbound

_Key = tuple[ChannelName, str, str]

_FIND = text("""
    SELECT a.value, a.conversation FROM alias a
    WHERE a.channel = :channel AND a.account = :account AND a.value = ANY(:values)
""")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
_ADD_CONVERSATION = text("""
    INSERT INTO conversation (id, channel, account, chat, sender_name)
    VALUES (:id, :channel, :account, :chat, :name)
""")
_ADD_ALIAS = text("""
    INSERT INTO alias (channel, account, value, conversation) VALUES (:channel, :account, :value, :conversation)
    ON CONFLICT DO NOTHING
""")


async def resolve(connection: AsyncConnection, inbounds: Sequence[Inbound]) -> list[UUID]:
    """The conversation of each message, made where the resident is new; new aliases of a known one are learned."""
    known = await _known(connection, inbounds)
    strangers = [inbound for inbound in inbounds if _conversation(known, inbound) is None]
    if strangers:
        # Two first messages of one resident may arrive at once: whoever gets the lock makes the conversation,
        # the other one then reads it. Sorted, so that two deliveries cannot wait for each other.
        for key in sorted({"|".join(key) for inbound in strangers for key in _keys(inbound)}):
            await connection.execute(_LOCK, {"key": key})
        known |= await _known(connection, strangers)
    return [await _place(connection, known, inbound) for inbound in inbounds]


async def _place(connection: AsyncConnection, known: dict[_Key, UUID], inbound: Inbound) -> UUID:
    conversation = _conversation(known, inbound)
    common = {"channel": inbound.channel, "account": inbound.account}
    if conversation is None:
        conversation = uuid4()
        values = {"id": conversation, "chat": inbound.chat, "name": inbound.sender.name}
        await connection.execute(_ADD_CONVERSATION, common | values)
    for key in sorted(_keys(inbound)):
        if key not in known:
            await connection.execute(_ADD_ALIAS, common | {"value": key[2], "conversation": conversation})
            known[key] = conversation
    return conversation


def _conversation(known: dict[_Key, UUID], inbound: Inbound) -> UUID | None:
    return next((known[key] for key in _keys(inbound) if key in known), None)


def _keys(inbound: Inbound) -> list[_Key]:
    return [(inbound.channel, inbound.account, value) for value in inbound.aliases]


async def _known(connection: AsyncConnection, inbounds: Iterable[Inbound]) -> dict[_Key, UUID]:
    by_account: dict[tuple[ChannelName, str], set[str]] = {}
    for inbound in inbounds:
        by_account.setdefault((inbound.channel, inbound.account), set()).update(inbound.aliases)
    known: dict[_Key, UUID] = {}
    for (channel, account), values in by_account.items():
        rows = await connection.execute(_FIND, {"channel": channel, "account": account, "values": sorted(values)})
        known |= {(channel, account, value): conversation for value, conversation in rows}
    return known
