"""The read side of the inbox: lease a conversation, read its oldest event, commit the turn behind a fence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.campaign_answers import LastAnnouncement
from bot.domain.errors import LeaseLost, Unreadable
from bot.domain.ports import Claim, Idle, Lease, TurnResult, Waiting
from bot.store.batching import Batcher
from bot.store.campaign_answers import LAST_ANNOUNCEMENT
from bot.store.codec import load_inbound, load_state
from bot.store.engine import Database
from bot.store.turns import Ending, Turn, commit_turns
from bot.store.wakeup import Wakeup

_log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 5
"""Failed turns after which an event is set aside so that its conversation goes on."""

# Epochs come from one sequence, never from the row: a mailbox row is deleted when its work is done, and counting
# from its own value would give a late writer the same epoch as the owner of the next row.
_CLAIM = text("""
    WITH picked AS (
        SELECT conversation, epoch AS before FROM mailbox
        WHERE ready_at <= clock_timestamp() AND lease_until <= clock_timestamp()
        ORDER BY ready_at LIMIT :limit FOR UPDATE SKIP LOCKED)
    UPDATE mailbox m SET epoch = nextval('lease_epoch'), lease_until = clock_timestamp() + :lease
    FROM picked WHERE m.conversation = picked.conversation
    RETURNING m.conversation, m.epoch, picked.before
""")

# An epoch that nobody gave back means that its owner died or was cut off: the event it was working on may be why.
_DIED = text("""
    UPDATE inbox i SET attempts = i.attempts + 1, error = :reason,
        state = CASE WHEN i.attempts + 1 >= :limit THEN 'dead' ELSE i.state END
    FROM (SELECT DISTINCT ON (conversation) id FROM inbox
          WHERE conversation = ANY(:ids) AND state = 'waiting' ORDER BY conversation, id) oldest
    WHERE i.id = oldest.id RETURNING i.conversation, i.attempts
""")

# The second time on it waits a while, each conversation another while: next time it is not the same bad company.
_STAGGER = text("""
    UPDATE mailbox SET epoch = 0, lease_until = clock_timestamp(),
        ready_at = clock_timestamp() + CAST(:wait AS interval) * (0.5 + random())
    WHERE conversation = :conversation AND epoch = :epoch
""")

# One statement, one snapshot: the generation and the waiting rows belong to the same moment.
_NEXT = text(f"""
    SELECT m.conversation, m.generation, c.person, c.state, i.id, i.body, i.attempts,
        extract(epoch FROM clock_timestamp() - i.received_at)::float8 AS waited,
        EXISTS (SELECT 1 FROM inbox l WHERE l.conversation = m.conversation AND l.state = 'waiting' AND l.id > i.id)
            AS more, a.campaign, a.topic, a.version
    FROM unnest(CAST(:conversations AS uuid[]), CAST(:epochs AS bigint[])) AS held (conversation, epoch)
    JOIN mailbox m ON m.conversation = held.conversation AND m.epoch = held.epoch
    JOIN conversation c ON c.id = m.conversation
    LEFT JOIN LATERAL (
        SELECT id, body, attempts, received_at FROM inbox
        WHERE conversation = m.conversation AND state = 'waiting' ORDER BY id LIMIT 1) i ON true
    LEFT JOIN LATERAL ({LAST_ANNOUNCEMENT}) a ON i.id IS NOT NULL
""")  # noqa: S608 - our own words

_RENEW = text("""
    UPDATE mailbox SET lease_until = clock_timestamp() + :lease
    WHERE conversation = :conversation AND epoch = :epoch
""")

_RELEASE = text("""
    DELETE FROM mailbox WHERE conversation = :conversation AND epoch = :epoch AND generation = :generation
""")

_HAND_BACK = text("""
    UPDATE mailbox SET epoch = 0, lease_until = clock_timestamp(),
        ready_at = clock_timestamp() + CAST(:wait AS interval)
    WHERE conversation = :conversation AND epoch = :epoch
""")

_FAILED = text("""
    UPDATE inbox SET attempts = attempts + 1, error = :reason,
        state = CASE WHEN attempts + 1 >= :limit THEN 'dead' ELSE state END
    WHERE id = :id AND state = 'waiting'
