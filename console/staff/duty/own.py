"""One's own day: here or away, what comes to one's Telegram, and linking it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from http import HTTPStatus
from uuid import uuid4

from aiohttp import web

from bot.domain.audit import AuditLog, Deed
from bot.domain.duty import LONGEST_REASON, DutyRoster, check_away
from bot.domain.staff_notices import NoticeKind, StaffPhones, Wishes
from console.staff.forms import BadForm, Form
from console.staff.moments import WIB
from console.staff.visit import Visit


@dataclass(frozen=True, slots=True)
class OwnPages:
    """`path` is the page's own."""

    roster: DutyRoster
    phones: StaffPhones
    audit: AuditLog
    path: str

    async def show(self, visit: Visit) -> web.StreamResponse:
        return await self._page(visit)

    async def go_away(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        until = away_until(form, visit.now)
        reason = form.text("reason", LONGEST_REASON)
        await self.roster.set_away(visit.account.id, until, reason, visit.account.login)
        await self._note(visit, "duty.away", f"until {until:%Y-%m-%d}")
        return visit.go(f"{self.path}?did=away")

    async def come_back(self, visit: Visit) -> web.StreamResponse:
        await self.roster.set_here(visit.account.id, None, visit.account.login)
        await self._note(visit, "duty.back")
        return visit.go(f"{self.path}?did=back")

    async def wish(self, visit: Visit) -> web.StreamResponse:
        """The form names what is wanted; kinds it does not know of stay muted or not as they were."""
        form = await visit.form()
        wanted = form.choices("kind", NoticeKind)
        muted = frozenset(kind for kind in NoticeKind if kind not in wanted)
        await self.roster.set_wishes(visit.account.id, Wishes(form.flag("any_hour"), muted))
        await self._note(visit, "duty.wishes")
        return visit.go(f"{self.path}?did=wishes")

    async def offer(self, visit: Visit) -> web.StreamResponse:
        """The code is shown once, on the page that answers; a reload makes another one."""
        code = await self.phones.offer(visit.account.id)
        await self._note(visit, "duty.telegram_code")
        return await self._page(visit, code=code)

    async def unlink(self, visit: Visit) -> web.StreamResponse:
        if await self.phones.unlink(visit.account.id):
            await self._note(visit, "duty.telegram_unlink")
        return visit.go(f"{self.path}?did=unlinked")

    async def test(self, visit: Visit) -> web.StreamResponse:
        key = (await visit.form()).needed("key", 40)
        told = await self.phones.say(visit.account.id, visit.text("duty_test_message"), f"test:{key}")
        await self._note(visit, "duty.telegram_test")
        return visit.go(f"{self.path}?did={'tested' if told else 'not_tested'}")

    async def _page(self, visit: Visit, code: str = "") -> web.StreamResponse:
        me = await self.roster.one(visit.account.id)
        did = visit.asked("did", 20)
        told = f"duty_did_{did}"
        return visit.page(
            "duty/own.html",
            HTTPStatus.OK,
            me=me,
            away=me.away(visit.now),
            phone=await self.phones.phone(visit.account.id),
            code=code,
            kinds=[kind for kind in NoticeKind if kind is not NoticeKind.PHONE],
            wishes=me.duty.wishes,
            told=visit.text(told) if told in visit.looks.words else "",
            key=uuid4().hex,
            longest=LONGEST_REASON,
        )

    async def _note(self, visit: Visit, what: str, detail: str = "") -> None:
        login = visit.account.login
        await self.audit.note(Deed(login, what, f"staff:{login}", detail))


def away_until(form: Form, now: datetime) -> datetime:
    """The morning of the day somebody is back. Raises BadForm, BadAway."""
    day: date | None = form.day("back_on")
    if day is None:
        raise BadForm("form_missing")
    until = datetime.combine(day, time(), WIB)
    check_away(now, until)
    return until
