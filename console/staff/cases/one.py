"""One case: what was told, the files, what happened since, and the forms to work on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from uuid import uuid4

from aiohttp import web

from bot.domain.case_desk import CaseEvent, KeptFile
from bot.domain.case_work import TYPED_ABOVE, CaseNote, WorkedCase
from bot.domain.cases import MOVES, NEEDS_WORDS, Actor, Priority, State, next_date
from bot.domain.errors import UnknownCase
from bot.domain.messages import ChannelName
from bot.domain.phones import PhoneBubble
from bot.domain.staff import Account
from bot.domain.tracking import find_number
from console.staff.cases.clocks import Clocks
from console.staff.cases.desk import CASES, CaseRoom, reader_of, today_of
from console.staff.forms import BadForm
from console.staff.visit import Visit

_SHOWN = {"image/jpeg", "image/png", "image/webp"}
_HEARD = {"audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/webm"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form that moves a case. `key` makes it happen once, `seen` is the last event of the page."""

    key: str
    seen: int
    state: State | None = None
    words: str = ""
    next_on: date | None = None
    note: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A state the case can be brought to, the default date of what follows, how many are told, and how."""

    state: State | None
    due: date | None
    reached: int
    says: str = ""
    needs_words: bool = False


Shown = Mapping[ChannelName, Sequence[PhoneBubble]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the form was not taken: words, and what happened to the case meanwhile."""

    words: str
    since: Sequence[CaseEvent] = ()
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY


def number_in(visit: Visit) -> str:
    """Raises UnknownCase."""
    number = find_number(visit.matched("number"))
    if number is None:
        raise UnknownCase("no tracking number")
    return number


def path_of(number: str) -> str:
    return f"{CASES}/{number}"


def media_type(mime: str) -> str:
    """Of a kind that browsers show or play without running anything; empty for all others."""
    bare = mime.partition(";")[0].strip().lower()
    return bare if bare in _SHOWN | _HEARD else ""


def ways_of(found: WorkedCase, today: date, room: CaseRoom) -> Sequence[Way]:
    row = found.case.row
    steps = [state for state in State if state in MOVES[Actor.STAFF].get(row.state, ())]
    moves = [
        Way(
            state=step,
            due=next_date(row.kind, step, today, room.calendar),
            reached=found.reached(step),
            says=room.preview.says(step, found.language),
            needs_words=step in NEEDS_WORDS,
        )
        for step in steps
    ]
    return [*moves, Way(None, row.next_on, found.reached(None))]


class OneCase:
    """The page of a case, and its files."""

    def __init__(self, room: CaseRoom) -> None:
        self._room = room

    async def show(self, visit: Visit) -> web.StreamResponse:
        number = number_in(visit)
        if visit.matched("number") != number:
            return visit.go(path_of(number))
        found = await self._room.read(visit, number)
        return await self.page(visit, found, Typed(uuid4().hex, found.event))

    async def page(
        self, visit: Visit, found: WorkedCase, typed: Typed, trouble: Trouble | None = None, shown: Shown | None = None
    ) -> web.Response:
        """Noted as read."""
        room, row = self._room, found.case.row
        await room.note(visit, "read", row.number)
        context = {
            "found": found,
            "case": found.case,
            "row": row,
            "clock": Clocks(visit, room.calendar).of(row),
            "happened": _happened(visit, found.case.happened),
            "history": history_of(found),
            "files": [(file, media_type(file.mime_type)) for file in found.case.files],
            "ways": ways_of(found, today_of(visit), room),
            "typed": typed,
            "trouble": trouble,
            "shown": shown,
            "reached": found.reached(typed.state),
            "typed_above": TYPED_ABOVE,
            "alike": await room.work.alike(row.number, reader_of(visit)),
            "priorities": list(Priority),
            "workers": await room.workers(secret=row.visibility == "secret"),
            "chat": room.conversation.format(conversation=found.conversation) if found.conversation else "",
            "ready": visit.asked("kabar", 20),
            "told_to": visit.asked("jumlah", 6),
        }
        status = trouble.status if trouble else HTTPStatus.OK
        return visit.page("cases/one.html", status, **context)

    async def file(self, visit: Visit) -> web.StreamResponse:
        """A file of the resident's, never run by a browser whatever it is."""
        number = number_in(visit)
        case = (await self._room.read(visit, number)).case
        role, wanted = reader_of(visit), visit.matched("file")
        kept = next((file for file in case.files if str(file.id) == wanted), None)
        if kept is None:
            raise UnknownCase(f"{number} has no such file")
        await self._room.note(visit, "file", number, f"file {kept.id}")
        content = await self._room.desk.file(number, kept.id, role)
        return web.Response(body=content, headers=_headers(number, kept))


def _headers(number: str, kept: KeptFile) -> Mapping[str, str]:
    shown = media_type(kept.mime_type)
    way = "inline" if shown else "attachment"
    return {
        "Content-Type": shown or "application/octet-stream",
        "Content-Disposition": f'{way}; filename="{number}-{kept.id}"',
        "X-Content-Type-Options": "nosniff",
    }


def _happened(visit: Visit, told: str) -> str:
    """A day as staff read days; else the resident's own words."""
    try:
        return visit.when.day(date.fromisoformat(told))
    except ValueError:
        return told


def history_of(found: WorkedCase) -> Sequence[CaseEvent | CaseNote]:
    """What happened and what staff noted, in one order, the newest first."""
    told: list[CaseEvent | CaseNote] = [*found.case.events, *found.notes]
    return sorted(told, key=_moment, reverse=True)


def _moment(told: CaseEvent | CaseNote) -> datetime:
    return told.at


async def typed_in(visit: Visit) -> Typed:
    """Raises BadForm."""
    form = await visit.form()
    state = form.text("state")
    return Typed(
        key=form.uuid("key").hex,
        seen=form.number("seen"),
        state=form.choice("state", State) if state else None,
        words=form.text("words", 3000),
        next_on=form.day("next_on"),
        note=form.text("note", 3000),
        typed=form.text("typed", 20),
    )


def worker_in(workers: Sequence[Account], value: str) -> Account | None:
    """None for nobody. Raises BadForm for somebody who may not work on it."""
    if not value:
        return None
    found = next((each for each in workers if str(each.id) == value), None)
    if found is None:
        raise BadForm("cases_no_worker")
    return found
