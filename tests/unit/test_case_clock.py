"""Working days as staff read them, priorities a case begins with, and how alike two stories are."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.case_desk import DeskCase, DeskRow
from bot.domain.case_work import Twin, WorkedCase
from bot.domain.cases import (
    MOVES,
    Actor,
    Category,
    Kind,
    OpenCase,
    Priority,
    State,
    Visibility,
    first_priority,
    may_move,
    working_days_between,
)
from bot.domain.messages import Tap
from bot.domain.similar import likeness, stems
from tests.chats import Chat
from tests.fakes_book import NOW, PORTS

CALENDAR = PORTS.calendar
TODAY = NOW.date()
STEPS = {"category", "when", "where", "files", "name", "visibility", "secrecy"}


@settings(deadline=None)  # the first call reads the holidays of a year
@given(st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.integers(0, 15))
def test_as_many_working_days_lie_between_as_were_promised(day: date, days: int) -> None:
    due = CALENDAR.after(day, days)
    assert working_days_between(day, due, CALENDAR) == days
    assert working_days_between(due, day, CALENDAR) == -days


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 11, 27), date(2026, 11, 30), 1),  # Friday → Monday
        (date(2026, 11, 27), date(2026, 11, 29), 0),  # → Sunday
        (date(2026, 12, 23), date(2026, 12, 28), 1),  # over Christmas
    ],
)
def test_weekends_and_holidays_do_not_count(first: date, last: date, days: int) -> None:
    assert working_days_between(first, last, CALENDAR) == days


def test_the_office_closes_at_its_last_hour_and_not_at_all_on_sundays() -> None:
    assert CALENDAR.closes(TODAY) == time(16)
    assert CALENDAR.closes(TODAY + timedelta(days=5)) is None


@pytest.mark.parametrize("category", list(Category))
def test_extortion_and_danger_begin_higher(category: Category) -> None:
    calm = first_priority(category, danger=False)
    assert (calm is Priority.IMPORTANT) is (category is Category.EXTORTION)
    assert first_priority(category, danger=True) is Priority.URGENT


@given(st.sampled_from(State), st.lists(st.sampled_from(State), max_size=60), st.sampled_from([*State, None]))
def test_an_answer_reaches_the_case_and_exactly_those_that_can_follow(
    state: State, twins: list[State], to: State | None
) -> None:
    row = DeskRow("48271930", Kind.COMPLAINT, Category.SLOW, Visibility.OPEN, state, NOW, TODAY)
    case = WorkedCase(
        DeskCase(row, "", "", "", "", (), ()), Priority.NORMAL, 1, twins=[Twin("1", twin) for twin in twins]
    )
    following = [twin for twin in twins if to is None or may_move(Actor.STAFF, twin, to)]
    assert case.reached(to) == 1 + len(following)
    if to is not None and to not in set().union(*MOVES[Actor.STAFF].values()):
        assert case.reached(to) == 1


def test_the_same_trouble_in_other_words_is_more_alike_than_another_one() -> None:
    same, other = likeness(
        "Antrean di loket dua lama, sistemnya mati sejak pagi",
        ["Sistem di loket 2 mati, mengantre dari pagi", "Akta anak saya salah nama ibu"],
    )
    assert same > 0.2 > other


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=5))
def test_likeness_lies_between_nothing_and_one_whatever_is_written(story: str, others: list[str]) -> None:
    degrees = likeness(story, [*others, story])
    assert all(0 <= degree <= 1.000001 for degree in degrees)
    assert degrees[-1] == pytest.approx(1) if stems(story) else degrees[-1] == 0


@pytest.mark.parametrize(
    ("story", "priority"),
    [
        ("Saya antre dari jam tujuh sampai siang tapi nomor saya dilewati terus oleh petugas di loket dua", "normal"),
        (
            "Petugas di loket dua minta uang 50 ribu supaya akta anak saya cepat jadi dan tidak dipersulit",
            "penting",
        ),
    ],
)
async def test_a_complaint_in_the_chat_begins_with_the_priority_its_words_want(story: str, priority: str) -> None:
    chat = Chat(PORTS)
    await chat.say(Tap("task:keluhan"))
    await chat.say(story)
    answers = {"category": "1", "secrecy": "ya", "visibility": "1"}
    for _ in range(9):
        if not chat.effects:
            await chat.say(answers.get(chat.step, "lewati") if chat.step in STEPS else "kirim")
    [opened] = [effect for effect in chat.effects if isinstance(effect, OpenCase)]
    assert opened.priority == priority
