"""Tells a conversation's mailbox that work came in; every writer of inbox rows does this first.

One order of locks for all transactions: mailboxes by conversation id, all that a transaction needs at once, and only
then rows of other tables. A turn's commit holds its mailbox when it changes a case, a watch or a timer; who locked one
of these first and rang then would wait for the turn that waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_RING = text("""
    INSERT INTO mailbox (conversation) SELECT id FROM unnest(CAST(:ids AS uuid[])) AS id ORDER BY id
    ON CONFLICT (conversation) DO UPDATE
    SET generation = mailbox.generation + 1, ready_at = LEAST(mailbox.ready_at, clock_timestamp())
""")


_LOCK = text("""
    INSERT INTO mailbox (conversation) SELECT id FROM unnest(CAST(:ids AS uuid[])) AS id ORDER BY id
    ON CONFLICT (conversation) DO UPDATE SET generation = mailbox.generation
""")


async def ring_mailboxes(connection: AsyncConnection, conversations: Iterable[UUID]) -> None:
    """Sorted: two deliveries for the same residents then wait for each other, never deadlock, and inbox ids of one
    conversation rise in the order of the commits. A bell without anything behind it does no harm."""
    await connection.execute(_RING, {"ids": sorted(set(conversations))})


async def lock_mailboxes(connection: AsyncConnection, conversations: Iterable[UUID]) -> None:
    """Without telling anybody that work came in."""
    await connection.execute(_LOCK, {"ids": sorted(set(conversations))})
