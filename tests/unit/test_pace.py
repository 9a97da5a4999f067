"""Sends are even and never faster than the rate."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.messages import ChannelName
from bot.outbound.pace import DEFAULT_PACES, DOWN_AFTER, HORIZON_SECONDS, free_slots, rest_of


def test_an_idle_account_sends_at_once() -> None:
    slots = free_slots(behind=-3600, rate=30, limit=1)
    assert (slots.count, slots.wait) == (1, 0)


def test_idle_time_is_not_made_up_for_by_a_burst() -> None:
    slots = free_slots(behind=-3600, rate=30, limit=100)
    assert slots.count == 8
    assert slots.time_of(7) <= HORIZON_SECONDS


def test_an_account_that_must_wait_longer_than_the_horizon_sends_nothing() -> None:
    assert free_slots(behind=0.3, rate=30, limit=10).count == 0


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 50)), min_size=1, max_size=60),
    st.sampled_from([1.0, 30.0, 80.0, 1000.0]),
)
def test_however_rows_are_taken_two_sends_are_never_closer_than_the_rate_allows(
    takes: list[tuple[float, int]], rate: float
) -> None:
    now, next_free, sends = 0.0, 0.0, list[float]()
    for pause, wanted in takes:
        now += pause
        slots = free_slots(next_free - now, rate, wanted)
        sends += [now + slots.time_of(number) for number in range(slots.count)]
        if slots.count:
            next_free = now + slots.time_of(slots.count)
    gaps = [later - earlier for earlier, later in pairwise(sends)]
    assert all(gap >= 1 / rate - 1e-6 for gap in gaps)


@given(st.lists(st.floats(0, 3), min_size=1, max_size=200), st.sampled_from(["person", "group"]))
def test_a_minute_to_one_chat_never_holds_more_than_the_channel_bears(pauses: list[float], kind: str) -> None:
    pace = getattr(DEFAULT_PACES[ChannelName.TELEGRAM], kind)
    most = {"person": 65, "group": 20}[kind]
    now, clock, sends = 0.0, 0.0, list[float]()
    for pause in pauses:
        now += pause
        if clock <= now + pace.tolerance:
            sends.append(now)
            clock = max(clock, now) + pace.interval
    assert all(sum(start <= send < start + 60 for send in sends) <= most for start in sends)
    assert pace.most_within(60) == most


def test_whatsapp_bears_a_burst_and_then_one_message_in_six_seconds() -> None:
    pace = DEFAULT_PACES[ChannelName.WHATSAPP].person
    assert (pace.interval, pace.burst) == (6, 20)


def test_an_account_rests_longer_the_more_often_it_failed_but_never_over_a_minute() -> None:
    rests = [rest_of(failures) for failures in range(60)]
    assert rests[:DOWN_AFTER] == [0.0] * DOWN_AFTER
    assert rests[DOWN_AFTER : DOWN_AFTER + 4] == [1, 2, 4, 8]
    assert rests[-1] == max(rests) == 60
