"""A thread while it is open: one stamp for all that can change in it, sounds, and messages tried again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from bot.domain.errors import MediaGone
from bot.domain.thread_watch import WaitingAnswer
from bot.store.case_files import open_file
from bot.store.dead_letters import try_again
from bot.store.engine import Database
from bot.store.wakeup import Wakeup

_THEIRS = "SELECT id FROM conversation WHERE person = :person"
# Newest ids tell what was added; of the newest messages, state and receipts tell what became of them.
_STAMP = text("""
    WITH theirs AS (
        SELECT o.id, o.owner, o.officer, o.last_inbound_at, o.reachable
        FROM conversation c JOIN conversation o ON o.person = c.person WHERE c.id = :conversation),
    came AS (
        SELECT n.id, n.state FROM theirs t CROSS JOIN LATERAL (
            SELECT id, state FROM inbox WHERE conversation = t.id ORDER BY id DESC LIMIT 20) n),
    went AS (
        SELECT n.* FROM theirs t CROSS JOIN LATERAL (
            SELECT id, state, channel, account, external_id FROM outbox
            WHERE conversation = t.id ORDER BY id DESC LIMIT 30) n),
    told AS (
        SELECT r.status FROM went w JOIN receipt r USING (channel, account, external_id) WHERE w.external_id <> '')
    SELECT (SELECT string_agg(concat(id, owner, officer, last_inbound_at, reachable), ',' ORDER BY id) FROM theirs)
        AS who,
        md5(concat(
            (SELECT string_agg(concat(id, state), ',' ORDER BY id) FROM came), '|',
            (SELECT string_agg(concat(id, state), ',' ORDER BY id) FROM went), '|',
            (SELECT string_agg(status, ',' ORDER BY status) FROM told), '|',
            (SELECT count(*) FILTER (WHERE helpful) * 1000 + count(helpful) FROM question
             WHERE conversation IN (SELECT id FROM theirs)))) AS stamp
""")
_WAITING = text(f"""
    SELECT id, received_at, body, state FROM inbox
    WHERE conversation IN ({_THEIRS}) AND state IN ('waiting', 'dead') AND starts_with(external_id, 'notice:answered:')
    ORDER BY id
""")  # noqa: S608 - our own words
_VOICED = text(f"""
    SELECT DISTINCT q.event FROM question q JOIN case_file f ON f.key = q.id
    WHERE q.conversation IN ({_THEIRS}) AND q.event = ANY(:events) AND f.mime_type LIKE 'audio/%'
""")  # noqa: S608 - our own words
_VOICE = text(f"""
    SELECT f.id, f.mime_type FROM question q JOIN case_file f ON f.key = q.id
    WHERE q.conversation IN ({_THEIRS}) AND q.event = :event AND f.mime_type LIKE 'audio/%' ORDER BY f.id LIMIT 1
""")  # noqa: S608 - our own words
_FAILED = text(f"""
    SELECT 1 FROM outbox WHERE id = :message AND state = 'dead' AND conversation IN ({_THEIRS})
""")  # noqa: S608 - our own words


class PostgresThreadWatch:
    """Implements the ThreadWatch port."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def stamp(self, conversation: UUID) -> str:
        async with self._database.single() as connection:
            row = (await connection.execute(_STAMP, {"conversation": conversation})).one()
        return f"{row.who} {row.stamp}" if row.who else ""

    async def waiting(self, person: UUID) -> Sequence[WaitingAnswer]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_WAITING, {"person": person})).all()
        return [self._waiting(row) for row in rows]

    async def voiced(self, person: UUID, events: Collection[int]) -> Collection[int]:
        if not events:
            return set()
        async with self._database.single() as connection:
            found = await connection.execute(_VOICED, {"person": person, "events": list(events)})
            return set(found.scalars())

    async def voice(self, person: UUID, event: int) -> tuple[str, bytes]:
        async with self._database.begin() as connection:
            row = (await connection.execute(_VOICE, {"person": person, "event": event})).first()
            if row is None:
                raise MediaGone(str(event))
            return row.mime_type, await open_file(connection, self._database.vault, row.id)

    async def resend(self, person: UUID, message: int) -> bool:
        async with self._database.single() as connection:
            mine = (await connection.execute(_FAILED, {"person": person, "message": message})).first()
        if mine is None or not await try_again(self._database, "out", message):
            return False
        self._wakeup.ring("outbox")
        self._wakeup.ring("desk")
        return True

    def _waiting(self, row: Row[Any]) -> WaitingAnswer:
        facts = self._database.vault.open_json(row.body).get("content", {}).get("facts", {})
        return WaitingAnswer(
            event=row.id,
            at=row.received_at,
            officer=str(facts.get("officer", "")),
            words=str(facts.get("text", "")),
            file=str(facts.get("file_name", "")),
            failed=row.state == "dead",
        )
