"""The lists of the shared inbox on PostgreSQL: first the order, from narrow rows; then what a page of it shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.timing import Clock
from bot.domain.waiting import Counts, Filters, Page, Tab, Viewer
from bot.store.desk_filters import Cursor, conditions
from bot.store.desk_lines import lines_of
from bot.store.desk_reasons import HELD, WAITING
from bot.store.engine import Database
from bot.store.search import found

PAGE = 50
_BY_PRESSURE = "(l.sleeps, CASE l.rank WHEN 0 THEN 0 ELSE 1 END, CASE WHEN l.broken THEN 0 ELSE 1 END, l.since, l.id)"
_ORDERED = """
    {listed}
    SELECT l.* FROM (
        SELECT listed.conversation AS id, rank, since, broken, sleeps FROM listed {joined}) l
    {after}
    ORDER BY l.sleeps, CASE l.rank WHEN 0 THEN 0 ELSE 1 END, CASE WHEN l.broken THEN 0 ELSE 1 END, l.since, l.id
    LIMIT :limit
"""
_JOINED = """
    JOIN conversation c ON c.id = listed.conversation
    LEFT JOIN desk_card d ON d.conversation = listed.conversation
    WHERE true {filters}
"""
_AFTER = f"""
    WHERE {_BY_PRESSURE} > (CAST(:sleeps AS integer), CAST(:danger AS integer), CAST(:kept AS integer),
        CAST(:since AS timestamptz), CAST(:id AS uuid))
"""
_ALL = """
    SELECT c.id, c.last_inbound_at AS since FROM conversation c LEFT JOIN desk_card d ON d.conversation = c.id
    WHERE c.last_inbound_at IS NOT NULL {filters}
        AND (CAST(:since AS timestamptz) IS NULL OR c.last_inbound_at <= CAST(:since AS timestamptz))
        AND (CAST(:since AS timestamptz) IS NULL
            OR (c.last_inbound_at, c.id) < (CAST(:since AS timestamptz), CAST(:id AS uuid)))
    ORDER BY c.last_inbound_at DESC, c.id DESC LIMIT :limit
"""
# A sum of hashes tells that a list has changed without naming who is on it.
_COUNTS = f"""
    {WAITING}
    SELECT count(*) AS waiting, coalesce(sum(hashtext(conversation::text || rank || broken)), 0) AS mark,
        (SELECT max(act) FROM desk_card) AS act FROM listed
"""  # noqa: S608 - our own words
_MINE = text("SELECT account, count(*) AS mine FROM desk_card WHERE account IS NOT NULL GROUP BY account")
_FRESH = 1.0
"""Seconds for which counts are not counted again: many pages ask at once."""


class PostgresDeskLists:
    """Implements the DeskLists port. `promised` gives the moment since when who waits, waits longer than promised."""

    def __init__(self, database: Database, clock: Clock, promised: Callable[[datetime], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._promised = _rarely(promised)
        self._counted = {inspector: _Counted(self._count) for inspector in (True, False)}

    async def page(self, tab: Tab, viewer: Viewer, filters: Filters = Filters(), after: str = "") -> Page:  # noqa: B008
        cursor = Cursor.read(after)
        async with self._database.begin() as connection:
            if tab is Tab.ALL:
                rows = await _newest(connection, filters, cursor)
            else:
                rows = await self._pressing(connection, tab, viewer, filters, cursor)
            shown = rows[:PAGE]
            known = self._known(viewer)
            lines = await lines_of(connection, self._database.vault, [row.id for row in shown], known)
        further = Cursor.of(shown[-1], tab is Tab.ALL).told if len(rows) > PAGE else ""
        return Page(lines, further)

    async def search(self, words: str, viewer: Viewer, filters: Filters = Filters(), after: str = "") -> Page:  # noqa: B008
        cursor = Cursor.read(after)
        async with self._database.begin() as connection:
            hits, further = await found(connection, self._database.vault, words, viewer, filters, cursor)
            ids = [hit.conversation for hit in hits]
            told = {hit.conversation: hit for hit in hits}
            lines = await lines_of(connection, self._database.vault, ids, self._known(viewer), told)
        return Page(lines, further)

    async def counts(self, viewer: Viewer) -> Counts:
        return await self._counted[viewer.inspector].counts(viewer)

    async def _pressing(
        self, connection: AsyncConnection, tab: Tab, viewer: Viewer, filters: Filters, cursor: Cursor | None
    ) -> Sequence[Row[Any]]:
        values = self._known(viewer) | {"limit": PAGE + 1}
        if tab is not Tab.WAITING:
            values["mine"] = viewer.account if tab is Tab.MINE else None
        where, wanted = conditions(filters, "listed.since")
        joined = _JOINED.format(filters=where) if filters else ""
        listed = WAITING if tab is Tab.WAITING else HELD
        statement = _ORDERED.format(listed=listed, joined=joined, after=_AFTER if cursor else "")
        values |= wanted | (cursor.pressing if cursor else {})
        return (await connection.execute(text(statement), values)).all()

    def _known(self, viewer: Viewer) -> dict[str, Any]:
        now = self._clock.now()
        return {"promised": self._promised(now), "today": now.date(), "inspector": viewer.inspector}

    async def _count(self, viewer: Viewer) -> tuple[int, str, dict[UUID, int]]:
        async with self._database.single() as connection:
            row = (await connection.execute(text(_COUNTS), self._known(viewer))).one()
            mine = {each.account: each.mine for each in await connection.execute(_MINE)}
        return row.waiting, f"{row.waiting}.{row.mark}.{row.act}", mine


class _Counted:
    """What was counted a moment ago, for everybody who asks."""

    def __init__(self, count: Callable[[Viewer], Any]) -> None:
        self._count = count
        self._lock = asyncio.Lock()
        self._at = -_FRESH
        self._last: tuple[int, str, dict[UUID, int]] = (0, "", {})

    async def counts(self, viewer: Viewer) -> Counts:
        async with self._lock:
            if monotonic() - self._at >= _FRESH:
                self._last = await self._count(viewer)
                self._at = monotonic()
        waiting, stamp, mine = self._last
        return Counts(waiting, mine.get(viewer.account, 0), stamp)


async def _newest(connection: AsyncConnection, filters: Filters, cursor: Cursor | None) -> Sequence[Row[Any]]:
    where, wanted = conditions(filters, "c.last_inbound_at")
    since, last = (cursor.since, cursor.id) if cursor else (None, None)
    values = wanted | {"since": since, "id": last, "limit": PAGE + 1}
    return (await connection.execute(text(_ALL.format(filters=where)), values)).all()


def _rarely(promised: Callable[[datetime], datetime]) -> Callable[[datetime], datetime]:
    """Asked anew when five minutes have passed: the office's calendar is walked back over weeks for it."""
    last: list[tuple[datetime, datetime]] = []

    def recent(now: datetime) -> datetime:
        if not last or abs(now - last[0][0]) >= timedelta(minutes=5):
            last[:] = [(now, promised(now))]
        return last[0][1]

    return recent
