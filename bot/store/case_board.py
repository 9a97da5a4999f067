"""Lists of cases for staff: implements the CaseBoard port. What residents told is sealed, so words are looked for in
opened stories of a bounded number of cases, in the order of the list."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case_work import CaseFilter, ExportRow, ListPage, View, WorkRow
from bot.domain.cases import ENDED, WITH_STAFF, Role, State
from bot.store.case_desk import line_of
from bot.store.cases import HURRY
from bot.store.codec import text_column
from bot.store.engine import Database

SEARCHED = 2000
"""Cases whose words are looked at in one search."""
_BITE = 500


def _states(states: frozenset[State]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


_OVER, _OPEN_STATES = _states(ENDED), _states(WITH_STAFF)
_LATE = f"(c.state IN ({_OPEN_STATES}) AND c.next_on < :today)"
# A case that is told with another one stands in no list of its own, unless the office is late with it or the other one
# has had its answer without it.
_ALONE = f"""(c.duplicate_of IS NULL OR {_LATE} OR NOT EXISTS (
    SELECT 1 FROM resident_case m WHERE m.number = c.duplicate_of AND m.state IN ({_OPEN_STATES})))"""  # noqa: S608
_NOT_OVER = f"c.state NOT IN ({_OVER})"
_WHICH: Mapping[View, str] = {
    View.OPEN: f"{_NOT_OVER} AND {_ALONE}",
    View.MINE: f"{_NOT_OVER} AND c.assignee = :reader",
    View.LATE: f"{_NOT_OVER} AND {_LATE}",
    View.SECRET: f"{_NOT_OVER} AND c.visibility = 'secret'",
    View.ALL: "true",
}
_ORDER = "(c.state = 'answered'), coalesce(c.next_on, DATE '9999-12-31'), c.hurry, c.received_at, c.number"
_AFTER = f"""({_ORDER}) > (CAST(:answered AS boolean), CAST(:due AS date), CAST(:hurry AS smallint),
    CAST(:received AS timestamptz), CAST(:number AS text))"""
_NEWEST = "c.received_at DESC, c.number DESC"
_BEFORE = "(c.received_at, c.number) < (CAST(:received AS timestamptz), CAST(:number AS text))"
_FILTERS = {
    "kind": "c.kind = :kind",
    "category": "c.category = :category",
    "state": "c.state = :state",
    "officer": "c.assignee = :officer",
}
_BARE = """c.number, c.kind, c.category, c.visibility, c.state, c.received_at, c.next_on, c.duplicate_of, c.hurry,
    (c.state = 'answered') AS is_answered, c.story, c.happened, c.place"""
_SHOWN = f"""{_BARE}, (SELECT s.name FROM staff_account s WHERE s.id = c.assignee) AS assignee_name,
    (SELECT count(*) FROM resident_case d WHERE d.duplicate_of = c.number) AS others"""  # noqa: S608 - our own words
_THESE = text(f"SELECT {_SHOWN} FROM resident_case c WHERE c.number = ANY(:numbers)")  # noqa: S608 - our own words
_COUNTS = text(f"""
    SELECT count(*) FILTER (WHERE {_ALONE}) AS buka, count(*) FILTER (WHERE c.assignee = :reader) AS saya,
        count(*) FILTER (WHERE {_LATE}) AS terlambat, count(*) FILTER (WHERE c.visibility = 'secret') AS rahasia
    FROM resident_case c WHERE {_NOT_OVER} AND (:secret OR c.visibility <> 'secret')
""")  # noqa: S608 - our own words
_STAMP = text("""
    SELECT concat_ws('-', (SELECT max(id) FROM case_event), (SELECT max(id) FROM case_note))
""")
_COUNT_LATE = text(f"""
    SELECT count(*) FROM resident_case c WHERE {_NOT_OVER} AND {_LATE} AND (:secret OR c.visibility <> 'secret')
