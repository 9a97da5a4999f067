"""Makes messages findable: a job that marks the words of what came in and went out since it last ran, and of what was
there before. Off the road of messages, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, TextClause, text

from bot.domain.masking import mask_text
from bot.store.engine import Database
from bot.store.search import marks_of, stems_of, words_of

BITE = 500
"""Rows marked in one transaction."""
_MOST_BITES = 20
"""In one run: filling a large old database does not keep other jobs waiting."""
_SETTLED = timedelta(seconds=30)
"""No transaction of ours lasts as long, so below rows of that age no row comes into sight any more."""

# Of what went out only officers' words: the bot's own say the same to everybody.
_OFFICERS = """EXISTS (
    SELECT 1 FROM inbox i WHERE i.id = m.answers AND i.external_id LIKE 'notice:answered:%')"""
_TABLES = {"in": ("inbox", "received_at", "state <> 'unreadable'"), "out": ("outbox", "created_at", _OFFICERS)}
_FLOOR = text("SELECT row FROM search_floor WHERE side = :side")
_RAISE = text("""
    INSERT INTO search_floor (side, row) VALUES (:side, :row)
    ON CONFLICT (side) DO UPDATE SET row = GREATEST(search_floor.row, excluded.row)
""")
# The message is looked at again under its lock: what was erased meanwhile is not marked. Rows that somebody is changing
# right now come with the next run.
_KEEP = """
    INSERT INTO search_line (side, row, conversation, at, marks)
    SELECT :side, m.id, m.conversation, m.{at}, CAST(string_to_array(n.marks, ' ') AS bigint[])
    FROM unnest(CAST(:ids AS bigint[]), CAST(:marks AS text[])) AS n (id, marks)
    JOIN {table} m ON m.id = n.id
    WHERE m.body <> '{{}}' ORDER BY m.id FOR SHARE OF m SKIP LOCKED
    ON CONFLICT DO NOTHING
    RETURNING row
"""


async def mark_messages(database: Database, most_bites: int = _MOST_BITES) -> dict[str, int]:
    """How many messages of each side can be found now that could not before."""
    return {side: await _mark_side(database, side, most_bites) for side in ("in", "out")}


async def _mark_side(database: Database, side: str, most_bites: int) -> int:
    async with database.single() as connection:
        floor = (await connection.execute(_FLOOR, {"side": side})).scalar_one_or_none() or 0
    marked, above = 0, floor
    for _ in range(most_bites):
        rows = await _next(database, side, above)
        if not rows:
            break
        marked += await _mark(database, side, rows)
        above = rows[-1].id
        if not rows[-1].settled:
            settled = [row.id for row in rows if row.settled]
            floor = settled[-1] if settled else floor
            break
        floor = above
    async with database.single() as connection:
        await connection.execute(_RAISE, {"side": side, "row": floor})
    return marked


async def _next(database: Database, side: str, above: int) -> Sequence[Row[Any]]:
    """The next rows, `known` those that are marked already; `settled` ones are seen for the last time."""
    async with database.single() as connection:
        wanted = {"side": side, "above": above, "bite": BITE, "settled": _SETTLED}
        return (await connection.execute(_rows(side), wanted)).all()


def _rows(side: str) -> TextClause:
    table, at, which = _TABLES[side]
    return text(f"""
        SELECT m.id, m.body, l.row IS NOT NULL AS known,
            m.{at} < clock_timestamp() - CAST(:settled AS interval) AS settled
        FROM {table} m LEFT JOIN search_line l ON l.side = :side AND l.row = m.id
        WHERE m.id > :above AND m.conversation IS NOT NULL AND {which} ORDER BY m.id LIMIT :bite
    """)  # noqa: S608 - our own words


async def _mark(database: Database, side: str, rows: Sequence[Row[Any]]) -> int:
    vault = database.vault
    new = [(row.id, mask_text(words)) for row in rows if not row.known and (words := words_of(vault, side, row.body))]
    if not new:
        return 0
    table, at, _ = _TABLES[side]
    async with database.begin() as connection:
        stems = await stems_of(connection, [words for _, words in new])
        marked = [(id_, marks_of(vault, each)) for (id_, _), each in zip(new, stems, strict=True) if each]
        values = {
            "side": side,
            "ids": [id_ for id_, _ in marked],
            "marks": [" ".join(map(str, marks)) for _, marks in marked],
        }
        return len((await connection.execute(text(_KEEP.format(table=table, at=at)), values)).all())
