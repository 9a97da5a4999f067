"""Audiences with a name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audience import Audience
from bot.domain.segments import Segment, SegmentNameTaken, StaleSegment, UnknownSegment
from bot.store.campaign_rows import audience_of
from bot.store.codec import dump_json, text_column
from bot.store.engine import Database
from bot.store.wakeup import Wakeup

_READ = """
    SELECT s.*, ARRAY(SELECT k.name FROM campaign k WHERE k.audience = s.audience AND k.state <> 'cancelled'
        ORDER BY k.created_at DESC LIMIT 5) AS used_by
    FROM segment s
"""
_ALL = text(f"{_READ} ORDER BY lower(s.name), s.id LIMIT 500")
_FIND = text(f"{_READ} WHERE s.id = :id")
_ADD = text("""
    INSERT INTO segment (id, name, audience, author) VALUES (:id, :name, CAST(:audience AS jsonb), :author)
    ON CONFLICT (id) DO NOTHING
""")
_CHANGE = text("""
    UPDATE segment SET name = :name, audience = CAST(:audience AS jsonb), author = :author, edition = edition + 1,
        changed_at = clock_timestamp()
    WHERE id = :id AND edition = :edition
""")
_THERE = text("SELECT 1 FROM segment WHERE id = :id")
_DELETE = text("DELETE FROM segment WHERE id = :id RETURNING name")


class PostgresSegments:
    """Implements the Segments port."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def all(self) -> Sequence[Segment]:
        async with self._database.single() as connection:
            return [_segment(row) for row in await connection.execute(_ALL)]

    async def find(self, segment: UUID) -> Segment:
        async with self._database.single() as connection:
            row = (await connection.execute(_FIND, {"id": segment})).first()
        if row is None:
            raise UnknownSegment(str(segment))
        return _segment(row)

    async def add(self, segment: UUID, name: str, audience: Audience, author: str) -> None:
        async with self._naming(name) as connection:
            await connection.execute(_ADD, _row(segment, name, audience, author))
        self._wakeup.ring("desk")

    async def change(self, segment: UUID, name: str, audience: Audience, edition: int, author: str) -> None:
        async with self._naming(name) as connection:
            row = _row(segment, name, audience, author) | {"edition": edition}
            if not (await connection.execute(_CHANGE, row)).rowcount:
                there = (await connection.execute(_THERE, {"id": segment})).first()
                raise StaleSegment(name) if there else UnknownSegment(str(segment))
        self._wakeup.ring("desk")

    async def delete(self, segment: UUID) -> str:
        async with self._database.begin() as connection:
            name = (await connection.execute(_DELETE, {"id": segment})).scalar_one_or_none()
        if name is None:
            raise UnknownSegment(str(segment))
        self._wakeup.ring("desk")
        return str(name)

    @asynccontextmanager
    async def _naming(self, name: str) -> AsyncIterator[AsyncConnection]:
        """A transaction in which the name may turn out to be taken."""
        try:
            async with self._database.begin() as connection:
                yield connection
        except IntegrityError as error:
            raise SegmentNameTaken(name) from error


def _row(segment: UUID, name: str, audience: Audience, author: str) -> dict[str, Any]:
    return {"id": segment, "name": text_column(name), "audience": dump_json(asdict(audience)), "author": author}


def _segment(row: Row[Any]) -> Segment:
    return Segment(
        row.id, row.name, audience_of(row.audience), row.author, row.edition, row.changed_at, tuple(row.used_by)
    )
