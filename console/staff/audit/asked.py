"""What somebody looks for in the audit log, as the page's address tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from bot.domain.audit import Wanted
from console.staff.moments import WIB
from console.staff.visit import Visit


@dataclass(frozen=True, slots=True)
class Asked:
    """`since` and `until` are days as they were typed; `problem` says what is wrong with them, in words."""

    actor: str = ""
    what: str = ""
    about: str = ""
    since: str = ""
    until: str = ""
    before: int | None = None
    problem: str = ""

    @property
    def wanted(self) -> Wanted:
        until = _midnight(self.until)
        return Wanted(
            self.actor, self.what, self.about, _midnight(self.since), until + timedelta(days=1) if until else None
        )

    @property
    def any(self) -> bool:
        return any((self.actor, self.what, self.about, self.since, self.until))

    def query(self, before: int | None = None) -> str:
        """The same question as part of an address; `before`: from the entry below this number on."""
        fields = {
            "pelaku": self.actor,
            "apa": self.what,
            "tentang": self.about,
            "dari": self.since,
            "sampai": self.until,
            "sebelum": str(before or ""),
        }
        return urlencode({name: value for name, value in fields.items() if value})


def read_asked(visit: Visit) -> Asked:
    since, until, before = visit.asked("dari", 20), visit.asked("sampai", 20), visit.asked("sebelum", 18)
    problem = "" if _is_day(since) and _is_day(until) else visit.text("form_day")
    if not problem and since and until and since > until:
        problem = visit.text("audit_days_swapped")
    return Asked(
        visit.asked("pelaku", 80).lower(),
        visit.asked("apa", 80),
        visit.asked("tentang", 120),
        since,
        until,
        int(before) if before.isascii() and before.isdecimal() else None,
        problem,
    )


def _is_day(told: str) -> bool:
    try:
        return not told or date.fromisoformat(told).isoformat() == told
    except ValueError:
        return False


def _midnight(told: str) -> datetime | None:
    """The last days of the calendar have no day after them; nobody means those."""
    if not told:
        return None
    day = min(date.fromisoformat(told), date(9000, 1, 1))
    return datetime.combine(day, time(), WIB)