""")  # noqa: S608 - our own words


class PostgresCaseBoard:
    """Implements the CaseBoard port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, wanted: CaseFilter, after: str = "", limit: int = 50) -> ListPage:
        async with self._database.begin() as connection:
            if _words(wanted):
                return await self._found(connection, wanted, limit)
            rows = await _rows(connection, wanted, _read_place(wanted, after), limit + 1, _SHOWN)
        shown = rows[:limit]
        onward = _place(shown[-1]) if len(rows) > limit else ""
        return ListPage([self._line(row) for row in shown], onward)

    async def counts(self, wanted: CaseFilter) -> Mapping[View, int]:
        values = {"today": wanted.today, "reader": wanted.reader, "secret": wanted.role is Role.INSPECTOR}
        async with self._database.single() as connection:
            row = (await connection.execute(_COUNTS, values)).one()
        return {view: getattr(row, view) for view in View if view is not View.ALL}

    async def late(self, role: Role, today: date) -> int:
        async with self._database.single() as connection:
            values = {"today": today, "secret": role is Role.INSPECTOR}
            return int((await connection.execute(_COUNT_LATE, values)).scalar_one())

    async def stamp(self) -> str:
        async with self._database.single() as connection:
            return str((await connection.execute(_STAMP)).scalar_one())

    async def export(self, wanted: CaseFilter, most: int) -> Sequence[ExportRow]:
        async with self._database.begin() as connection:
            rows = _in_bites(connection, wanted, most)
            return [self._exported(row) async for row in rows if self._has_words(row, wanted)]

    def _exported(self, row: Row[Any]) -> ExportRow:
        opened = self._database.vault.open
        return ExportRow(line_of(row), opened(row.story), opened(row.happened), opened(row.place))

    async def _found(self, connection: AsyncConnection, wanted: CaseFilter, limit: int) -> ListPage:
        hits, looked_at = [], 0
        async for row in _in_bites(connection, wanted, SEARCHED):
            looked_at += 1
            if self._has_words(row, wanted):
                hits.append(row.number)
            if len(hits) == limit:
                break
        rows = (await connection.execute(_THESE, {"numbers": hits})).all()
        lines = sorted((self._line(row) for row in rows), key=lambda line: hits.index(line.row.number))
        return ListPage(lines, cut=len(hits) == limit or looked_at == SEARCHED)

    def _has_words(self, row: Row[Any], wanted: CaseFilter) -> bool:
        words = _words(wanted)
        if not words:
            return True
        told = f"{self._database.vault.open(row.story)}\n{self._database.vault.open(row.place)}".lower()
        return all(word in told for word in words)

    def _line(self, row: Row[Any]) -> WorkRow:
        story = self._database.vault.open(row.story)
        return WorkRow(line_of(row), HURRY[row.hurry], story, row.assignee_name or "", row.others)


async def _in_bites(connection: AsyncConnection, wanted: CaseFilter, most: int) -> AsyncIterator[Row[Any]]:
    after: Mapping[str, object] = {}
    while most > 0:
        rows = await _rows(connection, wanted, after, min(_BITE, most))
        for row in rows:
            yield row
        if len(rows) < min(_BITE, most):
            return
        after, most = _values(rows[-1]), most - len(rows)


async def _rows(
    connection: AsyncConnection, wanted: CaseFilter, after: Mapping[str, object], limit: int, columns: str = _BARE
) -> Sequence[Row[Any]]:
    statement, values = _query(wanted, columns, paged=bool(after))
    return (await connection.execute(statement, values | dict(after) | {"limit": limit})).all()


def _query(wanted: CaseFilter, columns: str, *, paged: bool) -> tuple[TextClause, dict[str, object]]:
    """Only what is asked for stands in the statement: the planner then uses the index of the order."""
    newest = wanted.view is View.ALL
    tests = [_WHICH[wanted.view]]
    if wanted.role is not Role.INSPECTOR:
        tests.append("c.visibility <> 'secret'")
    tests += [test for name, test in _FILTERS.items() if getattr(wanted, name) is not None]
    digits = _digits(wanted)
    if digits:
        tests.append("(c.number LIKE '%' || CAST(:digits AS text) || '%' OR c.lapor = CAST(:typed AS text))")
    if paged:
        tests.append(_BEFORE if newest else _AFTER)
    order = _NEWEST if newest else _ORDER
    told = text(f"""
        SELECT {columns} FROM resident_case c WHERE {" AND ".join(tests)} ORDER BY {order} LIMIT :limit
    """)  # noqa: S608 - our own words
    values = {name: getattr(wanted, name) for name in ("today", "reader", *_FILTERS)}
    values |= {"digits": digits, "typed": text_column(wanted.search.strip())}
    return told, {name: value for name, value in values.items() if f":{name}" in told.text}


def _digits(wanted: CaseFilter) -> str:
    """A tracking number, or a part of one, however it is written."""
    bare = wanted.search.translate(str.maketrans("", "", " -.#"))
    return bare if bare.isascii() and bare.isdigit() else ""


def _words(wanted: CaseFilter) -> list[str]:
    return [] if _digits(wanted) else wanted.search.lower().split()


def _values(row: Row[Any]) -> dict[str, object]:
    return {
        "answered": row.is_answered,
        "due": row.next_on or date.max,
        "hurry": row.hurry,
        "received": row.received_at,
        "number": row.number,
    }


def _place(row: Row[Any]) -> str:
    return json.dumps([_plain(value) for value in _values(row).values()])


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _read_place(wanted: CaseFilter, after: str) -> Mapping[str, object]:
    """Empty for what no page of ours has made."""
    try:
        answered, due, hurry, received, number = json.loads(after)
        place = {
            "answered": bool(answered),
            "due": date.fromisoformat(due),
            "hurry": min(max(int(hurry), 0), 9),
            "received": datetime.fromisoformat(received),
            "number": text_column(str(number))[:20],
        }
    except (ValueError, TypeError):
        return {}
    return place if datetime.fromisoformat(received).tzinfo else {}
