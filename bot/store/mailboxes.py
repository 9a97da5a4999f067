"""Tells a conversation's mailbox that work came in; every writer of inbox rows does this first."""

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


async def ring_mailboxes(connection: AsyncConnection, conversations: Iterable[UUID]) -> None:
    """Sorted: two deliveries for the same residents then wait for each other, never deadlock, and inbox ids of one
    conversation rise in the order of the commits."""
    await connection.execute(_RING, {"ids": sorted(set(conversations))})
