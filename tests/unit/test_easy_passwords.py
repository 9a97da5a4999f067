"""Passwords that guessers try first are refused; sentences of one's own are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.credentials import new_password
from bot.domain.credentials import too_weak
from bot.domain.easy_passwords import easily_guessed

EASY = """
password123456|P@ssw0rd12345|qwertyuiop12|1q2w3e4r5t6y|1qaz2wsx3edc|abcdefghijkl|123456789012|asdfghjkl;123
rahasia12345|katasandi2026|admin1234567|kelurahantanjungbarat|tanjungbarat123|sambungrasa2026|petugas-kelurahan
januari-2026-ktp|Desember2026!!|senin selasa rabu|kucing kucing kucing|kucingkucing99|rembulan rembulan rembulan
aku cinta kamu selamanya|merdeka17081945|jakarta2026!!|bismillah123|iloveyou12345|dukcapil-jaksel|jakarta selatan 12
sayangsayangsayang|zxcvbnmasdfgh|111122223333|indonesiamerdeka|DkiJakarta2026|budi12345678
"""
GOOD = """
hujan turun di kebun|kuda lari ke sawah|kambing makan rumput pagi|xK9$mQ2#vL7p|sembilan naga terbang tinggi
correct horse battery staple|lumpia hangat depan stasiun|mesin jahit nenek warna tosca
"""


@pytest.mark.parametrize("password", EASY.strip().replace("\n", "|").split("|"))
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert too_weak(password) in {"password_easy", "password_short"}
    assert easily_guessed(password.casefold())


@pytest.mark.parametrize("password", GOOD.strip().replace("\n", "|").split("|"))
def test_a_sentence_of_ones_own_is_taken(password: str) -> None:
    assert too_weak(password) == ""


def test_passwords_we_make_are_never_refused() -> None:
    assert {too_weak(new_password()) for _ in range(300)} == {""}


@given(st.text(max_size=200))
def test_anything_may_be_typed(password: str) -> None:
    assert easily_guessed(password.casefold()) in {True, False}
