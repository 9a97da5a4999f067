"""Campaigns: no way round the second person, states that lead somewhere, and quiet hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import JAKARTA
from bot.domain.campaign_approval import approval
from bot.domain.campaigns import (
    OVER,
    Act,
    Books,
    Campaign,
    CampaignRefusal,
    Fate,
    Message,
    OwnApproval,
    Rules,
    State,
    Wording,
    after,
)

ACTS = st.lists(st.sampled_from(list(Act)), max_size=30)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=JAKARTA))
TIMES = st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0))


def walked(acts: list[Act]) -> list[tuple[State, Act]]:
    """The acts that could happen, each with the state it left."""
    state, done = State.DRAFT, []
    for act in acts:
        try:
            new = after(state, act)
        except CampaignRefusal:
            continue
        done.append((state, act))
        state = new
    return done


@given(ACTS)
def test_nothing_starts_that_was_not_approved_after_its_last_change(acts: list[Act]) -> None:
    done = [act for _, act in walked(acts)]
    for at, act in enumerate(done):
        if act is Act.START:
            before = done[:at]
            last = max(i for i, each in enumerate(before) if each is Act.APPROVE)
            assert Act.EDIT not in before[last:]


@given(ACTS)
def test_what_is_over_stays_over(acts: list[Act]) -> None:
    assert all(state not in OVER for state, _ in walked(acts))


@given(ACTS)
def test_from_every_state_that_is_not_over_there_is_a_way_to_the_end(acts: list[Act]) -> None:
    done = walked(acts)
    state = after(*done[-1]) if done else State.DRAFT
    assert state in OVER or after(state, Act.CANCEL) is State.CANCELLED


@pytest.mark.parametrize("approver", ["sari", "dewi", "budi"])
def test_nobody_who_had_a_hand_in_it_approves_it(approver: str) -> None:
    campaign = Campaign(uuid4(), "Libur", State.SUBMITTED, 1, author="sari", submitted_by="dewi")
    with pytest.raises(OwnApproval):
        approval(campaign, approver, ["budi"])
    approval(campaign, "ratna", ["budi"])


@given(MOMENTS, TIMES, TIMES)
def test_quiet_hours_end_within_a_day_and_then_it_is_not_quiet(now: datetime, start: time, end: time) -> None:
    rules = Rules(quiet_from=start, quiet_until=end)
    ends = rules.quiet_ends(now)
    assert not rules.quiet(ends) or start == end
    assert timedelta() <= ends - now <= timedelta(days=1)


def test_a_night_is_quiet_over_midnight() -> None:
    rules = Rules()
    quiet = {hour: rules.quiet(datetime(2026, 11, 28, hour, 30, tzinfo=JAKARTA)) for hour in range(24)}
    assert [hour for hour, is_quiet in quiet.items() if not is_quiet] == list(range(8, 20))


def test_who_has_no_wording_of_their_language_hears_indonesian() -> None:
    message = Message(({"id": Wording("Halo")}, {"id": Wording("Hai"), "en": Wording("Hi")}))
    assert message.wording(0, "en").text == "Halo"
    assert message.wording(1, "en").text == "Hi"


def test_books_balance_only_where_the_fates_add_up() -> None:
    assert Books(3, {Fate.SENT: 1, Fate.SKIPPED: 2}).balanced
    assert not Books(3, {Fate.SENT: 1}).balanced
