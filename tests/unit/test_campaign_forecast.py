"""What a campaign will take: nothing is sent in quiet hours, no tier is overdrawn, and more never takes less."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import JAKARTA
from bot.domain.campaign_forecast import Load, Prices, Rest, TierUse, awake_after, cost, forecast
from bot.domain.campaigns import Rules

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=JAKARTA))
TIMES = st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0))
RULES = st.builds(Rules, quiet_from=TIMES, quiet_until=TIMES, tier=st.integers(0, 5000), tier_share=st.floats(0.1, 1.0))
NEEDED = st.timedeltas(timedelta(0), timedelta(days=40))
PEOPLE = st.integers(0, 200_000)
NOON = datetime(2026, 11, 28, 12, 0, tzinfo=JAKARTA)


@settings(deadline=None)  # adds up weeks piece by piece
@given(MOMENTS, NEEDED, RULES)
def test_it_takes_its_time_and_whatever_is_quiet_besides(starts: datetime, needed: timedelta, rules: Rules) -> None:
    ends = awake_after(starts, needed, rules)
    assert ends >= starts + needed
    assert abs(awake_between(starts, ends, rules) - needed) < timedelta(seconds=1)


@given(MOMENTS, NEEDED, NEEDED, RULES)
def test_more_to_send_never_ends_sooner(starts: datetime, needed: timedelta, more: timedelta, rules: Rules) -> None:
    assert awake_after(starts, needed + more, rules) >= awake_after(starts, needed, rules)


@given(st.integers(0, 5000), st.integers(0, 100_000), st.integers(0, 4000), st.integers(1, 5000))
def test_no_day_opens_more_than_its_budget(used: int, wanted: int, budget: int, tier: int) -> None:
    use = TierUse(used, wanted, budget, tier)
    assert use.today <= max(0, budget - used)
    if use.days is None:
        assert budget == 0
        assert wanted > 0
    else:
        assert use.today + use.days * budget >= wanted
        assert use.days == 0 or use.today + (use.days - 1) * budget < wanted


@given(MOMENTS, PEOPLE, PEOPLE, st.integers(0, 5000), RULES)
def test_an_emergency_never_ends_later_and_never_rests(
    starts: datetime, telegram: int, whatsapp: int, used: int, rules: Rules
) -> None:
    loads = [Load("telegram", telegram, 30), Load("whatsapp", whatsapp, 80, whatsapp // 2)]
    usual, urgent = (forecast(starts, loads, rules, used, emergency=urgent) for urgent in (False, True))
    assert urgent.rest is None
    if usual.ends and urgent.ends:
        assert urgent.ends <= usual.ends
    assert (usual.ends is None) == (urgent.ends is None)


def test_a_short_one_at_noon_is_done_before_the_evening() -> None:
    found = forecast(NOON, [Load("telegram", 1800, 30)], Rules())
    assert found.ends == NOON + timedelta(minutes=1)
    assert found.rest is None


def test_a_long_one_stops_at_eight_and_goes_on_in_the_morning() -> None:
    found = forecast(NOON, [Load("telegram", 30 * 3600 * 9, 30)], Rules())
    assert found.rest == Rest(NOON.replace(hour=20), NOON.replace(day=29, hour=8))
    assert found.ends == NOON.replace(day=29, hour=9)


def test_one_that_ends_as_quiet_begins_ends_then() -> None:
    assert awake_after(NOON, timedelta(hours=8), Rules()) == NOON.replace(hour=20)
    assert awake_after(NOON, timedelta(hours=20), Rules()) == NOON.replace(day=29, hour=20)


def test_one_that_starts_at_night_waits_for_the_morning() -> None:
    night = NOON.replace(hour=23)
    found = forecast(night, [Load("telegram", 30, 30)], Rules())
    assert found.rest == Rest(night, NOON.replace(day=29, hour=8))
    assert found.begins == NOON.replace(day=29, hour=8)


def test_templates_beyond_the_tier_wait_for_the_next_days() -> None:
    rules = Rules(tier=1000, tier_share=0.5)
    found = forecast(NOON, [Load("whatsapp", 1200, 80, 1200)], rules, used=100)
    assert (found.tier.today, found.tier.days) == (400, 2)
    assert found.ends == NOON + timedelta(days=2)
    assert found.tier.share == pytest.approx(0.5)


def test_without_a_tier_it_never_ends_and_says_so() -> None:
    found = forecast(NOON, [Load("whatsapp", 10, 80, 10)], Rules(tier=0))
    assert found.tier.days is None
    assert found.ends is None


def test_nobody_takes_no_time() -> None:
    assert forecast(NOON, [Load("telegram", 0, 30)], Rules()).ends is None


@given(st.integers(0, 1_000_000), st.integers(0, 10_000))
def test_the_cost_is_what_the_templates_cost(count: int, rupiah: int) -> None:
    assert cost({"marketing": count}, Prices({"marketing": rupiah})) == count * rupiah


def test_a_price_that_is_missing_is_not_made_up() -> None:
    assert cost({"utility": 5}, Prices({"marketing": 500})) is None
    assert cost({"utility": 0}, Prices({})) == 0


def awake_between(starts: datetime, ends: datetime, rules: Rules) -> timedelta:
    """Time that is not quiet, added up piece by piece between the moments at which it changes."""
    edges = {starts, ends}
    day = starts.date()
    while day <= ends.date():
        for each in (rules.quiet_from, rules.quiet_until, time(0, 0)):
            edges.add(datetime.combine(day, each, JAKARTA))
        day += timedelta(days=1)
    inside = sorted(each for each in edges if starts <= each <= ends)
    return sum((end - begin for begin, end in pairwise(inside) if not rules.quiet(begin)), timedelta())
