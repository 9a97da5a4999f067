"""Who is here, with how much in hand; supervisors say for others that they are away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from aiohttp import web

from bot.domain.audit import AuditLog, Deed
from bot.domain.duty import LONGEST_REASON, WORKERS, Attendance, DutyRoster, Presence
from console.staff.duty.own import away_until
from console.staff.moments import WIB
from console.staff.visit import Visit

_ORDER = {Presence.HERE: 0, Presence.AWAY: 1, Presence.ABSENT: 2}


@dataclass(frozen=True, slots=True)
class PeoplePages:
    """`path` is the page's own."""

    roster: DutyRoster
    attendance: Attendance
    audit: AuditLog
    path: str

    async def show(self, visit: Visit) -> web.StreamResponse:
        people = [each for each in await self.roster.everybody() if each.account.roles & WORKERS]
        lines = [(each, self.attendance.of(each, visit.now)) for each in people]
        lines.sort(key=lambda line: (_ORDER[line[1]], line[0].account.name))
        counts = {presence: sum(found is presence for _, found in lines) for presence in Presence}
        told = f"duty_did_{visit.asked('did', 20)}"
        return visit.page(
            "duty/people.html",
            lines=lines,
            counts=counts,
            told=visit.text(told) if told in visit.looks.words else "",
            longest=LONGEST_REASON,
        )

    async def send_away(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        account, until = form.uuid("account"), away_until(form, visit.now)
        await self.roster.set_away(account, until, form.text("reason", LONGEST_REASON), visit.account.login)
        await self._note(visit, "duty.away", account, f"until {until:%Y-%m-%d}")
        return visit.go(f"{self.path}?did=away_other")

    async def bring_back(self, visit: Visit) -> web.StreamResponse:
        """Here until midnight, whatever the signs: work can be given to them and stays."""
        account = (await visit.form()).uuid("account")
        tomorrow = visit.now.astimezone(WIB).date() + timedelta(days=1)
        await self.roster.set_here(account, datetime.combine(tomorrow, time(), WIB), visit.account.login)
        await self._note(visit, "duty.back", account)
        return visit.go(f"{self.path}?did=back_other")

    async def _note(self, visit: Visit, what: str, account: UUID, detail: str = "") -> None:
        login = (await self.roster.one(account)).account.login
        await self.audit.note(Deed(visit.account.login, what, f"staff:{login}", detail))
