"""The lists of cases: which, filtered how, and page after page."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from aiohttp import web

from bot.domain.case_work import CaseFilter, View
from bot.domain.cases import Category, Kind, State
from bot.domain.staff import Role
from console.staff.cases.clocks import Clocks
from console.staff.cases.desk import CASES, CaseRoom, reader_of, today_of
from console.staff.visit import Visit

_Choice = TypeVar("_Choice", bound=StrEnum)
_TITLE = 140
FIELDS = {"jenis": "kind", "perihal": "category", "tahap": "state", "petugas": "officer", "cari": "search"}
"""Names in the address → of the filter."""


def title_of(story: str, most: int = _TITLE) -> str:
    """The beginning of what the resident told, cut at a word."""
    line = " ".join(story.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]}…"


def filter_of(visit: Visit) -> CaseFilter:
    """What the address asks for. Values nobody knows are left out, and so is the list of secret cases for those who may
    not see it."""
    view = _known(View, visit.asked("daftar")) or View.OPEN
    if view is View.SECRET and not visit.may(Role.INSPECTOR):
        view = View.OPEN
    return CaseFilter(
        view=view,
        role=reader_of(visit),
        reader=visit.account.id,
        today=today_of(visit),
        kind=_known(Kind, visit.asked("jenis")),
        category=_known(Category, visit.asked("perihal")),
        state=_known(State, visit.asked("tahap")),
        officer=_uuid(visit.asked("petugas")),
        search=visit.asked("cari", 100),
    )


def address(wanted: CaseFilter, **other: object) -> str:
    """The query that asks for the same again; `other` by their names in the address, empty ones left out."""
    told: dict[str, object] = {"daftar": wanted.view if wanted.view is not View.OPEN else ""}
    told |= {name: getattr(wanted, field) or "" for name, field in FIELDS.items()}
    return urlencode({name: str(value) for name, value in (told | other).items() if value})


class Listing:
    """Page of the lists."""

    def __init__(self, room: CaseRoom) -> None:
        self._room = room

    async def show(self, visit: Visit) -> web.StreamResponse:
        wanted = filter_of(visit)
        page = await self._room.board.page(wanted, visit.asked("sesudah", 400))
        clocks = Clocks(visit, self._room.calendar)
        lines = [(row, title_of(row.story), clocks.of(row.row)) for row in page.rows]
        await self._room.note(visit, "list", detail=f"{wanted.view}, {len(lines)}")
        more = address(wanted, sesudah=page.after) if page.after else ""
        if visit.swaps:
            return visit.page("cases/_rows.html", lines=lines, more=more)
        return visit.page("cases/list.html", lines=lines, more=more, cut=page.cut, **await self._frame(visit, wanted))

    async def news(self, visit: Visit) -> web.StreamResponse:
        """A word above the list when something in it may have changed since it was made; nothing moves by itself."""
        if visit.asked("dari") == await self._room.board.stamp():
            return web.Response(status=HTTPStatus.NO_CONTENT)
        return visit.page("cases/_news.html", query=address(filter_of(visit)))

    async def _frame(self, visit: Visit, wanted: CaseFilter) -> dict[str, Any]:
        counts = await self._room.board.counts(wanted)
        views = [view for view in View if view is not View.SECRET or visit.may(Role.INSPECTOR)]
        return {
            "wanted": wanted,
            "stamp": await self._room.board.stamp(),
            "tabs": [(view, address_of_view(wanted, view), counts.get(view)) for view in views],
            "query": address(wanted),
            "filtered": any(getattr(wanted, field) for field in FIELDS.values()),
            "kinds": list(Kind),
            "categories": list(Category),
            "states": list(State),
            "workers": await self._room.workers(secret=False),
        }


def address_of_view(wanted: CaseFilter, view: View) -> str:
    query = address(wanted, daftar="" if view is View.OPEN else view)
    return f"{CASES}?{query}" if query else CASES


def _known(kind: type[_Choice], value: str) -> _Choice | None:
    return kind(value) if value in {each.value for each in kind} else None


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
