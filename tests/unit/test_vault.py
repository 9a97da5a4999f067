"""Sealed texts: readable with the key, useless without, and still readable after the key was changed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Unreadable
from bot.store.vault import Vault

OLD, NEW = "the old key of the tests", "the new key of the tests"
BEFORE, AFTER = Vault([OLD]), Vault([NEW, OLD])


@given(st.text())
def test_what_is_sealed_can_be_opened_again(text: str) -> None:
    assert BEFORE.open(BEFORE.seal(text)) == text.encode("utf-8", "replace").decode()


@given(st.text(min_size=8))
def test_a_sealed_text_does_not_show_what_it_says(text: str) -> None:
    assert text not in BEFORE.seal(text)


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert BEFORE.seal("ktp hilang") != BEFORE.seal("ktp hilang")


def test_after_a_new_key_old_texts_stay_readable_and_new_ones_use_the_new_key() -> None:
    sealed = BEFORE.seal("ktp hilang")
    assert AFTER.open(sealed) == "ktp hilang"
    assert not sealed.startswith(AFTER.current)
    assert AFTER.seal("ktp hilang").startswith(AFTER.current)


def test_addresses_are_found_again_after_a_new_key() -> None:
    assert BEFORE.mark("628120000000") == AFTER.mark("628120000000") != BEFORE.mark("628120000001")


def test_without_the_key_nothing_can_be_read() -> None:
    with pytest.raises(Unreadable):
        Vault([NEW]).open(BEFORE.seal("ktp hilang"))


def test_a_changed_text_is_refused() -> None:
    sealed = BEFORE.seal("ktp hilang")
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(Unreadable):
        BEFORE.open(changed)


@pytest.mark.parametrize("text", ["", "halo", "s1.dua", "a.b.c", "10.30 sampai 11.00."])
def test_a_text_from_before_sealing_is_given_back_as_it_is(text: str) -> None:
    assert BEFORE.open(text) == text


@pytest.mark.parametrize("value", [{"a": [1, "dua"]}, "halo", [], None])
def test_json_is_sealed_whole(value: object) -> None:
    assert BEFORE.open_json(json.loads(BEFORE.seal_dump(json.dumps(value)))) == value


@pytest.mark.parametrize("secrets", [[], ["short"], [OLD, ""]])
def test_a_weak_key_is_refused(secrets: list[str]) -> None:
    with pytest.raises(ValueError, match="16 characters"):
        Vault(secrets)
