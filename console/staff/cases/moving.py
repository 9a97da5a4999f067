"""Moving a case: another state, words to the resident, the next date; first shown as they will read it."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from aiohttp import web

from bot.domain.case_desk import CaseChanged, Change
from bot.domain.case_work import TYPED_ABOVE, WorkedCase
from bot.domain.cases import NEEDS_WORDS, Actor, CaseView, may_move, next_date
from bot.domain.errors import CaseRefused
from console.staff.cases.desk import CaseRoom, reader_of, today_of
from console.staff.cases.one import OneCase, Shown, Trouble, Typed, number_in, path_of, typed_in
from console.staff.moments import WIB
from console.staff.visit import Visit


class Moving:
    """Forms that change what the resident is told."""

    def __init__(self, room: CaseRoom, one: OneCase) -> None:
        self._room = room
        self._one = one

    async def preview(self, visit: Visit) -> web.StreamResponse:
        """Changes nothing: the page with what the resident will read, or that part of it."""
        number, typed = number_in(visit), await typed_in(visit)
        await self._room.guarded(visit, number)
        found = await self._room.work.read(number, reader_of(visit))
        shown = await self._shown(visit, found, typed)
        if visit.swaps:
            reached = found.reached(typed.state)
            return visit.page(
                "cases/_preview.html", shown=shown, found=found, typed=typed, reached=reached, typed_above=TYPED_ABOVE
            )
        return await self._one.page(visit, found, typed, shown=shown)

    async def _shown(self, visit: Visit, found: WorkedCase, typed: Typed) -> Shown:
        row, today = found.case.row, today_of(visit)
        to = typed.state or row.state
        due = typed.next_on or (row.next_on if to is row.state else None)
        if due is None:
            due = next_date(row.kind, to, today, self._room.calendar)
        view = CaseView(
            number=row.number,
            kind=row.kind,
            state=to,
            received=row.received_at.astimezone(WIB).date(),
            answered=today if to in NEEDS_WORDS else found.answered,
            next_on=due,
            own=True,
            words=typed.words,
        )
        return await self._room.preview.shown(view, found.language)

    async def change(self, visit: Visit) -> web.StreamResponse:
        number, typed = number_in(visit), await typed_in(visit)
        await self._room.guarded(visit, number)
        role = reader_of(visit)
        found = await self._room.work.read(number, role)
        trouble = _trouble(visit, found, typed)
        if trouble:
            return await self._again(visit, found, typed, trouble)
        told = 0
        if _tells(typed):
            reach = found.reached(typed.state)
            change = Change(typed.state, typed.words, typed.next_on, f"desk:{typed.key}", typed.seen, reach)
            try:
                told = await self._room.desk.change(number, change, role, visit.account.login)
            except CaseRefused as refused:
                return await self._refused(visit, number, typed, refused)
            await self._room.note(visit, "change", number, f"{typed.state or '-'}, {told}")
        if typed.note:
            await self._room.work.note(number, typed.note, f"desk:{typed.key}", role, visit.account.login)
            await self._room.note(visit, "note", number)
        return visit.go(
            f"{path_of(number)}?kabar=terkirim&jumlah={told}" if told else f"{path_of(number)}?kabar=catatan"
        )

    async def _refused(self, visit: Visit, number: str, typed: Typed, refused: CaseRefused) -> web.StreamResponse:
        """The page as it is now, with all that was typed."""
        found = await self._room.work.read(number, reader_of(visit))
        if isinstance(refused, CaseChanged):
            return await self._again(visit, found, typed, _changed(visit, found, typed))
        return await self._again(visit, found, typed, Trouble(visit.text("error_CaseRefused"), (), HTTPStatus.CONFLICT))

    async def _again(self, visit: Visit, found: WorkedCase, typed: Typed, trouble: Trouble) -> web.StreamResponse:
        kept = replace(typed, seen=found.event)
        shown = await self._shown(visit, found, kept) if _may(found, kept) else None
        return await self._one.page(visit, found, kept, trouble, shown)


def _trouble(visit: Visit, found: WorkedCase, typed: Typed) -> Trouble | None:
    """What can be told before anything is tried. A page that is not fresh any more is the store's to refuse: a form
    that was sent twice has been taken."""
    if not (_tells(typed) or typed.note):
        return Trouble(visit.text("cases_nothing"))
    if typed.state in NEEDS_WORDS and not typed.words:
        return Trouble(visit.text("cases_needs_words"))
    if typed.next_on and typed.next_on < today_of(visit):
        return Trouble(visit.text("cases_day_gone"))
    reached = found.reached(typed.state)
    if _tells(typed) and reached > TYPED_ABOVE and typed.typed != str(reached):
        return Trouble(visit.text("cases_type_count", count=reached))
    return None


def _changed(visit: Visit, found: WorkedCase, typed: Typed) -> Trouble:
    since = [event for event in found.case.events if event.id > typed.seen]
    key = "cases_stale" if since else "cases_stale_reach"
    return Trouble(visit.text(key, count=found.reached(typed.state)), since, HTTPStatus.CONFLICT)


def _tells(typed: Typed) -> bool:
    return bool(typed.state or typed.words or typed.next_on)


def _may(found: WorkedCase, typed: Typed) -> bool:
    return typed.state is None or may_move(Actor.STAFF, found.case.row.state, typed.state)
