"""The clock of a case in working days, as staff read it: "2 hari kerja lagi", "lewat 1 hari kerja"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.case_desk import DeskRow
from bot.domain.cases import WITH_STAFF, State, WorkCalendar, working_days_between
from console.staff.cases.desk import today_of
from console.staff.visit import Visit

_SOON = 1
"""Working days from which on a promise is shown as pressing."""


@dataclass(frozen=True, slots=True)
class Clock:
    """`kind` is the colour of the chip; `words` are empty where nobody waits for the office."""

    words: str
    kind: str = ""
    due: str = ""


class Clocks:
    """For one page: lists have few different dates, each is counted once."""

    def __init__(self, visit: Visit, calendar: WorkCalendar) -> None:
        self._visit = visit
        self._calendar = calendar
        self._today = today_of(visit)
        self._counted: dict[date, int] = {}

    def of(self, row: DeskRow) -> Clock:
        due = row.next_on
        if due is None or row.state not in WITH_STAFF | {State.ANSWERED}:
            return Clock("")
        shown = self._visit.when.day(due)
        if row.state is State.ANSWERED:
            return Clock(self._visit.text("cases_clock_closes", day=shown), due=shown)
        days = self._days(due)
        if row.late(self._today):
            key = "cases_clock_late" if days else "cases_clock_just_late"
            return Clock(self._visit.text(key, days=-days) if days else self._visit.text(key), "broken", shown)
        if due == self._today:
            return Clock(self._today_until(), "wait", shown)
        return Clock(self._visit.text("cases_clock_left", days=days), "wait" if days <= _SOON else "", shown)

    def _today_until(self) -> str:
        closes = self._calendar.closes(self._today)
        if closes is None:
            return self._visit.text("cases_clock_today")
        return self._visit.text("cases_clock_today_until", time=f"{closes:%H.%M}")

    def _days(self, due: date) -> int:
        if due not in self._counted:
            self._counted[due] = working_days_between(self._today, due, self._calendar)
        return self._counted[due]
