"""Answers as editors change them: every version is kept, one is published, and a topic can go back to its file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import UnknownVersion
from bot.store.codec import dump_json
from bot.store.engine import Database

# Two editors who save at once get two numbers: the topic's rows are locked by its name while one is chosen.
_SAVE = text("""
    INSERT INTO topic_version (topic, number, content, author, note)
    SELECT CAST(:topic AS varchar), COALESCE(max(number), 0) + 1, CAST(:content AS jsonb), :author, :note
    FROM topic_version WHERE topic = CAST(:topic AS varchar)
    RETURNING number
""")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('topic ' || CAST(:topic AS varchar)))")
_PUBLISH = text("""
    UPDATE topic_version SET published_at = clock_timestamp(), published_by = :editor, withdrawn_at = NULL
    WHERE topic = :topic AND number = :number
""")
_WITHDRAW = text("""
    UPDATE topic_version SET withdrawn_at = clock_timestamp()
    WHERE topic = :topic AND published_at IS NOT NULL AND withdrawn_at IS NULL
""")
_CURRENT = text("""
    SELECT DISTINCT ON (topic) topic, content FROM topic_version
    WHERE published_at IS NOT NULL AND withdrawn_at IS NULL
    ORDER BY topic, published_at DESC
""")
_STAMP = text("SELECT count(published_at), max(published_at), max(withdrawn_at) FROM topic_version")
_HISTORY = text("""
    SELECT number, author, note, created_at, published_at, published_by, withdrawn_at, content
    FROM topic_version WHERE topic = :topic ORDER BY number DESC
""")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a topic; `content` is the topic as its file would say it."""

    number: int
    author: str
    note: str
    created_at: datetime
    published_at: datetime | None
    published_by: str
    withdrawn_at: datetime | None
    content: dict[str, Any]


class TopicVersions:
    """The editors' side and the reader's side. Everything raises StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, topic: str, content: dict[str, Any], author: str, note: str = "") -> int:
        """Keep a draft, already checked by faq.editing, and return its number."""
        row = {"topic": topic, "content": dump_json(content), "author": author, "note": note}
        async with self._database.begin() as connection:
            await lock_topic(connection, topic)
            number: int = (await connection.execute(_SAVE, row)).scalar_one()
        return number

    async def publish(self, topic: str, number: int, editor: str) -> None:
        """Residents get this version from the next answers on; an older one may come back. Raises UnknownVersion."""
        row = {"topic": topic, "number": number, "editor": editor}
        async with self._database.begin() as connection:
            if not (await connection.execute(_PUBLISH, row)).rowcount:
                raise UnknownVersion(f"{topic} has no version {number}")

    async def withdraw(self, topic: str) -> bool:
        """Back to the file's default; False when nothing was published."""
        async with self._database.begin() as connection:
            return bool((await connection.execute(_WITHDRAW, {"topic": topic})).rowcount)

    async def current(self) -> dict[str, dict[str, Any]]:
        """The published content of every edited topic."""
        async with self._database.begin() as connection:
            found = await connection.execute(_CURRENT)
            return {row.topic: row.content for row in found}

    async def stamp(self) -> tuple[object, ...]:
        """Changes whenever `current` may have changed; cheap."""
        async with self._database.begin() as connection:
            return tuple((await connection.execute(_STAMP)).one())

    async def history(self, topic: str) -> list[Version]:
        """The newest first."""
        async with self._database.begin() as connection:
            return [Version(*row) for row in await connection.execute(_HISTORY, {"topic": topic})]


async def lock_topic(connection: AsyncConnection, topic: str) -> None:
    """One change of a topic's versions at a time, until the transaction ends."""
    await connection.execute(_LOCK, {"topic": topic})
