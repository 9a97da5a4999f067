"""Who works on a case, how pressing it is, its number at LAPOR!, and which cases are the same."""

from __future__ import annotations

import re
from uuid import UUID

from aiohttp import web

from bot.domain.case_work import AlreadyTaken
from bot.domain.cases import Priority, Visibility
from bot.domain.errors import UnknownCase
from bot.domain.staff import Account
from bot.domain.tracking import find_number
from console.staff.cases.desk import CaseRoom, reader_of
from console.staff.cases.one import number_in, path_of, worker_in
from console.staff.forms import BadForm, Form, read_uuid
from console.staff.visit import Visit

_LAPOR = re.compile(r"#?[A-Za-z0-9][A-Za-z0-9./-]{2,29}")
"""LAPOR! shows digits today; what an office types is taken loosely."""


class Handling:
    """Small changes. Every one is noted; residents hear of none."""

    def __init__(self, room: CaseRoom) -> None:
        self._room = room

    async def take(self, visit: Visit) -> web.StreamResponse:
        """For oneself, if nobody has it."""
        number = await self._number(visit)
        await self._room.work.assign(number, visit.account.id, None, reader_of(visit), visit.account.login)
        return await self._done(visit, number, "take")

    async def change(self, visit: Visit) -> web.StreamResponse:
        """Officer, priority and number at LAPOR!: of these what was changed on the page. What somebody else has changed
        meanwhile stays, unless it was changed here, too."""
        number, form = number_in(visit), await visit.form()
        case = (await self._room.read(visit, number)).case
        lapor = form.text("lapor", 40)
        if lapor and not _LAPOR.fullmatch(lapor):
            raise BadForm("cases_lapor_wrong")
        priority = form.choice("priority", Priority)
        workers = await self._room.workers(secret=case.row.visibility is Visibility.SECRET)
        try:
            await self._assign(visit, number, worker_in(workers, form.text("to")), _uuid(form, "was"))
        except AlreadyTaken:
            return visit.go(f"{path_of(number)}?kabar=diambil")
        if priority != form.text("was_priority"):
            await self._room.work.set_priority(number, priority, reader_of(visit), visit.account.login)
            await self._room.note(visit, "priority", number, priority)
        if lapor != form.text("was_lapor", 40):
            await self._room.work.set_lapor(number, lapor.lstrip("#"), reader_of(visit), visit.account.login)
            await self._room.note(visit, "lapor", number)
        return visit.go(f"{path_of(number)}?kabar=handling")

    async def _assign(self, visit: Visit, number: str, worker: Account | None, was: UUID | None) -> None:
        """Raises AlreadyTaken."""
        to = worker.id if worker else None
        if to == was:
            return
        await self._room.work.assign(number, to, was, reader_of(visit), visit.account.login)
        await self._room.note(visit, "assign", number, worker.login if worker else "-")

    async def link(self, visit: Visit) -> web.StreamResponse:
        """Another case is the same as this one, and is told with it from now on."""
        number, twin = await self._number(visit), find_number((await visit.form()).needed("twin"))
        if twin is None:
            raise UnknownCase("no tracking number")
        await self._room.read(visit, twin)
        await self._room.desk.link(twin, number, reader_of(visit), visit.account.login)
        return await self._done(visit, number, "link", twin)

    async def unlink(self, visit: Visit) -> web.StreamResponse:
        """This case goes its own way again; back to the page the button stood on."""
        number, form = await self._number(visit), await visit.form()
        await self._room.work.unlink(number, reader_of(visit), visit.account.login)
        await self._room.note(visit, "unlink", number)
        return visit.go(f"{path_of(find_number(form.text('back')) or number)}?kabar=dipisah")

    async def _number(self, visit: Visit) -> str:
        number = number_in(visit)
        await self._room.read(visit, number)
        return number

    async def _done(self, visit: Visit, number: str, what: str, detail: str = "") -> web.StreamResponse:
        await self._room.note(visit, what, number, detail)
        return visit.go(f"{path_of(number)}?kabar={what}")


def _uuid(form: Form, name: str) -> UUID | None:
    text = form.text(name)
    return read_uuid(text) if text else None
