"""When a campaign that repeats is sent again: a week or a calendar month later, at the same time of day. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta

from bot.domain.campaigns import Repeats

_MONTHS = 12


def next_due(repeats: Repeats, due: datetime, now: datetime, day: int | None = None) -> datetime:
    """The first time after `now`; what was missed while nothing ran is not made up for. Local times in, local times
    out. `day`: the day of the month the series began on (31 means the last one in shorter months), else that of `due`.
    Raises ValueError for one that does not repeat."""
    if repeats is Repeats.NEVER:
        raise ValueError("this campaign does not repeat")
    following, steps = due, 0
    while following <= due or following <= now:
        steps += 1
        following = (
            due + timedelta(weeks=steps) if repeats is Repeats.WEEKLY else _months_later(due, steps, day or due.day)
        )
    return following


def _months_later(due: datetime, months: int, day: int) -> datetime:
    years, month = divmod(due.month - 1 + months, _MONTHS)
    year, month = due.year + years, month + 1
    return due.replace(year=year, month=month, day=min(day, monthrange(year, month)[1]))
