"""The office file: what only the office itself knows, and nothing of it is ever guessed."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from faq.schema import InBoth, Strict

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Period(Strict):
    """From opening to closing within one day, written "07.30-12.00"."""

    opens: time
    closes: time

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        opens, dash, closes = value.replace("–", "-").replace(".", ":").partition("-")
        if not dash:
            raise ValueError('a period is written like "07.30-12.00"')
        return {"opens": opens.strip(), "closes": closes.strip()}

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.closes <= self.opens:
            raise ValueError("a period closes after it opens")
        return self


def _one_after_the_other(periods: Any) -> Any:
    return tuple(periods) if isinstance(periods, list) else periods


Periods = Annotated[tuple[Period, ...], BeforeValidator(_one_after_the_other)]


class Week(Strict):
    """The periods of each weekday; a day without any is closed."""

    monday: Periods = ()
    tuesday: Periods = ()
    wednesday: Periods = ()
    thursday: Periods = ()
    friday: Periods = ()
    saturday: Periods = ()
    sunday: Periods = ()

    @model_validator(mode="after")
    def _no_overlap(self) -> Week:
        for name in WEEKDAYS:
            periods = getattr(self, name)
            if any(later.opens < earlier.closes for earlier, later in pairwise(periods)):
                raise ValueError(f"the periods of {name} overlap or are out of order")
        if not any(getattr(self, name) for name in WEEKDAYS):
            raise ValueError("the office is never open")
        return self

    def on(self, day: date) -> tuple[Period, ...]:
        periods: tuple[Period, ...] = getattr(self, WEEKDAYS[day.weekday()])
        return periods


class Season(Strict):
    """Days with hours of their own, such as Ramadan; both ends belong to it."""

    name: InBoth
    first: date
    last: date
    hours: Week


class ClosedDay(Strict):
    """A day the office is closed for a reason of its own."""

    day: date
    reason: InBoth


class MobilePoint(Strict):
    """A stop of the mobile service."""

    place: InBoth
    when: InBoth


Days = Annotated[int, Field(ge=1, le=90)]


class CasePromises(Strict):
    """Working days after which complaints, suggestions and requests for information go on; `reopen_days` are days of
    the calendar."""

    verified: Days = 3
    followed_up: Days = 5
    information: Days = 10
    closed_without_reply: Days = 10
    reopen_days: Days = 14


Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ()-]{4,20}$")]


class Office(Strict):
    """`sample` stays true until the office has put in its own facts. National holidays and collective leave are known
    without it (package holidays); `open_on` names those on which the office works all the same. A resident's RT or RW
    above `highest_rt` or `highest_rw` is asked about once more."""

    sample: bool
    name: InBoth
    address: InBoth
    contact: InBoth
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    phone: Phone | None = None
    hours: Week
    seasons: tuple[Season, ...] = ()
    closed_on: tuple[ClosedDay, ...] = ()
    open_on: tuple[date, ...] = ()
    mobile_points: tuple[MobilePoint, ...] = ()
    promises: CasePromises = CasePromises()
    highest_rt: int = Field(default=20, ge=1, le=999)
    highest_rw: int = Field(default=15, ge=1, le=999)
