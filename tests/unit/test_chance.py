"""Whether a difference may be chance: bounds, symmetry, and a table worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.chance import Finding, Share, finding, p_value

SHARES = st.integers(0, 5000).flatmap(lambda whole: st.integers(0, whole).map(lambda part: Share(part, whole)))


@given(SHARES, SHARES)
def test_it_is_a_probability_and_the_same_seen_from_both_sides(one: Share, other: Share) -> None:
    assert 0 <= p_value(one, other) <= 1
    assert p_value(one, other) == pytest.approx(p_value(other, one))


@given(SHARES, st.integers(2, 9))
def test_equal_shares_differ_by_chance_alone(one: Share, times: int) -> None:
    assert p_value(one, Share(one.part * times, one.whole * times)) == pytest.approx(1)


@given(SHARES, SHARES, st.integers(2, 9))
def test_the_same_difference_among_more_people_is_less_likely_chance(one: Share, other: Share, times: int) -> None:
    assume(one.whole and other.whole)
    larger = [Share(each.part * times, each.whole * times) for each in (one, other)]
    assert p_value(*larger) <= p_value(one, other) + 1e-12


@given(SHARES, SHARES)
def test_whichever_is_called_larger_is_larger(one: Share, other: Share) -> None:
    match finding(one, other):
        case Finding.FIRST:
            assert one.value > other.value
        case Finding.SECOND:
            assert one.value < other.value


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Share(0, 0), Share(5, 10), Finding.TOO_FEW),
        (Share(1, 10), Share(3, 10), Finding.TOO_FEW),
        (Share(0, 1000), Share(0, 1000), Finding.TOO_FEW),
        (Share(50, 1000), Share(55, 1000), Finding.CHANCE),
        (Share(120, 1000), Share(80, 1000), Finding.FIRST),
        (Share(80, 1000), Share(120, 1000), Finding.SECOND),
    ],
)
def test_what_is_said_of_two_shares(one: Share, other: Share, expected: Finding) -> None:
    assert finding(one, other) is expected


def test_a_value_from_a_textbook() -> None:
    assert p_value(Share(120, 1000), Share(80, 1000)) == pytest.approx(0.0028, abs=0.0002)
