"""What the audits of `make prove` call wrong: they must be able to fail."""

from __future__ import annotations

import pytest

from prove.news import Announced, announced
from prove.officers import Event, held, talked_over, words_lost


@pytest.mark.parametrize(
    ("shown", "tries", "wrong"),
    [
        ([1, 2, 3, 4], 0, Announced(0, 0, 0)),
        ([2, 4], 0, Announced(0, 0, 0)),
        ([1, 2, 3], 0, Announced(1, 0, 0)),
        ([], 0, Announced(1, 0, 0)),
        ([4, 4], 0, Announced(0, 1, 0)),
        ([4, 4], 1, Announced(0, 0, 0)),
        ([4, 3], 0, Announced(0, 0, 1)),
    ],
)
def test_a_change_is_announced_once_forwards_and_in_the_end(shown: list[int], tries: int, wrong: Announced) -> None:
    assert announced(shown, 4, tries) == wrong


def test_a_bot_that_speaks_between_claim_and_release_is_seen() -> None:
    story = [
        Event(1, "resident", spoke=True),
        Event(2, "claimed", spoke=True),
        Event(3, "resident", spoke=False),
        Event(4, "answered", spoke=True),
        Event(5, "resident", spoke=True),
        Event(6, "released", spoke=True),
        Event(7, "resident", spoke=True),
    ]
    assert [event.id for event in held(story)] == [3, 5]
    assert talked_over(story) == 1
    assert talked_over(reversed(story)) == 1, "ids tell the order"


@pytest.mark.parametrize(
    ("heard", "wrong"),
    [(["a", "b"], 0), (["x", "a", "b"], 0), (["a"], 1), (["a", "b", "b"], 1), (["b", "a"], 1), ([], 2)],
)
def test_an_officer_s_word_that_is_lost_doubled_or_late_is_seen(heard: list[str], wrong: int) -> None:
    assert words_lost(["a", "b"], heard) == wrong
