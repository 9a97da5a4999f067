"""The states of a case as a machine: whatever staff, residents and the clock do, nobody gets stuck."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.cases import (
    ENDED,
    MOVES,
    NEEDS_WORDS,
    WITH_STAFF,
    Actor,
    CaseView,
    Kind,
    Promises,
    State,
    is_late,
    may_move,
    may_reopen,
    next_date,
    sources,
)
from faq.book import SAMPLE_OFFICE, load_book
from tests.fakes_book import NOW

TODAY = NOW.date()
CALENDAR = load_book(SAMPLE_OFFICE, lambda: NOW).calendar
SATURDAY = date(2026, 11, 28)


class Life(RuleBasedStateMachine):
    """A case from its first day on, moved as the desk, the chat and the clock move it."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.RECEIVED
        self.today = TODAY
        self.answered: date | None = None
        self.next_on = next_date(Kind.COMPLAINT, self.state, self.today, CALENDAR)

    def move(self, to: State) -> None:
        self.state = to
        self.next_on = next_date(Kind.COMPLAINT, to, self.today, CALENDAR)
        if to in NEEDS_WORDS:
            self.answered = self.today

    @rule(days=st.integers(0, 20))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(to=st.sampled_from(State))
    def staff_acts(self, to: State) -> None:
        if may_move(Actor.STAFF, self.state, to):
            self.move(to)

    @rule(to=st.sampled_from([State.DONE]))
    def resident_is_content(self, to: State) -> None:
        if may_move(Actor.RESIDENT, self.state, to):
            self.move(to)

    @rule()
    def resident_opens_it_again(self) -> None:
        if may_reopen(self.state, self.answered, self.today, CALENDAR.promises):
            self.move(State.REOPENED)

    @precondition(lambda self: self.next_on is not None and self.next_on < self.today)
    @rule()
    def clock_strikes(self) -> None:
        if may_move(Actor.CLOCK, self.state, State.CLOSED):
            self.move(State.CLOSED)

    @invariant()
    def somebody_can_always_go_on_unless_it_is_over(self) -> None:
        ways = [to for actor in Actor for to in MOVES[actor].get(self.state, ())]
        assert ways
        assert self.state in ENDED or any(self.state in MOVES[actor] for actor in (Actor.STAFF, Actor.CLOCK))

    @invariant()
    def what_is_over_was_answered(self) -> None:
        assert self.answered is not None or self.state in WITH_STAFF

    @invariant()
    def there_is_a_date_while_anybody_waits(self) -> None:
        assert (self.next_on is None) is (self.state in ENDED)

    @invariant()
    def staff_never_says_for_the_resident_that_it_is_done(self) -> None:
        assert not may_move(Actor.STAFF, self.state, State.DONE)
        assert not may_move(Actor.STAFF, self.state, State.CLOSED)


TestLife = Life.TestCase


@given(st.sampled_from(Actor), st.sampled_from(State), st.sampled_from(State))
def test_the_sources_of_a_state_are_where_one_may_come_from(actor: Actor, state: State, to: State) -> None:
    assert (state in sources(actor, to)) is may_move(actor, state, to)


def test_every_state_can_be_reached() -> None:
    reached, new = {State.RECEIVED}, {State.RECEIVED}
    while new:
        new = {to for actor in Actor for state in new for to in MOVES[actor].get(state, ())} - reached
        reached |= new
    assert reached == set(State)


@pytest.mark.parametrize(
    ("start", "days", "day"),
    [
        (TODAY, 3, date(2026, 11, 27)),  # Tuesday → Friday
        (TODAY, 4, date(2026, 11, 30)),  # over the weekend
        (SATURDAY, 1, date(2026, 11, 30)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # 24 December is collective leave, 25 a holiday
        (TODAY, 0, TODAY),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(start: date, days: int, day: date) -> None:
    assert CALENDAR.after(start, days) == day


@given(st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.integers(0, 20))
def test_a_promise_always_falls_on_a_working_day_and_later_for_more_days(day: date, days: int) -> None:
    due = CALENDAR.after(day, days + 1)
    assert due.weekday() < 5
    assert due > CALENDAR.after(day, days)


def test_an_information_request_has_longer_than_a_complaint() -> None:
    complaint, information = (
        next_date(kind, State.VERIFIED, TODAY, CALENDAR) for kind in (Kind.COMPLAINT, Kind.INFORMATION)
    )
    assert (complaint, information) == (CALENDAR.after(TODAY, 5), CALENDAR.after(TODAY, 10))


@pytest.mark.parametrize(("days", "open_again"), [(0, True), (14, True), (15, False)])
def test_it_can_be_opened_again_for_fourteen_days(days: int, open_again: bool) -> None:
    today = TODAY + timedelta(days=days)
    assert may_reopen(State.ANSWERED, TODAY, today, Promises()) is open_again
    assert may_reopen(State.CLOSED, TODAY, today, Promises()) is open_again
    assert not may_reopen(State.VERIFIED, TODAY, today, Promises())
    assert not may_reopen(State.ANSWERED, None, today, Promises())


def test_a_broken_promise_is_admitted_and_only_where_the_office_made_it() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert is_late(State.RECEIVED, yesterday, TODAY)
    assert not is_late(State.RECEIVED, TODAY, TODAY)
    assert not is_late(State.ANSWERED, yesterday, TODAY)
    view = CaseView("1", Kind.COMPLAINT, State.RECEIVED, yesterday, next_on=yesterday)
    assert view.next_phrase(TODAY) == "case_next_late"
