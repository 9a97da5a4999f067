"""Every minute: what is assigned to somebody who is not there goes back, and supervisors hear of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot.domain.audit import AuditLog, Deed
from bot.domain.duty import (
    Absent,
    Assignments,
    Colleague,
    DutyRoster,
    Load,
    Presence,
    office_hours_ago,
)
from bot.domain.staff import Account, Role
from bot.domain.staff_notices import News, NoticeKind, StaffNotices
from bot.domain.timing import Clock


@dataclass(frozen=True, slots=True)
class PresentStaff:
    """Implements the Attendance port by the roster and the office's hours."""

    roster: DutyRoster
    open_at: Callable[[datetime], bool]
    clock: Clock
    absent_after: timedelta

    async def presence(self, account: UUID) -> Presence:
        return self.of(await self.roster.one(account), self.clock.now())

    async def check(self, account: UUID) -> None:
        if await self.presence(account) is not Presence.HERE:
            raise Absent

    def of(self, colleague: Colleague, now: datetime) -> Presence:
        if not colleague.account.active:
            return Presence.ABSENT
        return colleague.presence(now, office_hours_ago(now, self.absent_after, self.open_at))


@dataclass(frozen=True, slots=True)
class GiveBack:
    """The job."""

    attendance: PresentStaff
    assignments: Assignments
    notices: StaffNotices
    audit: AuditLog

    async def look(self) -> int:
        """How many conversations and cases went back."""
        now = self.attendance.clock.now()
        here = {
            each.account.id
            for each in await self.attendance.roster.everybody()
            if self.attendance.of(each, now) is Presence.HERE
        }
        given = 0
        for account in await self.assignments.loads():
            if account not in here:
                given += await self._of(account, now)
        return given

    async def _of(self, account: UUID, now: datetime) -> int:
        load = await self.assignments.give_back(account)
        if load.any:
            who = (await self.attendance.roster.one(account)).account
            await self.notices.tell_roles(_news(who, load, now), {Role.SUPERVISOR})
            detail = f"{load.conversations} conversations, {load.cases} cases"
            await self.audit.note(Deed("system", "duty.give_back", f"staff:{who.login}", detail))
        return load.conversations + load.cases


def _news(who: Account, load: Load, now: datetime) -> News:
    facts = {"name": who.name, "conversations": str(load.conversations), "cases": str(load.cases)}
    key = f"returned:{who.id}:{now:%Y-%m-%dT%H:%M}"
    return News(NoticeKind.RETURNED, key, "/console/people/status", facts)
