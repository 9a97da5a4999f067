"""The list of campaigns with how far each is."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.campaign_desk import CampaignLine, CampaignPage, Shown
from bot.domain.campaigns import OVER, Books, Fate, State
from bot.store.campaign_rows import campaign_of
from bot.store.engine import Database

PAGE = 25
_WANTED = """(CASE CAST(:shown AS text) WHEN '' THEN true WHEN 'mine' THEN author = :reader OR submitted_by = :reader
        WHEN 'running' THEN state IN ('running', 'paused') ELSE state = :shown END)
    AND (:words = '' OR position(lower(:words) IN lower(concat_ws(' ', name, author, (
        SELECT string_agg(told #>> '{}', ' ') FROM unnest(CAST(:said AS text[])) AS path,
            jsonb_path_query(message, CAST(path AS jsonpath)) AS told)))) > 0)"""
_SAID = [f"$[*].*.{part}" for part in ("title", "text", "buttons[*].title", "template", "variables[*]")]
"""Where in a message its words are, and names that people give."""
_PAGE = text(f"""
    SELECT * FROM campaign WHERE {_WANTED} ORDER BY created_at DESC, id OFFSET :skip LIMIT :limit
""")  # noqa: S608 - our own words
_MATCHING = text(f"SELECT count(*) FROM campaign WHERE {_WANTED}")  # noqa: S608
_COUNTS = text("""
    SELECT state, count(*) AS campaigns, count(*) FILTER (WHERE author = :reader OR submitted_by = :reader) AS mine
    FROM campaign GROUP BY state
""")
_BOOKS = text("""
    SELECT campaign, fate, count(*) AS residents FROM campaign_recipient WHERE campaign = ANY(:ids)
    GROUP BY campaign, fate
""")
_WAITING = text("SELECT count(*) FROM campaign WHERE state = 'submitted'")
_STATES = text("SELECT id, state, edition FROM campaign ORDER BY created_at DESC, id LIMIT 100")
_UNDER_WAY, _LONG_OVER = 2.0, 300.0
"""Seconds that counted books are good for: those of what is over hardly change."""


class PostgresCampaignLists:
    """Implements the CampaignLists port. Counting a million recipients takes its time: books are kept for a while."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counted: dict[UUID, tuple[float, State, Books]] = {}

    async def page(self, shown: Shown, text: str, reader: str, skip: int = 0) -> CampaignPage:
        wanted = {"shown": shown.value, "words": text, "reader": reader, "skip": skip, "limit": PAGE, "said": _SAID}
        async with self._database.single() as connection:
            rows = (await connection.execute(_PAGE, wanted)).all()
            matching = (await connection.execute(_MATCHING, wanted)).scalar_one()
            states = (await connection.execute(_COUNTS, {"reader": reader})).all()
            books = await self._books(connection, [(row.id, State(row.state)) for row in rows])
        lines = [_line(row, books.get(row.id, Books(0))) for row in rows]
        return CampaignPage(lines, _counts(states), max(0, matching - skip - len(rows)))

    async def waiting(self) -> int:
        async with self._database.single() as connection:
            return int((await connection.execute(_WAITING)).scalar_one())

    async def progress(self) -> Mapping[str, str]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_STATES)).all()
            running = [(row.id, State(row.state)) for row in rows if row.state in {State.RUNNING, State.PAUSED}]
            books = await self._books(connection, running)
        return {str(row.id): f"{row.state} {row.edition} {_settled(books.get(row.id))}" for row in rows}

    async def _books(self, connection: AsyncConnection, wanted: Sequence[tuple[UUID, State]]) -> dict[UUID, Books]:
        now = time.monotonic()
        started = {each: state for each, state in wanted if state in OVER | {State.RUNNING, State.PAUSED}}
        stale = [each for each, state in started.items() if not self._fresh(each, state, now)]
        if stale:
            fates: dict[UUID, dict[Fate, int]] = {each: {} for each in stale}
            for row in await connection.execute(_BOOKS, {"ids": stale}):
                fates[row.campaign][Fate(row.fate)] = row.residents
            for each, found in fates.items():
                self._counted[each] = now, started[each], Books(sum(found.values()), found)
        return {each: self._counted[each][2] for each in started}

    def _fresh(self, campaign: UUID, state: State, now: float) -> bool:
        """Counted while it ran is not counted once it is over: its list may not even have been whole."""
        if campaign not in self._counted:
            return False
        at, counted_as, books = self._counted[campaign]
        good_for = _LONG_OVER if counted_as in OVER and not books.open else _UNDER_WAY
        return counted_as == state and now - at < good_for


def _line(row: Row[Any], books: Books) -> CampaignLine:
    return CampaignLine(campaign_of(row), books, row.created_at, row.started_at, row.ended_at)


def _counts(rows: Sequence[Row[Any]]) -> dict[Shown, int]:
    states = {row.state: row.campaigns for row in rows}
    found = {shown: states.get(shown.value, 0) for shown in Shown}
    found[Shown.RUNNING] += states.get(State.PAUSED, 0)
    return found | {Shown.ALL: sum(states.values()), Shown.MINE: sum(row.mine for row in rows)}


def _settled(books: Books | None) -> str:
    return f"{books.total - books.open}/{books.total}" if books else ""
