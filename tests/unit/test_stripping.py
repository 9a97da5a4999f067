"""Personal data never stays in what is learnt; everything else does. All people and numbers are invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.stripping import strip_personal
from tests.unit.stripping_cases import CASES, KEPT

NAMES = ("Budi Santoso", "siti aminah", "Wiyogo", "Rafathar Malik", "Hermawati", "DWI LESTARI", "joko widodo")
PATTERNS = ("nama saya {}", "atas nama {}", "ktp an. {}", "ktp a.n. {} hilang", "pak {} di loket", "ibu {} sakit",
            "namanya {}", "anak saya {} umur 17", "nama saya {}, mau tanya ktp")  # fmt: skip
PHONES = st.from_regex(r"(\+62|62|0)[ .-]?8[1-9][0-9][ .-]?[0-9]{3,4}[ .-]?[0-9]{3,4}", fullmatch=True)
SURROUNDINGS = st.text(max_size=40)


@pytest.mark.parametrize(("text", "stripped"), CASES, ids=[text[:40] for text, _ in CASES])
def test_personal_data_goes_and_the_sentence_still_teaches(text: str, stripped: str) -> None:
    assert strip_personal(text) == stripped


@pytest.mark.parametrize("text", KEPT)
def test_what_is_nobodys_stays_as_it_is(text: str) -> None:
    assert strip_personal(text) == text


@pytest.mark.parametrize("text", [stripped for _, stripped in CASES])
def test_stripping_again_changes_nothing(text: str) -> None:
    assert strip_personal(text) == text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_part_of_a_name_is_left_where_it_was_announced(pattern: str, name: str) -> None:
    left = strip_personal(pattern.format(name)).casefold()
    assert not set(name.casefold().split()) & set(re.findall(r"\w+", left))


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_keeps_five_digits_in_a_row_an_at_sign_or_an_address(text: str) -> None:
    stripped = strip_personal(text)
    assert not re.search(r"\d{5,}", stripped)
    assert "@" not in stripped
    assert "://" not in stripped
    assert "www." not in stripped.casefold()


@settings(deadline=None)
@given(SURROUNDINGS, PHONES, SURROUNDINGS)
def test_no_telephone_number_survives_whatever_stands_around_it(before: str, phone: str, after: str) -> None:
    stripped = strip_personal(f"{before} {phone} {after}")
    assert phone not in stripped
    assert not re.search(r"\d{5,}", stripped)


@settings(deadline=None)
@given(SURROUNDINGS, st.emails(), SURROUNDINGS)
def test_no_address_of_a_mailbox_survives(before: str, email: str, after: str) -> None:
    stripped = strip_personal(f"{before} {email} {after}")
    assert email not in stripped
    assert "@" not in stripped


@settings(deadline=None)
@given(SURROUNDINGS, st.from_regex(r"(https?://|www\.)[a-z]{3,10}\.(com|id|go\.id)/[a-z0-9?=]{0,12}", fullmatch=True))
def test_no_link_survives(before: str, link: str) -> None:
    assert link not in strip_personal(f"{before} {link}")


@settings(deadline=None)
@given(SURROUNDINGS, st.integers(min_value=10_000, max_value=10**20))
def test_no_long_number_survives(before: str, number: int) -> None:
    assert str(number) not in strip_personal(f"{before} {number}")


@settings(deadline=None)
@given(st.text(alphabet="٠١٢٣٤٥٦٧٨٩０１２３４５６７８９", min_size=5, max_size=16))
def test_numbers_in_other_scripts_are_numbers(number: str) -> None:
    assert not re.search(r"\d{5,}", strip_personal(f"nik {number}"))
