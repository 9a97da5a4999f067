"""Counts the office's working days, on which cases are promised: bot.domain.cases.WorkCalendar over the office file."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot.domain.cases import Promises
from faq.office import Office
from faq.opening import day_of


class OfficeCalendar:
    """A working day is one on which the office is open at all: holidays, leave and its own closed days are none."""

    def __init__(self, office: Office) -> None:
        self._office = office

    @property
    def promises(self) -> Promises:
        return Promises(**self._office.promises.model_dump())

    def after(self, day: date, working_days: int) -> date:
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= bool(day_of(self._office, day).periods)
        return day

    def closes(self, day: date) -> time | None:
        return max((period.closes for period in day_of(self._office, day).periods), default=None)
