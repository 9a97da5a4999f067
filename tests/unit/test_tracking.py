"""Tracking numbers: made, said, found in what residents write, and told from typing errors."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.tracking import DIGITS, find_number, has_slip, is_number, new_number, spoken
from tests.fakes_cases import NUMBER

numbers = st.builds(new_number)


def test_the_number_of_the_tests_is_a_right_one() -> None:
    assert is_number(NUMBER)
    assert spoken(NUMBER) == f"{NUMBER[:4]}-{NUMBER[4:]}"


@given(numbers)
def test_a_new_number_has_eight_digits_and_does_not_begin_with_zero(number: str) -> None:
    assert is_number(number)
    assert len(number) == DIGITS
    assert not number.startswith("0")


@given(numbers, st.integers(0, DIGITS - 1), st.integers(1, 9))
def test_one_wrong_digit_is_a_slip(number: str, place: int, more: int) -> None:
    wrong = str((int(number[place]) + more) % 10)
    typed = number[:place] + wrong + number[place + 1 :]
    assert not is_number(typed)
    assert find_number(typed) is None
    assert has_slip(typed)


@given(numbers, st.integers(0, DIGITS - 2))
def test_two_neighbours_swapped_are_a_slip(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    typed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert find_number(typed) is None
    assert has_slip(f"tiket {typed}")


@given(numbers, st.integers(0, DIGITS - 1))
def test_a_digit_left_out_is_a_slip(number: str, place: int) -> None:
    assert has_slip(number[:place] + number[place + 1 :])


@given(
    numbers,
    st.sampled_from(["{}", "tiket {}", "laporan saya {}, gimana kabarnya?", "no. {}", "tiket:{} ya min"]),
    st.sampled_from(["", " ", "-", ".", " - ", "–"]),
)
def test_a_number_is_found_however_it_is_written(number: str, sentence: str, between: str) -> None:
    assert find_number(sentence.format(number[:4] + between + number[4:])) == number


@given(numbers)
def test_a_number_read_out_digit_by_digit_or_in_pairs_is_found(number: str) -> None:
    assert find_number(" ".join(number)) == number
    assert find_number(" ".join(number[place : place + 2] for place in range(0, DIGITS, 2))) == number


@pytest.mark.parametrize(
    "text",
    ["", "tiket", "tiket saya mana", "KTP 2 hari belum jadi", "0812-3456-7890", "+62 812 3456 7890", "24-11-2026"],
)
def test_what_is_no_tracking_number_is_neither_a_number_nor_a_slip(text: str) -> None:
    assert find_number(text) is None
    assert not has_slip(text)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    found = find_number(text)
    assert found is None or is_number(found)
    has_slip(text)
