"""Dates and hours as residents write them: "lusa", "Senin depan", "2 Des 2026", "besok jam 9", "tgl 5 bulan depan".

A small grammar of our own: the general libraries read "lusa" as nothing and "2 Des" as the second of the running month.
What cannot be told surely is not told: None asks the resident again.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

_DAYS = (
    ("senin", "monday", "mon"),
    ("selasa", "tuesday", "tue"),
    ("rabu", "wednesday", "wed"),
    ("kamis", "thursday", "thu"),
    ("jumat", "jum'at", "jumaat", "friday", "fri"),
    ("sabtu", "saturday", "sat"),
    ("minggu", "ahad", "sunday", "sun"),
)
_MONTHS = (
    ("januari", "jan", "january"),
    ("februari", "feb", "pebruari", "february"),
    ("maret", "mar", "march"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "jun", "june"),
    ("juli", "jul", "july"),
    ("agustus", "agu", "ags", "agt", "aug", "august"),
    ("september", "sep", "sept"),
    ("oktober", "okt", "oct", "october"),
    ("november", "nov", "nopember", "nop"),
    ("desember", "des", "dec", "december"),
)
WEEKDAYS = {name: number for number, names in enumerate(_DAYS) for name in names}
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_FROM_TODAY = {
    "kemarin lusa": -2,
    "kemarin dulu": -2,
    "besok lusa": 2,
    "hari ini": 0,
    "sekarang": 0,
    "today": 0,
    "besok": 1,
    "bsk": 1,
    "esok": 1,
    "tomorrow": 1,
    "lusa": 2,
    "tulat": 3,
    "kemarin": -1,
    "kmrn": -1,
    "yesterday": -1,
}
"""Days from today, the longer words first."""
_COUNTS = {"se": 1, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "sepuluh": 10}

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = "|".join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True))
_COUNT = r"\d{1,2}|" + "|".join(_COUNTS)
_NEXT = r"depan|dpn|besok|next"
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_NUMBERS = re.compile(r"\b(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})\b")
_EIGHT = re.compile(r"(?<!\d)(\d{2})(\d{2})((?:19|20)\d{2})(?!\d)")
_WORDS = re.compile(rf"\b(\d{{1,2}})\s*(?:-|\s)?\s*({_MONTH})\b\.?(?:\s*(?:-|\s)?\s*(\d{{4}}|\d{{2}}(?![\d.:])))?")
_OF_MONTH = re.compile(
    rf"\b(?:tgl|tanggal|tg)\.?\s*(\d{{1,2}})(?:\s+(?:bulan|bln)\s+({_NEXT}|ini))?\b(?!\s*[/.:-]\s*\d)"
)
_COUNTED = re.compile(rf"\b({_COUNT})\s*(hari|minggu|bulan)\s+(lagi|yang lalu|yg lalu|lalu|kemudian)\b")
_WEEKDAY = re.compile(rf"\b(?:hari\s+)?({_DAY})(?:\s+({_NEXT}|ini|minggu depan|lalu|kemarin))?\b")
_HOUR = re.compile(r"\b(?:jam|pukul|pkl|jm|at)\.?\s*(\d{1,2})(?:[.:](\d{2}))?\s*(pagi|siang|sore|malam|malem|am|pm)?\b")
_PART = re.compile(
    r"(?<!selamat )(?<!met )(?<!good )\b(pagi|siang|sore|malam|malem|morning|noon|afternoon|evening)\b"
    r"(?!,?\s+(?:pak|bu|bapak|ibu|kak|min|mas|mbak|bang|gan|admin)\b)"
)


class PartOfDay(StrEnum):
    """Pagi, siang, sore, malam; English has no word for each, so "afternoon" is wider."""

    MORNING = "morning"
    NOON = "noon"
    LATE = "late"
    EVENING = "evening"
    AFTERNOON = "afternoon"

    @property
    def hours(self) -> tuple[time, time]:
        """From the first moment to the one that is past it."""
        return _HOURS[self]

    def holds(self, hour: time) -> bool:
        first, end = self.hours
        return first <= hour < end


_HOURS = {
    PartOfDay.MORNING: (time(0), time(11)),
    PartOfDay.NOON: (time(11), time(15)),
    PartOfDay.LATE: (time(15), time(18)),
    PartOfDay.EVENING: (time(18), time.max),
    PartOfDay.AFTERNOON: (time(12), time(18)),
}
_PARTS = {
    "pagi": PartOfDay.MORNING,
    "morning": PartOfDay.MORNING,
    "siang": PartOfDay.NOON,
    "noon": PartOfDay.NOON,
    "sore": PartOfDay.LATE,
    "afternoon": PartOfDay.AFTERNOON,
    "malam": PartOfDay.EVENING,
    "malem": PartOfDay.EVENING,
    "evening": PartOfDay.EVENING,
}

_RELATIVE = re.compile(rf"(?<!\w)(?:{'|'.join(_FROM_TODAY)})(?!\w)")
_PART_OF_DAY = re.compile(
    r"\b(?:tadi|barusan|semalam|subuh|pagi|siang|sore|malam|malem|lalu|tiap|setiap|sejak|hari|ini|this|last|every|morning"
    r"|afternoon|evening)\b"
)
_MOMENTS = (_ISO, _NUMBERS, _WORDS, _OF_MONTH, _COUNTED, _HOUR, _WEEKDAY, _RELATIVE, _PART_OF_DAY)


@dataclass(frozen=True, slots=True)
class When:
    """What a text says about a moment: a date, an hour, or else a part of the day."""

    day: date | None = None
    hour: time | None = None
    part: PartOfDay | None = None


def when(text: str, today: date) -> When:
    """Read the first date and the first hour out of a text. Days without a year lie within the coming year."""
    folded = " ".join(text.casefold().replace("’", "'").split())
    hour = _hour(folded)
    named = None if hour else _PART.search(folded)
    return When(next(_dates(folded, today), None), hour, _PARTS[named[1]] if named else None)


def days_named(text: str, today: date) -> list[date]:
    """Every weekday a text names, the next one each, in its order; where it names none, the one date it tells."""
    folded = " ".join(text.casefold().replace("’", "'").split())
    named = [WEEKDAYS[found[1]] for found in _WEEKDAY.finditer(folded)]
    first = when(text, today).day
    if len(named) < 2:
        return [first] if first else []
    return [today + timedelta(days=(wanted - today.weekday()) % 7) for wanted in dict.fromkeys(named)]


def without_moment(text: str) -> str:
    """What a short text tells besides the moment: "kemarin pagi di loket 2" → "di loket 2"."""
    folded = text.lower()
    if len(folded) != len(text):  # a letter that is longer in lower case
        return text
    taken = {place for moment in _MOMENTS for found in moment.finditer(folded) for place in range(*found.span())}
    left = "".join(" " if place in taken else letter for place, letter in enumerate(text))
    return " ".join(left.split()).strip(" ,.-")


def birth_date(text: str, today: date) -> date | None:
    """A date of birth needs its year; two digits are a year before today. None for a day to come or past 120 years."""
    folded = " ".join(text.casefold().split())
    found = next(_with_year(folded, today), None) or next(_without_joints(folded), None)
    return found if found and today.replace(year=today.year - 120) < found <= today else None


def _without_joints(text: str) -> Iterator[date]:
    """ "17081985"."""
    if found := _EIGHT.search(text):
        yield from _real(int(found[3]), int(found[2]), int(found[1]))


def _dates(text: str, today: date) -> Iterator[date]:
    for reader in (_with_year, _without_year, _relative, _counted, _weekday, _day_of_month):
        yield from reader(text, today)


def _with_year(text: str, today: date) -> Iterator[date]:
    if found := _ISO.search(text):
        yield from _real(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.search(text):
        yield from _real(_year(found[3], today), int(found[2]), int(found[1]))
    for found in _WORDS.finditer(text):
        if found[3]:
            yield from _real(_year(found[3], today), MONTHS[found[2]], int(found[1]))


def _without_year(text: str, today: date) -> Iterator[date]:
    """The next time the day comes, today included."""
    for found in _WORDS.finditer(text):
        if not found[3]:
            day, month = int(found[1]), MONTHS[found[2]]
            for year in range(today.year, today.year + 9):
                coming = next(_real(year, month, day), None)
                if coming and coming >= today:
                    yield coming
                    break


def _relative(text: str, today: date) -> Iterator[date]:
    for words, days in _FROM_TODAY.items():
        if re.search(rf"(?<!\w){words}(?!\w)", text) and not re.search(rf"({_DAY})\s+{words}", text):
            yield today + timedelta(days=days)
            return


def _counted(text: str, today: date) -> Iterator[date]:
    if found := _COUNTED.search(text):
        count = int(found[1]) if found[1].isdigit() else _COUNTS[found[1]]
        count = -count if "lalu" in found[3] else count
        if found[2] == "bulan":
            yield _months_on(today, count)
        else:
            yield today + timedelta(days=count * (7 if found[2] == "minggu" else 1))


def _weekday(text: str, today: date) -> Iterator[date]:
    """ "Senin" is the next one, today included; "Senin depan" is never today and in the week that comes."""
    for found in _WEEKDAY.finditer(text):
        wanted, said = WEEKDAYS[found[1]], found[2] or ""
        if found[1] == "minggu" and said in {"depan", "dpn", "ini", "lalu"}:
            continue  # "minggu depan" is next week, which is no day
        ahead = (wanted - today.weekday()) % 7
        if said in {"lalu", "kemarin"}:
            yield today - timedelta(days=(today.weekday() - wanted) % 7 or 7)
        elif said in {"depan", "dpn", "next", "minggu depan"}:
            yield today - timedelta(days=today.weekday()) + timedelta(days=7 + wanted)
        else:
            yield today + timedelta(days=ahead)
        return


def _day_of_month(text: str, today: date) -> Iterator[date]:
    if found := _OF_MONTH.search(text):
        day, said = int(found[1]), found[2]
        months = [1] if said and said != "ini" else [0] if said else [0, 1, 2]
        for ahead in months:
            first = _months_on(today.replace(day=1), ahead)
            coming = next(_real(first.year, first.month, day), None)
            if coming and (coming >= today or said):
                yield coming
                return


def _hour(text: str) -> time | None:
    found = _HOUR.search(text)
    if not found:
        return None
    hour, minute, part = int(found[1]), int(found[2] or 0), found[3] or ""
    if part in {"sore", "malam", "malem", "pm"} and hour < 12:
        hour += 12
    if part == "siang" and hour < 6:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _year(digits: str, today: date) -> int:
    """Two digits: the last year that ends so and is at most a year ahead."""
    if len(digits) == 4:
        return int(digits)
    year = today.year - today.year % 100 + int(digits)
    return year if year <= today.year + 1 else year - 100


def _months_on(day: date, months: int) -> date:
    """The same day so many months on, or that month's last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _real(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return
