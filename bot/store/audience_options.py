"""What conditions of an audience can ask for: the values residents really have, with how many have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audience import About
from bot.domain.campaign_desk import Option, Options
from bot.store.engine import Database

_TRAITS = text("""
    SELECT about, value, people FROM (
        SELECT about, value, count(*) AS people FROM trait GROUP BY about, value
        UNION ALL
        SELECT 'label', label, count(*) FROM desk_card d, unnest(d.labels) AS label GROUP BY label
        UNION ALL
        SELECT 'application', stage, count(DISTINCT person) FROM watch WHERE stage <> '' GROUP BY stage) told
    ORDER BY about, value LIMIT 2000
""")
_HEARD = text("""
    SELECT id, name FROM campaign WHERE state IN ('running', 'paused', 'done') ORDER BY started_at DESC NULLS LAST
    LIMIT 50
""")
_ABOUT = {
    "interest": About.INTEREST,
    "neighbourhood": About.NEIGHBOURHOOD,
    "list": About.LISTED,
    "application": About.APPLICATION,
    "label": About.LABEL,
    "survey": About.SURVEY,
}


class PostgresAudienceOptions:
    """Implements the AudienceOptions port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def options(self) -> Options:
        async with self._database.single() as connection:
            found = await _traits(connection)
            heard = [Option(str(row.id), row.name) for row in await connection.execute(_HEARD)]
        return {**found, About.HEARD: heard}


async def _traits(connection: AsyncConnection) -> Mapping[About, Any]:
    found: dict[About, list[Option]] = {about: [] for about in _ABOUT.values()}
    for row in await connection.execute(_TRAITS):
        if about := _ABOUT.get(row.about):
            found[about].append(Option(row.value, row.value, row.people))
    found[About.NEIGHBOURHOOD] = _with_whole_rws(found[About.NEIGHBOURHOOD])
    return found


def _with_whole_rws(known: list[Option]) -> list[Option]:
    """ "003" asks for its RTs, too, whether or not anybody told no more than the RW."""
    people: dict[str, int] = {}
    for each in known:
        rw = each.value.rpartition("/")[2]
        people[rw] = people.get(rw, 0) + each.residents
    exact = [each for each in known if "/" in each.value]
    whole = [Option(rw, rw, count) for rw, count in people.items()]
    return sorted((*whole, *exact), key=lambda each: (each.value.rpartition("/")[2], "/" in each.value, each.value))
