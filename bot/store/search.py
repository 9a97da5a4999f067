"""Search in messages that lie sealed: by keyed marks of the stems of their words (docs/adr/0010-search.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import Unreadable
from bot.domain.masking import mask_text
from bot.domain.searching import searchable
from bot.domain.waiting import Filters, Viewer
from bot.store.codec import text_column
from bot.store.desk_filters import Cursor, conditions
from bot.store.desk_lines import Hit
from bot.store.said import said, sent
from bot.store.vault import Vault

PAGE = 50
_HITS = 300
"""Messages looked at for a page: many of them may be of one conversation."""
_STEMS = text("""
    SELECT number, tsvector_to_array(to_tsvector('indonesian', words)) AS stems
    FROM unnest(CAST(:words AS text[])) WITH ORDINALITY AS given (words, number)
""")
# Officers find nothing in conversations of residents who told something that only inspectors may read.
_OPEN_TO_ALL = """
    AND NOT EXISTS (SELECT 1 FROM question q WHERE q.conversation = l.conversation AND q.reason = 'secret')
    AND NOT EXISTS (SELECT 1 FROM resident_case s WHERE s.person = c.person AND s.visibility = 'secret')
"""
_FIND = """
    SELECT l.side, l.row, l.conversation, l.at FROM search_line l
    JOIN conversation c ON c.id = l.conversation LEFT JOIN desk_card d ON d.conversation = l.conversation
    WHERE l.marks @> CAST(:marks AS bigint[]) {filters} {allowed}
        AND (CAST(:before AS timestamptz) IS NULL OR l.at < CAST(:before AS timestamptz))
    ORDER BY l.at DESC LIMIT :most
"""
_IN = text("SELECT id, body FROM inbox WHERE id = ANY(:ids)")
_OUT = text("SELECT id, body FROM outbox WHERE id = ANY(:ids)")


async def stems_of(connection: AsyncConnection, texts: Sequence[str]) -> list[list[str]]:
    """PostgreSQL's Indonesian stems of each text, those that are worth keeping."""
    rows = (await connection.execute(_STEMS, {"words": [text_column(each) for each in texts]})).all()
    found = {row.number: searchable(row.stems) for row in rows}
    return [found.get(number, []) for number in range(1, len(texts) + 1)]


def marks_of(vault: Vault, stems: Sequence[str]) -> list[int]:
    """Signed 64-bit numbers that tell nothing without the key."""
    return sorted({int(vault.mark(f"word {stem}")[:16], 16) - (1 << 63) for stem in stems})


async def found(
    connection: AsyncConnection, vault: Vault, words: str, viewer: Viewer, filters: Filters, cursor: Cursor | None
) -> tuple[list[Hit], str]:
    """The newest message of each conversation that has all the words, and where to go on (empty: nowhere)."""
    [stems] = await stems_of(connection, [mask_text(words)])
    if not stems:
        return [], ""
    where, values = conditions(filters, "l.at")
    statement = _FIND.format(filters=where, allowed="" if viewer.inspector else _OPEN_TO_ALL)
    values |= {"marks": marks_of(vault, stems), "before": cursor.since if cursor else None, "most": _HITS}
    rows = (await connection.execute(text(statement), values)).all()
    newest: dict[UUID, Row[Any]] = {}
    further = ""
    for row in rows:
        if row.conversation not in newest and len(newest) == PAGE:
            break
        newest.setdefault(row.conversation, row)
        further = Cursor(0, 0, 0, row.at, row.conversation).told
    more = len(rows) == _HITS or (rows and rows[-1].conversation not in newest)
    return await _opened(connection, vault, list(newest.values())), further if more else ""


async def _opened(connection: AsyncConnection, vault: Vault, rows: Sequence[Row[Any]]) -> list[Hit]:
    came = {each.id: each.body for each in await _bodies(connection, _IN, rows, "in")}
    left = {each.id: each.body for each in await _bodies(connection, _OUT, rows, "out")}
    hits = []
    for row in rows:
        body = (came if row.side == "in" else left).get(row.row)
        words = words_of(vault, row.side, body) if body is not None else ""
        hits.append(Hit(row.conversation, mask_text(words), row.at))
    return hits


async def _bodies(connection: AsyncConnection, query: Any, rows: Sequence[Row[Any]], side: str) -> Sequence[Row[Any]]:
    ids = [row.row for row in rows if row.side == side]
    return (await connection.execute(query, {"ids": ids})).all() if ids else []


def words_of(vault: Vault, side: str, body: Any) -> str:
    """Empty where nobody said anything, and where it cannot be opened."""
    try:
        opened = vault.open_json(body)
    except Unreadable:
        return ""
    return said(opened) if side == "in" else sent(opened)
