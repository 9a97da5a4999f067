"""What all pages about cases share: their ports, who reads what, and how the audit log names a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.audit import AuditLog, Deed
from bot.domain.case_desk import CaseDesk
from bot.domain.case_work import CaseBoard, CasePreview, CaseWork
from bot.domain.cases import Role as Reader
from bot.domain.cases import WorkCalendar
from bot.domain.errors import SecretCase
from bot.domain.staff import Account, Role, StaffAccounts
from console.staff.gate import ROOT
from console.staff.moments import WIB
from console.staff.visit import Visit

CASES = f"{ROOT}/cases"
STAFF = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR})
SECTION = "cases"


@dataclass(frozen=True, slots=True)
class CaseRoom:
    """The ports of these pages. `office` is where LAPOR! sends what is exported; `conversation` the page of a chat,
    with `{conversation}` for its id, empty where there is none."""

    board: CaseBoard
    work: CaseWork
    desk: CaseDesk
    preview: CasePreview
    calendar: WorkCalendar
    accounts: StaffAccounts
    audit: AuditLog
    office: str
    conversation: str = ""

    async def note(self, visit: Visit, what: str, number: str = "", detail: str = "") -> None:
        about = f"case:{number}" if number else "cases"
        await self.audit.note(Deed(visit.account.login, f"case.{what}", about, detail))

    async def guarded(self, visit: Visit, number: str) -> None:
        """Raises SecretCase for one who may not read it, and notes that they tried; and UnknownCase."""
        try:
            await self.desk.read(number, reader_of(visit))
        except SecretCase:
            await self.note(visit, "refused", number)
            raise

    async def workers(self, *, secret: bool) -> Sequence[Account]:
        """Those who may work on a case, by name."""
        wanted = {Role.INSPECTOR} if secret else STAFF
        able = [each for each in await self.accounts.all() if each.active and each.roles & wanted]
        return sorted(able, key=lambda account: account.name.lower())


def reader_of(visit: Visit) -> Reader:
    return Reader.INSPECTOR if visit.may(Role.INSPECTOR) else Reader.OFFICER


def today_of(visit: Visit) -> date:
    return visit.now.astimezone(WIB).date()
