"""Who is here, what everybody is told, and their own Telegram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.audit import AuditLog
from bot.domain.duty import Attendance, DutyRoster
from bot.domain.staff import Role
from bot.domain.staff_notices import StaffNotices, StaffPhones
from console.staff.duty.notices import NoticePages
from console.staff.duty.own import OwnPages
from console.staff.duty.people import PeoplePages
from console.staff.duty.wording import notice_line
from console.staff.gate import ROOT
from console.staff.visit import Area, Page, Section, Visit

SUPERVISE = frozenset({Role.SUPERVISOR, Role.ADMIN})
NOTICES, OWN, STATUS = f"{ROOT}/notices", f"{ROOT}/akun/tugas", f"{ROOT}/people/status"


@dataclass(frozen=True, slots=True)
class DutyPorts:
    """What the pages need."""

    roster: DutyRoster
    attendance: Attendance
    notices: StaffNotices
    phones: StaffPhones
    audit: AuditLog


def duty_area(ports: DutyPorts) -> Area:
    shown = NoticePages(ports.notices, NOTICES)
    own = OwnPages(ports.roster, ports.phones, ports.audit, OWN)
    people = PeoplePages(ports.roster, ports.attendance, ports.audit, STATUS)

    async def probe(visit: Visit, _: Mapping[str, str]) -> Mapping[str, object]:
        count, newest = await ports.notices.unseen(visit.account.id)
        lines = [
            {"id": each.id, "text": notice_line(visit.looks.words, visit.language, each), "link": each.link}
            for each in newest
        ]
        return {"news": {"count": count, "newest": lines}}

    pages = (
        Page("GET", NOTICES, shown.show),
        Page("GET", f"{NOTICES}/news", shown.news),
        Page("POST", f"{NOTICES}/seen", shown.see),
        Page("GET", OWN, own.show),
        Page("POST", f"{OWN}/away", own.go_away),
        Page("POST", f"{OWN}/back", own.come_back),
        Page("POST", f"{OWN}/wishes", own.wish),
        Page("POST", f"{OWN}/telegram", own.offer),
        Page("POST", f"{OWN}/telegram/unlink", own.unlink),
        Page("POST", f"{OWN}/telegram/test", own.test),
        Page("GET", STATUS, people.show, SUPERVISE, "status"),
        Page("POST", f"{STATUS}/away", people.send_away, SUPERVISE, "status"),
        Page("POST", f"{STATUS}/back", people.bring_back, SUPERVISE, "status"),
    )
    return Area(pages, (Section("status", STATUS, "duty_nav", SUPERVISE, "d", rare=True),), (probe,))