""")


class PostgresMailbox:
    """Implements the Mailbox port. `lease_seconds`: how soon a dead worker's conversations are taken over."""

    def __init__(self, database: Database, wakeup: Wakeup, *, lease_seconds: float = 8.0) -> None:
        self._database = database
        self._wakeup = wakeup
        self._lease = timedelta(seconds=lease_seconds)
        self._commits = Batcher(self._commit)

    async def claim(self, limit: int) -> Sequence[Claim]:
        async with self._database.begin() as connection:
            rows = (await connection.execute(_CLAIM, {"limit": limit, "lease": self._lease})).all()
            leases = {row.conversation: Lease(row.conversation, row.epoch) for row in rows}
            orphans = [row.conversation for row in rows if row.before]
            if orphans:
                for staggered in await self._take_over(connection, orphans, leases):
                    del leases[staggered]
        return await self._found(list(leases.values()))

    async def _take_over(
        self, connection: AsyncConnection, orphans: list[UUID], leases: Mapping[UUID, Lease]
    ) -> list[UUID]:
        """Count the attempt that died with its worker; returns the conversations that must wait because of it."""
        _log.warning("conversations_taken_over", count=len(orphans))
        wishes = {"ids": orphans, "limit": MAX_ATTEMPTS, "reason": "proses berhenti saat menangani pesan ini"}
        suspects = [row for row in await connection.execute(_DIED, wishes) if 1 < row.attempts < MAX_ATTEMPTS]
        for row in suspects:
            wait = timedelta(seconds=4.0 ** (row.attempts - 1))
            await connection.execute(_STAGGER, _key(leases[row.conversation]) | {"wait": wait})
        return [row.conversation for row in suspects]

    async def next(self, lease: Lease) -> Waiting | Idle:
        for claim in await self._found([lease]):
            return claim.found
        raise LeaseLost

    async def _found(self, leases: Sequence[Lease]) -> list[Claim]:
        """What waits behind each lease; lost ones are left out."""
        if not leases:
            return []
        wanted = {"conversations": [each.conversation for each in leases], "epochs": [each.epoch for each in leases]}
        async with self._database.single() as connection:
            rows = {row.conversation: row for row in await connection.execute(_NEXT, wanted)}
        kept = [lease for lease in leases if lease.conversation in rows]
        return [Claim(lease, await self._read(lease, rows[lease.conversation])) for lease in kept]

    async def _read(self, lease: Lease, row: Row[Any]) -> Waiting | Idle:
        if row.id is None:
            return Idle(row.generation)
        try:
            opened = self._database.vault.open_json
            inbound, state = load_inbound(opened(row.body)), load_state(opened(row.state))
        except (ValidationError, Unreadable) as error:
            # No version of ours can read it: set it aside, the conversation goes on.
            async with self._database.begin() as connection:
                await connection.execute(_FAILED, {"id": row.id, "reason": _why_unreadable(error), "limit": 0})
            return await self.next(lease)
        return Waiting(
            row.id, inbound, row.attempts, state, row.waited, row.generation, row.more, row.conversation, row.person,
            LastAnnouncement(row.campaign, row.topic, row.version) if row.campaign else None,
        )  # fmt: skip

    async def renew(self, lease: Lease) -> None:
        async with self._database.single() as connection:
            await self._fence(connection, lease)

    async def commit(self, lease: Lease, waiting: Waiting, result: TurnResult) -> bool:
        ending = await self._commits.submit(Turn(lease, waiting, result))
        if ending is Ending.LOST:
            raise LeaseLost
        if result.payloads:
            self._wakeup.ring("outbox")
        return ending is Ending.RELEASED

    async def _commit(self, turns: Sequence[Turn]) -> Sequence[Ending]:
        async with self._database.begin() as connection:
            return await commit_turns(connection, self._database.vault, turns, self._lease)

    async def fail(self, lease: Lease, waiting: Waiting, reason: str) -> None:
        wait = timedelta(seconds=min(60.0, 0.5 * 4**waiting.attempts))
        if waiting.attempts + 1 >= MAX_ATTEMPTS:
            wait = timedelta(0)
        async with self._database.begin() as connection:
            await self._fence(connection, lease)
            row = {"id": waiting.inbox_id, "reason": reason[:200], "limit": MAX_ATTEMPTS}
            await connection.execute(_FAILED, row)
            await connection.execute(_HAND_BACK, _key(lease) | {"wait": wait})

    async def release(self, lease: Lease, idle: Idle) -> bool:
        async with self._database.begin() as connection:
            result = await connection.execute(_RELEASE, _key(lease) | {"generation": idle.generation})
            return bool(result.rowcount)

    async def hand_back(self, lease: Lease) -> None:
        async with self._database.begin() as connection:
            await connection.execute(_HAND_BACK, _key(lease) | {"wait": timedelta(0)})

    async def _fence(self, connection: AsyncConnection, lease: Lease) -> None:
        if not (await connection.execute(_RENEW, _key(lease) | {"lease": self._lease})).rowcount:
            raise LeaseLost


def _why_unreadable(error: Exception) -> str:
    """Words for staff; a validation error would quote the resident."""
    return str(error) if isinstance(error, Unreadable) else "unreadable body"


def _key(lease: Lease) -> dict[str, object]:
    return {"conversation": lease.conversation, "epoch": lease.epoch}
