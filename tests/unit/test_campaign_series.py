"""When a campaign that repeats is due again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.clock import JAKARTA
from bot.domain.campaign_series import next_due
from bot.domain.campaigns import Repeats


def at(month: int, day: int, hour: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=JAKARTA)


def test_a_week_later_at_the_same_time_of_day() -> None:
    assert next_due(Repeats.WEEKLY, at(11, 28), at(11, 28)) == at(12, 5)


@pytest.mark.parametrize(
    ("due", "day", "following"),
    [
        (at(1, 15), None, at(2, 15)),
        (at(12, 15), None, at(1, 15, year=2027)),
        (at(1, 31), None, at(2, 28)),
        (at(2, 28), 31, at(3, 31)),
        (at(4, 30), 31, at(5, 31)),
    ],
)
def test_a_calendar_month_later_on_the_day_the_series_began(
    due: datetime, day: int | None, following: datetime
) -> None:
    assert next_due(Repeats.MONTHLY, due, due, day) == following


@pytest.mark.parametrize("repeats", [Repeats.WEEKLY, Repeats.MONTHLY])
def test_what_was_missed_while_nothing_ran_is_not_made_up_for(repeats: Repeats) -> None:
    now = at(11, 28) + timedelta(days=100)
    following = next_due(repeats, at(11, 28), now)
    assert now < following <= now + timedelta(days=31)


def test_one_that_does_not_repeat_has_no_next_time() -> None:
    with pytest.raises(ValueError, match="repeat"):
        next_due(Repeats.NEVER, at(1, 1), at(1, 1))
