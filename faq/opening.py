"""When the counter is open, in words: the week, today, and the next time. Pure but for the calendar of holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby

import holidays

from faq.dates import WEEKDAY_NAMES, written_date, written_day
from faq.office import WEEKDAYS, Office, Period, Week
from faq.schema import LANGUAGES, InBoth, PhraseOf

_AHEAD = 30
"""Days looked ahead for the next opening; no closure lasts longer."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Closure:
    """Why a day is closed. `public`: a national holiday; collective leave (cuti bersama) and the office's own reasons
    speak for themselves."""

    reason: InBoth
    public: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The periods of one date; `closed` tells why a day that is usually open has none."""

    periods: tuple[Period, ...]
    closed: Closure | None = None


def day_of(office: Office, day: date) -> Day:
    """What the office says itself wins over the calendar of holidays."""
    if own := next((closed.reason for closed in office.closed_on if closed.day == day), None):
        return Day((), Closure(own))
    season = next((season for season in office.seasons if season.first <= day <= season.last), None)
    periods = (season.hours if season else office.hours).on(day)
    if not periods or day in office.open_on:
        return Day(periods)
    closed = holiday(day)
    return Day((), closed) if closed else Day(periods)


def holiday(day: date) -> Closure | None:
    """The public holiday or the collective leave (cuti bersama) of a day; None on other days."""
    for category, public in (("public", True), ("government", False)):
        names = {language: _calendar(day.year, category, language).get(day, "") for language in LANGUAGES}
        if all(names.values()):
            return Closure(InBoth(**names), public)
    return None


@cache
def _calendar(year: int, category: str, language: str) -> dict[date, str]:
    code = "id" if language == "id" else "en_US"
    return dict(holidays.country_holidays("ID", years=year, categories=(category,), language=code))


def week_in_words(week: Week, language: str, words: PhraseOf) -> str:
    """ "Senin–Kamis pukul 07.30–12.00 dan 13.00–16.00, Jumat pukul 07.30–11.30"."""
    days = [(number, getattr(week, name)) for number, name in enumerate(WEEKDAYS) if getattr(week, name)]
    parts = []
    for (periods, _), group in groupby(enumerate(days), key=lambda each: (each[1][1], each[1][0] - each[0])):
        numbers = [number for _, (number, _) in group]
        names = WEEKDAY_NAMES[language]
        span = names[numbers[0]] if len(numbers) == 1 else f"{names[numbers[0]]}–{names[numbers[-1]]}"
        parts.append(words("hours_span").format(days=span, periods=_periods(periods, words)))
    return ", ".join(parts)


def day_in_words(office: Office, day: date, language: str, words: PhraseOf) -> str:
    """ "Sabtu, 28 November: loket tutup, akhir pekan." """
    found, name = day_of(office, day), written_day(day, language)
    if found.periods:
        return words("hours_on_open").format(day=name, periods=_periods(found.periods, words))
    reason = why_closed(office, day, language, words)
    return words("hours_on_closed_for" if reason else "hours_on_closed").format(day=name, reason=reason)


def why_closed(office: Office, day: date, language: str, words: PhraseOf) -> str:
    """The holiday, the weekend, the office's own reason; empty where it is open or nobody knows why not."""
    found = day_of(office, day)
    if found.closed:
        return _reason(found.closed, language, words)
    return words("hours_weekend") if not found.periods and day.weekday() >= _SATURDAY else ""


def today_in_words(office: Office, now: datetime, language: str, words: PhraseOf) -> str:
    """Whether the counter is open now, until when, or when next. `now` in the office's own time zone."""
    today = day_of(office, now.date())
    here = now.time()
    current = next((period for period in today.periods if period.opens <= here < period.closes), None)
    to_come = [period for period in today.periods if period.opens > here]
    if current or to_come:
        return _open_today(office, now, language, words, current, to_come)
    if today.periods:
        said = words("hours_over")
    elif reason := why_closed(office, now.date(), language, words):
        said = words("hours_closed_for").format(reason=reason)
    else:
        said = words("hours_closed")
    return f"{said} {_next_opening(office, now.date(), language, words)}".strip()


def _reason(closed: Closure, language: str, words: PhraseOf) -> str:
    reason = closed.reason.in_language(language)
    return words("hours_holiday").format(reason=reason) if closed.public else reason


def _open_today(
    office: Office, now: datetime, language: str, words: PhraseOf, current: Period | None, to_come: list[Period]
) -> str:
    last = to_come[-1] if to_come else current
    closes = _clock(last) if last else ""
    if current:
        said = words("hours_until").format(closes=closes)
    elif len(to_come) < len(day_of(office, now.date()).periods):
        said = words("hours_break").format(opens=_clock(to_come[0], opening=True), closes=closes)
    else:
        said = words("hours_later").format(periods=_periods(tuple(to_come), words))
    tomorrow = day_of(office, now.date() + timedelta(days=1))
    if tomorrow.closed:
        said += " " + words("hours_closed_tomorrow").format(reason=_reason(tomorrow.closed, language, words))
    return said


def _next_opening(office: Office, today: date, language: str, words: PhraseOf) -> str:
    for ahead in range(1, _AHEAD + 1):
        day = today + timedelta(days=ahead)
        if periods := day_of(office, day).periods:
            opens = _clock(periods[0], opening=True)
            if ahead == 1:
                return words("hours_again_tomorrow").format(opens=opens)
            name = WEEKDAY_NAMES[language][day.weekday()]
            return words("hours_again").format(day=name, date=written_date(day, language), opens=opens)
    return ""


def _periods(periods: tuple[Period, ...], words: PhraseOf) -> str:
    spans = [f"{_clock(period, opening=True)}–{_clock(period)}" for period in periods]
    return f" {words('hours_and')} ".join(spans)


def _clock(period: Period, *, opening: bool = False) -> str:
    return (period.opens if opening else period.closes).strftime("%H.%M")
