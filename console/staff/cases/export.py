"""Cases as a table that an admin of SP4N-LAPOR! can key in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from aiohttp import web

from bot.domain.case_work import ExportRow
from bot.domain.tracking import spoken
from console.staff.cases.desk import CaseRoom, today_of
from console.staff.cases.listing import filter_of, title_of
from console.staff.moments import WIB
from console.staff.spreadsheet import sheet
from console.staff.visit import Visit
from console.staff.words import Words

MOST = 50_000
"""Many years of one office; a file with more says that it is not all."""
COLUMNS = (
    "number",
    "kind",
    "category",
    "title",
    "story",
    "happened",
    "place",
    "office",
    "visibility",
    "state",
    "received",
    "due",
)
_LANGUAGE = "id"
"""LAPOR! is Indonesian, whatever language the page is read in."""
_TITLE = 90


def lines_of(rows: Sequence[ExportRow], words: Words, office: str, most: int) -> list[Sequence[str]]:
    """The columns' names and the first `most` rows; where there are more, the last line says so."""
    head = [words.say(f"cases_export_{column}", _LANGUAGE) for column in COLUMNS]
    cut = [[words.say("cases_export_cut", _LANGUAGE, count=most)]] if len(rows) > most else []
    return [head, *(_cells(row, words, office) for row in rows[:most]), *cut]


def _cells(told: ExportRow, words: Words, office: str) -> Sequence[str]:
    row = told.row
    return (
        spoken(row.number),
        words.say(f"cases_lapor_{row.kind}", _LANGUAGE),
        words.say(f"cases_category_{row.category}", _LANGUAGE),
        title_of(told.story, _TITLE),
        told.story,
        _day(told.happened),
        told.place,
        office,
        words.say(f"cases_visibility_{row.visibility}", _LANGUAGE),
        words.say(f"cases_state_{row.state}", _LANGUAGE),
        f"{row.received_at.astimezone(WIB):%d-%m-%Y}",
        f"{row.next_on:%d-%m-%Y}" if row.next_on else "",
    )


def _day(happened: str) -> str:
    """A date where it is one; else as the resident said it."""
    try:
        return f"{date.fromisoformat(happened):%d-%m-%Y}"
    except ValueError:
        return happened


class Export:
    """The file, filtered as the list is."""

    def __init__(self, room: CaseRoom) -> None:
        self._room = room

    async def send(self, visit: Visit) -> web.StreamResponse:
        wanted = filter_of(visit)
        rows = await self._room.board.export(wanted, MOST + 1)
        await self._room.note(visit, "export", detail=f"{wanted.view}, {len(rows[:MOST])}")
        name = f"laporan-{wanted.view}-{today_of(visit):%Y-%m-%d}.csv"
        return sheet(name, lines_of(rows, visit.looks.words, self._room.office, MOST))
