"""What the audits of `make prove` call wrong: they must be able to fail."""

from __future__ import annotations

import pytest

from bot.domain.errors import OutcomeUnknown
from prove.announcing import Recipient, told_wrong, written_twice
from prove.news import Announced, Kept, announced, owed
from prove.officers import Event, Reply, Story, held, talked_over, words_lost


@pytest.mark.parametrize(
    ("began", "done", "due"),
    [
        ({1: 0.0, 2: 2.0, 3: 4.0}, {1: 1.0, 2: 3.0, 3: 5.0}, {1, 2, 3}),
        ({3: 0.0, 1: 2.0, 2: 4.0}, {3: 1.0, 1: 3.0, 2: 5.0}, {3}),
        ({1: 0.0, 2: 0.5}, {1: 1.0, 2: 1.5}, {2}),
        ({1: 0.0, 2: 2.0}, {2: 3.0}, {2}),
        ({1: 0.0}, {}, {1}),
    ],
)
def test_a_change_must_be_announced_if_it_came_before_any_newer_one(
    began: dict[int, float], done: dict[int, float], due: set[int]
) -> None:
    assert owed(began, done) == due


@pytest.mark.parametrize(
    ("kept", "shown", "wrong"),
    [
        ([1, 2, 4], [1, 2, 4], Announced(0, 0, 0)),
        ([2, 4], [2, 4], Announced(0, 0, 0)),
        ([2], [2], Announced(1, 0, 0)),
        ([4], [4], Announced(1, 0, 0)),
        ([], [], Announced(2, 0, 0)),
        ([2, 3, 4], [2, 4], Announced(1, 0, 0)),
        ([2, 4, 4], [2, 4], Announced(0, 1, 0)),
        ([2, 4], [2, 4, 4], Announced(0, 1, 0)),
        ([2, 4], [4, 2], Announced(0, 0, 1)),
        ([4, 2], [2, 4], Announced(0, 0, 1)),
    ],
)
def test_a_change_is_announced_once_forwards_and_in_the_end(
    kept: list[int], shown: list[int], wrong: Announced
) -> None:
    assert announced({2, 4}, [Kept(version) for version in kept], shown) == wrong


def test_only_a_second_try_of_the_same_news_explains_a_repeat() -> None:
    assert announced({4}, [Kept(2), Kept(4, tries=1)], [2, 4, 4]).doubled == 0
    assert announced({4}, [Kept(2, tries=1), Kept(4)], [2, 4, 4]).doubled == 1
    assert announced({4}, [Kept(4, tries=1)], [4, 4, 4]).doubled == 1


EVENTS = (
    Event(1, "resident"),
    Event(2, "claimed"),
    Event(3, "resident"),
    Event(4, "answered"),
    Event(5, "resident"),
    Event(6, "released"),
    Event(7, "resident"),
)
QUIET = (Reply(11, 1), Reply(12, 2), Reply(14, 4), Reply(16, 6), Reply(17, 7))


def test_what_residents_write_between_claim_and_release_is_held() -> None:
    assert [event.id for event in held(EVENTS)] == [3, 5]
    assert held(reversed(EVENTS)) == held(EVENTS), "ids tell the order"


@pytest.mark.parametrize(
    ("spoken", "wrong"),
    [
        (None, 0),
        (Reply(13, 3), 1),
        (Reply(18, 5), 1),
        (Reply(15, 1), 1),
        (Reply(15, None), 1),
        (Reply(18, None), 0),
    ],
    ids=["quiet", "answers at once", "answers after release", "late answer", "on its own", "after release"],
)
def test_a_bot_that_speaks_between_claim_and_release_is_seen(spoken: Reply | None, wrong: int) -> None:
    replies = [*QUIET, spoken] if spoken else [*QUIET]
    assert talked_over(Story(EVENTS, replies)) == wrong


@pytest.mark.parametrize(
    ("heard", "tries", "wrong"),
    [
        (["a", "b"], {}, 0),
        (["x", "a", "b"], {}, 0),
        (["a"], {}, 1),
        (["a", "b", "b"], {}, 1),
        (["a", "b", "b"], {"b": 1}, 0),
        (["a", "b", "b"], {"a": 1}, 1),
        (["b", "a"], {}, 1),
        ([], {}, 2),
    ],
)
def test_an_officer_s_word_that_is_lost_doubled_or_late_is_seen(
    heard: list[str], tries: dict[str, int], wrong: int
) -> None:
    assert words_lost(["a", "b"], heard, tries) == wrong


@pytest.mark.parametrize(
    ("recipient", "twice", "wrong"),
    [
        (Recipient("sent", "", 1), 0, 0),
        (Recipient("sent", "", 2), 1, 0),
        (Recipient("sent", "", 2, tries=1), 0, 0),
        (Recipient("sent", "", 3, tries=1), 1, 0),
        (Recipient("sent", "", 0), 0, 1),
        (Recipient("skipped", "cancelled", 0), 0, 0),
        (Recipient("skipped", "cancelled", 1), 0, 1),
        (Recipient("failed", "gone", 1), 0, 1),
        (Recipient("failed", OutcomeUnknown.staff_text, 1), 0, 0),
        (Recipient("failed", OutcomeUnknown.staff_text, 0), 0, 0),
        (Recipient("skipped", OutcomeUnknown.staff_text, 0), 0, 1),
    ],
)
def test_books_that_tell_something_else_than_the_phone_are_found(recipient: Recipient, twice: int, wrong: int) -> None:
    assert (written_twice([recipient]), told_wrong([recipient])) == (twice, wrong)
