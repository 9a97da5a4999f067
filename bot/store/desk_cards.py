"""Reads and writes how a conversation stands with the staff: its own row and the card beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.front_desk import Holder, Standing, UnknownConversation
from bot.domain.handover import FOR_INSPECTORS, Owner
from bot.domain.staff import Role

_READ = """
    SELECT c.id AS conversation, c.person, c.channel, c.account, c.address, c.owner, c.officer, c.last_inbound_at,
        d.account AS holder, d.held_since, d.snoozed_until, d.snoozed_at, d.closed_at,
        coalesce(d.labels, '{}') AS labels, coalesce(d.answer, 0) AS answer, d.answered_at, d.answered_by,
        a.name AS answered_name, clock_timestamp() AS now
    FROM conversation c LEFT JOIN desk_card d ON d.conversation = c.id LEFT JOIN staff_account a ON a.id = d.answered_by
    WHERE c.id = :conversation
"""
_STANDING = text(_READ)
_LOCKED = text(f"{_READ} FOR NO KEY UPDATE OF c")
_NEW = text("INSERT INTO desk_card (conversation) VALUES (:conversation) ON CONFLICT DO NOTHING")
_SECRET = text(f"""
    SELECT EXISTS (SELECT 1 FROM question q JOIN conversation c ON c.id = q.conversation
        WHERE c.person = :person AND q.reason = '{FOR_INSPECTORS}' AND q.closed_at IS NULL)
""")  # noqa: S608 - our own word
_COLLEAGUE = text("""
    SELECT id, login, name FROM staff_account WHERE id = :id AND active AND roles && CAST(:roles AS varchar[])
""")
_USED = text("""
    INSERT INTO desk_label (name) SELECT name FROM unnest(CAST(:names AS text[])) AS name ORDER BY name
    ON CONFLICT (name) DO UPDATE SET used_at = clock_timestamp()
""")
_COLUMNS = frozenset({
    "account", "held_since", "snoozed_at", "snoozed_until", "closed_at", "labels", "act", "answer", "answered_by",
    "answered_at",
})  # fmt: skip


async def locked(connection: AsyncConnection, conversation: UUID, *, lock: bool = True) -> Row[Any]:
    """Raises UnknownConversation."""
    row = (await connection.execute(_LOCKED if lock else _STANDING, {"conversation": conversation})).first()
    if row is None:
        raise UnknownConversation
    return row


async def secret_waits(connection: AsyncConnection, person: UUID) -> bool:
    """Whether something that only inspectors read is open in any conversation of theirs."""
    return bool((await connection.execute(_SECRET, {"person": person})).scalar_one())


def standing_of(row: Row[Any]) -> Standing:
    owner = Owner(row.owner)
    holder = Holder(row.holder, row.officer, row.held_since) if owner is Owner.PERSON else None
    asleep = row.snoozed_until is not None and row.snoozed_until > row.now
    # Whoever writes again is awake.
    if asleep and row.last_inbound_at and row.last_inbound_at > row.snoozed_at:
        asleep = False
    return Standing(
        row.conversation,
        owner,
        holder,
        row.snoozed_until if asleep else None,
        row.closed_at,
        tuple(row.labels),
        row.answer,
    )


async def change_card(connection: AsyncConnection, conversation: UUID, **values: object) -> None:
    if unknown := values.keys() - _COLUMNS:
        raise KeyError(*unknown)
    await connection.execute(_NEW, {"conversation": conversation})
    sets = ", ".join(f"{name} = :{name}" for name in sorted(values))
    update = text(f"UPDATE desk_card SET {sets} WHERE conversation = :conversation")  # noqa: S608 - our own names
    await connection.execute(update, {**values, "conversation": conversation})


async def colleague(connection: AsyncConnection, account: UUID, roles: Collection[Role]) -> Row[Any] | None:
    """None for somebody who may not be given a conversation."""
    return (await connection.execute(_COLLEAGUE, {"id": account, "roles": sorted(roles)})).first()


async def labels_used(connection: AsyncConnection, names: Sequence[str]) -> None:
    if names:
        await connection.execute(_USED, {"names": list(names)})
