"""Ready-made replies in PostgreSQL: one's own and those of everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from bot.domain.composing import Canned, CannedText, UnknownCanned
from bot.store.codec import text_column
from bot.store.engine import Database

_COLUMNS = "id, title, words, owner, topic, edition, author, changed_at"
_SEEN = "(owner IS NULL OR owner = :account)"
_OF = text(f"SELECT {_COLUMNS} FROM canned_reply WHERE {_SEEN} ORDER BY lower(title), id")  # noqa: S608
_FIND = text(f"SELECT {_COLUMNS} FROM canned_reply WHERE id = :id AND {_SEEN}")  # noqa: S608 - our own words
_ADD = text("""
    INSERT INTO canned_reply (id, owner, title, words, topic, edition, author)
    VALUES (:id, :owner, :title, :words, :topic, :edition, :author) ON CONFLICT (id) DO NOTHING
""")
_CHANGE = text(f"""
    UPDATE canned_reply SET owner = :owner, title = :title, words = :words, topic = :topic, edition = :edition,
        author = :author, changed_at = clock_timestamp()
    WHERE id = :id AND {_SEEN}
""")  # noqa: S608 - our own words
_DROP = text(f"DELETE FROM canned_reply WHERE id = :id AND {_SEEN}")  # noqa: S608 - our own words


class PostgresCannedReplies:
    """Implements the CannedReplies port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, account: UUID) -> Sequence[Canned]:
        async with self._database.single() as connection:
            return [_canned(row) for row in (await connection.execute(_OF, {"account": account})).all()]

    async def find(self, canned: UUID, account: UUID) -> Canned:
        async with self._database.single() as connection:
            row = (await connection.execute(_FIND, {"id": canned, "account": account})).one_or_none()
        if row is None:
            raise UnknownCanned(str(canned))
        return _canned(row)

    async def add(self, canned: UUID, text: CannedText, account: UUID, author: str) -> None:
        async with self._database.single() as connection:
            await connection.execute(_ADD, _row(canned, text, account, author))

    async def change(self, canned: UUID, text: CannedText, account: UUID, author: str) -> None:
        async with self._database.single() as connection:
            changed = await connection.execute(_CHANGE, _row(canned, text, account, author) | {"account": account})
        if not changed.rowcount:
            raise UnknownCanned(str(canned))

    async def drop(self, canned: UUID, account: UUID) -> None:
        async with self._database.single() as connection:
            await connection.execute(_DROP, {"id": canned, "account": account})


def _canned(row: Row[Any]) -> Canned:
    return Canned(**row._mapping)


def _row(canned: UUID, text: CannedText, account: UUID, author: str) -> dict[str, object]:
    return {
        "id": canned,
        "owner": None if text.shared else account,
        "title": text_column(text.title),
        "words": text_column(text.words),
        "topic": text_column(text.topic),
        "edition": text_column(text.edition),
        "author": author,
    }
