"""The officers' side of hand-over: who waits for a person, and officers' acts, which take the road of messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.cases import Role
from bot.domain.effect import Effect
from bot.domain.handover import ChangeOwner, CloseQuestions
from bot.domain.messages import Notice
from bot.store.apply import Apply
from bot.store.engine import Database
from bot.store.mailboxes import ring_mailboxes
from bot.store.notices import put_event
from bot.store.questions import readable
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup

_PLACE = text("""
    SELECT count(*) AS before, coalesce(bool_or(me.id = c.id), false) AS inside
    FROM conversation c LEFT JOIN conversation me ON me.id = :conversation AND me.owner = 'queue'
    WHERE c.owner = 'queue' AND (me.id IS NULL OR (c.queued_at, c.id) <= (me.queued_at, me.id))
""")
# What staff decide stands at once; the turn that handles it comes later, and until then no earlier turn changes it.
_OWNER = text("""
    WITH allowed AS (
        SELECT CAST(:conversation AS uuid) AS id WHERE NOT EXISTS (
            SELECT 1 FROM desk_card d JOIN inbox i ON i.id = d.act
            WHERE d.conversation = CAST(:conversation AS uuid) AND i.state = 'waiting')),
    card AS (
        UPDATE desk_card SET account = CAST(:account AS uuid),
            held_since = CASE WHEN account IS NOT DISTINCT FROM CAST(:account AS uuid) THEN held_since
                WHEN CAST(:account AS uuid) IS NOT NULL THEN clock_timestamp() END,
            snoozed_until = CASE WHEN CAST(:owner AS text) <> 'queue' THEN snoozed_until END
        FROM allowed WHERE conversation = allowed.id)
    UPDATE conversation c SET owner = CAST(:owner AS text), officer = :officer,
        queued_at = CASE WHEN CAST(:owner AS text) = 'queue' THEN coalesce(queued_at, clock_timestamp()) END
    FROM allowed WHERE c.id = allowed.id
""")
_CLOSE = text("""
    UPDATE question SET closed_at = clock_timestamp()
    WHERE conversation = :conversation AND for_staff AND closed_at IS NULL
""")
_WAITING = text("""
    SELECT c.id, c.channel, c.owner, c.officer, coalesce(c.queued_at, q.asked_at) AS since,
        q.text, q.reason, q.id AS question
    FROM conversation c
    LEFT JOIN LATERAL (
        SELECT id, text, reason, asked_at FROM question
        WHERE conversation = c.id AND for_staff AND closed_at IS NULL ORDER BY asked_at DESC LIMIT 1) q ON true
    WHERE c.owner IN ('queue', 'person')
    ORDER BY c.owner = 'person', since LIMIT :limit
""")
_FIND = text("""
    SELECT id AS conversation, channel, account, address, clock_timestamp() AS now FROM conversation
    WHERE CAST(id AS text) LIKE :start || '%' LIMIT 2
""")
_LAST_QUESTION = text("""
    SELECT id, text FROM question WHERE conversation = :conversation AND for_staff AND closed_at IS NULL
    ORDER BY asked_at DESC LIMIT 1
""")
_STATE = text("""
    SELECT owner, officer, EXISTS (SELECT 1 FROM inbox WHERE external_id = :key AND state = 'waiting') AS underway
    FROM conversation WHERE id = :conversation
""")


@dataclass(frozen=True, slots=True)
class WaitingResident:
    """A line of the officers' list; `text` is the newest question, masked; empty where only inspectors read it."""

    conversation: UUID
    channel: str
    owner: str
    officer: str
    since: datetime | None
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has a conversation; `underway`: what was asked for has not happened yet."""

    owner: str
    officer: str
    underway: bool


class PostgresQueue:
    """Implements the Queue port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def place(self, conversation: UUID) -> int:
        async with self._database.single() as connection:
            row = (await connection.execute(_PLACE, {"conversation": conversation})).one()
        return int(row.before) + (0 if row.inside else 1)


class PostgresDesk:
    """What officers do. An act comes in like a message and is handled in order with the resident's own, so that the
    bot never speaks once an officer has the word; `standing` tells what came of it."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def waiting(self, role: Role, limit: int = 50) -> list[WaitingResident]:
        """Who waits in the queue, the longest first, then who is with an officer; without words that are for inspectors
        only."""
        async with self._database.single() as connection:
            rows = (await connection.execute(_WAITING, {"limit": limit})).all()
        return [
            WaitingResident(
                row.id,
                row.channel,
                row.owner,
                row.officer,
                row.since,
                readable(self._database.vault, row.text or "", row.reason or "", role),
                row.reason or "",
            )
            for row in rows
        ]

    async def claim(self, conversation: str, officer: str) -> str | None:
        return await self._act(conversation, "claimed", {"officer": officer})

    async def answer(self, conversation: str, officer: str, words: str) -> str | None:
        return await self._act(conversation, "answered", {"officer": officer, "text": words})

    async def release(self, conversation: str, officer: str) -> str | None:
        return await self._act(conversation, "released", {"officer": officer})

    async def standing(self, conversation: str, key: str) -> Standing | None:
        """None for a conversation that does not exist."""
        async with self._database.single() as connection:
            found = await _found(connection, conversation)
            if found is None:
                return None
            wanted = {"conversation": found.conversation, "key": key}
            row = (await connection.execute(_STATE, wanted)).one()
        return Standing(row.owner, row.officer, row.underway)

    async def _act(self, conversation: str, name: str, facts: Mapping[str, str]) -> str | None:
        """The key of the act, for `standing`; None for a conversation that does not exist or is not told apart."""
        key = f"notice:{name}:{uuid4().hex}"
        async with self._database.begin() as connection:
            found = await _found(connection, conversation)
            if found is None:
                return None
            await ring_mailboxes(connection, {found.conversation})
            await put_act(connection, self._database.vault, found, name, facts, key)
        self._wakeup.ring("inbox")
        return key


async def put_act(
    connection: AsyncConnection, vault: Vault, row: Row[Any], name: str, facts: Mapping[str, str], key: str
) -> int | None:
    """An officer's act as an event of the conversation, whose mailbox was rung before, with the question it is about:
    its row in the inbox; None when its key was there already."""
    about = (await connection.execute(_LAST_QUESTION, {"conversation": row.conversation})).first()
    known = {"question": about.id, "quote": vault.open(about.text)} if about else {}
    return await put_event(connection, vault, row, Notice(name, {**known, **facts}), key, row.now)


async def _found(connection: AsyncConnection, start: str) -> Row[Any] | None:
    """The one conversation whose id begins so."""
    if len(start) < 4 or not set(start) <= set("0123456789abcdef-"):
        return None
    rows = (await connection.execute(_FIND, {"start": start})).all()
    return rows[0] if len(rows) == 1 else None


async def _change(connection: AsyncConnection, _: Vault, conversation: UUID, effect: ChangeOwner) -> None:
    desk = effect.desk
    account = UUID(desk.account) if desk.account else None
    row = {"owner": desk.owner, "officer": desk.officer, "account": account, "conversation": conversation}
    await connection.execute(_OWNER, row)


async def close_questions(connection: AsyncConnection, conversation: UUID) -> None:
    await connection.execute(_CLOSE, {"conversation": conversation})


async def _close(connection: AsyncConnection, _: Vault, conversation: UUID, __: CloseQuestions) -> None:
    await close_questions(connection, conversation)


EFFECTS: Mapping[type[Effect], Apply] = {ChangeOwner: _change, CloseQuestions: _close}
