"""Versions of answers that a second person approves: implements the AnswerVersions port."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.answers import (
    AnswerVersion,
    Kind,
    NeverPublished,
    NewVersion,
    NotWaiting,
    OwnVersion,
    StaleBase,
    ground_of,
)
from bot.domain.errors import UnknownVersion
from bot.store.codec import dump_json
from bot.store.engine import Database
from bot.store.topic_versions import lock_topic
from bot.store.wakeup import Wakeup

_COLUMNS = """topic, number, base, kind, author, note, created_at, restores, submitted_at, published_at, published_by,
    withdrawn_at, sent_back_at, sent_back_by, sent_back_words"""
_STANDING = text(f"""
    SELECT DISTINCT ON (topic) {_COLUMNS}, content FROM topic_version
    WHERE published_at IS NOT NULL AND withdrawn_at IS NULL
    ORDER BY topic, published_at DESC
""")  # noqa: S608 - our own words
_WAITING = text(f"""
    SELECT {_COLUMNS} FROM topic_version
    WHERE submitted_at IS NOT NULL AND published_at IS NULL AND sent_back_at IS NULL ORDER BY submitted_at
""")  # noqa: S608
_HISTORY = text(f"SELECT {_COLUMNS} FROM topic_version WHERE topic = :topic ORDER BY number DESC")  # noqa: S608
_ONE = text(f"SELECT {_COLUMNS}, content FROM topic_version WHERE topic = :topic AND number = :number")  # noqa: S608
_BY_KEY = text("SELECT number FROM topic_version WHERE key = :key AND topic = :topic AND author = :author")
_INSERT = text("""
    INSERT INTO topic_version (topic, number, content, author, note, base, kind, restores, key, submitted_at)
    SELECT CAST(:topic AS varchar), COALESCE(max(number), 0) + 1, CAST(:content AS jsonb), :author, :note, :base, :kind,
        CAST(:restores AS integer), :key, clock_timestamp()
    FROM topic_version WHERE topic = CAST(:topic AS varchar)
    RETURNING number
""")
_PUBLISH = text("""
    UPDATE topic_version SET published_at = clock_timestamp(), published_by = :editor
    WHERE topic = :topic AND number = :number
""")
_WITHDRAW = text("""
    UPDATE topic_version SET withdrawn_at = clock_timestamp()
    WHERE topic = :topic AND published_at IS NOT NULL AND withdrawn_at IS NULL
""")
_SEND_BACK = text("""
    UPDATE topic_version SET sent_back_at = clock_timestamp(), sent_back_by = :editor, sent_back_words = :words
    WHERE topic = :topic AND number = :number
""")
_DROP_DRAFT = text("DELETE FROM answer_draft WHERE topic = :topic AND editor = :editor")


class PostgresAnswers:
    """One act on a topic at a time, over all processes; every act rings the desk."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def standing(self) -> Mapping[str, AnswerVersion]:
        async with self._database.begin() as connection:
            return {row.topic: _version(row) for row in await connection.execute(_STANDING)}

    async def waiting(self) -> Sequence[AnswerVersion]:
        async with self._database.begin() as connection:
            return [_version(row) for row in await connection.execute(_WAITING)]

    async def history(self, topic: str) -> Sequence[AnswerVersion]:
        async with self._database.begin() as connection:
            return await _history(connection, topic)

    async def version(self, topic: str, number: int) -> AnswerVersion:
        async with self._database.begin() as connection:
            return await _one(connection, topic, number)

    async def submit(self, new: NewVersion) -> int:
        async with self._database.begin() as connection:
            await lock_topic(connection, new.topic)
            number = await _done(connection, new) or await _insert(connection, new)
            await connection.execute(_DROP_DRAFT, {"topic": new.topic, "editor": new.author})
        self._wakeup.ring("desk")
        return number

    async def publish(self, topic: str, number: int, editor: str) -> None:
        async with self._database.begin() as connection:
            await lock_topic(connection, topic)
            version = await _one(connection, topic, number)
            if version.published_by == editor:
                return
            if version.author == editor:
                raise OwnVersion
            if not version.waits:
                raise NotWaiting
            if version.base != ground_of(await _history(connection, topic)):
                raise StaleBase
            await _publish(connection, version, editor)
        self._wakeup.ring("desk")

    async def send_back(self, topic: str, number: int, editor: str, words: str) -> None:
        async with self._database.begin() as connection:
            await lock_topic(connection, topic)
            version = await _one(connection, topic, number)
            if version.sent_back_by == editor:
                return
            if not version.waits:
                raise NotWaiting
            row = {"topic": topic, "number": number, "editor": editor, "words": words}
            await connection.execute(_SEND_BACK, row)
        self._wakeup.ring("desk")

    async def publish_alone(self, new: NewVersion) -> int:
        if new.kind is Kind.EDIT:
            raise OwnVersion
        async with self._database.begin() as connection:
            await lock_topic(connection, new.topic)
            if (done := await _done(connection, new)) is not None:
                return done
            if new.kind is Kind.RESTORE:
                older = await _one(connection, new.topic, new.restores or 0)
                if older.published_at is None:
                    raise NeverPublished
            number = await _insert(connection, new)
            await _publish(connection, await _one(connection, new.topic, number), new.author)
        self._wakeup.ring("desk")
        return number


async def _done(connection: AsyncConnection, new: NewVersion) -> int | None:
    """The number this very act got when it came before."""
    row = {"key": new.key, "topic": new.topic, "author": new.author}
    number: int | None = (await connection.execute(_BY_KEY, row)).scalar()
    return number


async def _insert(connection: AsyncConnection, new: NewVersion) -> int:
    if new.base != ground_of(await _history(connection, new.topic)):
        raise StaleBase
    content = new.content
    if new.kind is Kind.RESTORE:
        content = (await _one(connection, new.topic, new.restores or 0)).content
    row = {
        "topic": new.topic,
        "content": dump_json(dict(content or {})),
        "author": new.author,
        "note": new.note,
        "base": new.base,
        "kind": str(new.kind),
        "restores": new.restores,
        "key": new.key,
    }
    number: int = (await connection.execute(_INSERT, row)).scalar_one()
    return number


async def _publish(connection: AsyncConnection, version: AnswerVersion, editor: str) -> None:
    row = {"topic": version.topic, "number": version.number, "editor": editor}
    await connection.execute(_PUBLISH, row)
    if version.kind is Kind.DEFAULT:
        await connection.execute(_WITHDRAW, {"topic": version.topic})


async def _history(connection: AsyncConnection, topic: str) -> list[AnswerVersion]:
    return [_version(row) for row in await connection.execute(_HISTORY, {"topic": topic})]


async def _one(connection: AsyncConnection, topic: str, number: int) -> AnswerVersion:
    row = (await connection.execute(_ONE, {"topic": topic, "number": number})).first()
    if row is None:
        raise UnknownVersion(f"{topic} has no version {number}")
    return _version(row)


def _version(row: Row[Any]) -> AnswerVersion:
    found = dict(row._mapping)
    return AnswerVersion(**{**found, "kind": Kind(found["kind"])})
