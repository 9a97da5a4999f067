"""Work is given only to who is there: the front desk and the work on cases, with attendance asked first."""

from __future__ import annotations

from uuid import UUID

from bot.domain.cases import Role, WorkCalendar
from bot.domain.duty import Attendance
from bot.domain.front_desk import Standing
from bot.domain.staff import Account
from bot.domain.timing import Clock
from bot.store.case_work import PostgresCaseWork
from bot.store.engine import Database
from bot.store.front_desk import PostgresFrontDesk
from bot.store.wakeup import Wakeup


class AttendedFrontDesk(PostgresFrontDesk):
    """`assign` raises Absent, too. Who takes something themselves is there."""

    def __init__(self, database: Database, wakeup: Wakeup, attendance: Attendance) -> None:
        super().__init__(database, wakeup)
        self._attendance = attendance

    async def assign(self, conversation: UUID, by: Account, to: UUID) -> Standing:
        if to != by.id:
            await self._attendance.check(to)
        return await super().assign(conversation, by, to)


class AttendedCaseWork(PostgresCaseWork):
    """`assign` raises Absent, too."""

    def __init__(
        self, database: Database, wakeup: Wakeup, calendar: WorkCalendar, clock: Clock, attendance: Attendance
    ) -> None:
        super().__init__(database, wakeup, calendar, clock)
        self._attendance = attendance

    async def assign(self, number: str, to: UUID | None, was: UUID | None, role: Role, author: str) -> None:
        if to is not None and to != was:
            await self._attendance.check(to)
        await super().assign(number, to, was, role, author)
