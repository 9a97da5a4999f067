"""Identity numbers never stay in a text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.masking import MASK, mask_json, mask_text


@pytest.mark.parametrize(
    "number",
    [
        "3174000000000001",
        "3174 0000 0000 0001",
        "3174.0000.0000.0001",
        "3174-0000-0000-0001",
        "31 74 00 000000 0001",
        "317400 000000 0001",
        "٣١٧٤٠٠٠٠٠٠٠٠٠٠٠١",
        "31740000000000012",
    ],
)
def test_a_number_of_sixteen_digits_is_masked_however_it_is_written(number: str) -> None:
    assert mask_text(f"nik saya {number} tidak ditemukan") == f"nik saya {MASK} tidak ditemukan"


@pytest.mark.parametrize(
    "harmless", ["0812 0000 0001", "24-11-2026 jam 09.30", "Rp50.000", "RT 001/RW 002", "pukul 07.30-16.00"]
)
def test_shorter_numbers_stay(harmless: str) -> None:
    assert mask_text(harmless) == harmless


@given(st.text(), st.from_regex(r"\A[0-9]{16}\Z"), st.text())
def test_no_run_of_sixteen_digits_survives(before: str, number: str, after: str) -> None:
    assert not re.search(r"\d{16}", mask_text(before + number + after))


def test_masking_reaches_every_corner_of_a_payload() -> None:
    number = "3174000000000001"
    payload = {"a": [number], number: {"b": int(number)}, "c": True, "d": None, "e": 1.5, "f": float(number)}
    assert mask_json(payload) == {"a": [MASK], MASK: {"b": MASK}, "c": True, "d": None, "e": 1.5, "f": MASK}


@pytest.mark.parametrize("born", ["20-5-2001", "20/5/2001", "17 8 1985"])
def test_a_registration_number_and_a_date_of_birth_are_no_card(born: str) -> None:
    for number in ("261105-0044-5", "26110500445"):
        text = f"cek status {number} {born}"
        assert mask_text(text) == text


def test_a_card_s_number_beside_a_registration_number_is_hidden() -> None:
    hidden = mask_text("261105-0044-5 dan 3174000000000000")
    assert hidden == f"261105-0044-5 dan {MASK}"
    assert mask_text("3174 0000 0000 0000 261105-0044-5").count(MASK) == 1
