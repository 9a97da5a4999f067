"""Until when a conversation can be put off. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum

_OPENS = time(7, 30)
_SATURDAY = 5


class Snooze(StrEnum):
    """The choices, by the names they have in forms."""

    HOUR = "jam"
    THREE_HOURS = "3jam"
    TOMORROW = "besok"
    MONDAY = "senin"
    NOW = "sekarang"  # back into the list


def wakes_at(choice: Snooze, now: datetime) -> datetime | None:
    """None for what is put off no more. `now` in the office's time; mornings are those of working days."""
    match choice:
        case Snooze.NOW:
            return None
        case Snooze.HOUR:
            return now + timedelta(hours=1)
        case Snooze.THREE_HOURS:
            return now + timedelta(hours=3)
        case Snooze.TOMORROW:
            day = now.date() + timedelta(days=1)
            while day.weekday() >= _SATURDAY:
                day += timedelta(days=1)
        case Snooze.MONDAY:
            day = now.date() + timedelta(days=7 - now.weekday())
    return datetime.combine(day, _OPENS, now.tzinfo)
