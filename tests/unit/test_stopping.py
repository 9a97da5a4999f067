"""Words that end announcements, in five languages and as people type them, and words that only sound like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.stopping import wants_again, wants_no_more
from tests.unit.stop_phrases import AGAIN, NO_MORE, NO_MORE_AFTER, NOT_AGAIN, OTHERWISE, listed

ALL = listed(NO_MORE) + listed(NO_MORE_AFTER) + listed(OTHERWISE)
POLITE = ("tolong {} dong", "min {} ya", "{}!!!", "maaf pak, {}", "{} 🙏", "please {}")
PARTICLES = ("{} lu", "{} napa dah", "{} ah pak", "{} mbak", "bu {}", "{} ya mas", "{} dong min", "{} kek", "please {}")


@pytest.mark.parametrize("words", listed(NO_MORE))
def test_these_end_announcements_whatever_came_before(words: str) -> None:
    assert wants_no_more(words, after_announcement=False)
    assert wants_no_more(words, after_announcement=True)


@pytest.mark.parametrize("words", listed(NO_MORE_AFTER))
def test_these_end_them_only_right_after_one(words: str) -> None:
    assert wants_no_more(words, after_announcement=True)
    assert not wants_no_more(words, after_announcement=False)


@pytest.mark.parametrize("words", listed(OTHERWISE))
def test_these_are_about_something_else(words: str) -> None:
    assert not wants_no_more(words, after_announcement=False)


@pytest.mark.parametrize("words", sorted(set(listed(OTHERWISE)) - set(listed(NO_MORE_AFTER))))
def test_they_are_so_after_an_announcement_too(words: str) -> None:
    assert not wants_no_more(words, after_announcement=True)


@pytest.mark.parametrize("words", listed(AGAIN))
def test_these_ask_for_them_again(words: str) -> None:
    assert wants_again(words)
    assert not wants_no_more(words, after_announcement=True)


@pytest.mark.parametrize("words", listed(NOT_AGAIN))
def test_these_do_not(words: str) -> None:
    assert not wants_again(words)


@pytest.mark.parametrize("frame", POLITE)
def test_courtesy_and_marks_change_nothing(frame: str) -> None:
    for words in ("stop", "berhenti", "jangan kirim lagi", "eureun", "ojo ngirim maneh", "unsubscribe"):
        assert wants_no_more(frame.format(words), after_announcement=False), frame.format(words)
    for words in ("berhenti kerja", "stop kontak", "jangan berhenti"):
        assert not wants_no_more(frame.format(words), after_announcement=True), frame.format(words)


@pytest.mark.parametrize("frame", PARTICLES)
def test_particles_and_pronouns_change_nothing_right_after_an_announcement(frame: str) -> None:
    for words in listed(NO_MORE_AFTER):
        assert wants_no_more(frame.format(words), after_announcement=True), frame.format(words)
    for words in ("berisik tetangga saya", "cape antri", "bosen nunggu ktp", "jangan lupa"):
        assert not wants_no_more(frame.format(words), after_announcement=True), frame.format(words)


def test_there_are_enough_of_both_sorts() -> None:
    assert len(ALL) >= 150
    assert len(set(listed(OTHERWISE))) >= 75


@given(st.text(max_size=300), st.booleans())
def test_anything_at_all_can_be_read(words: str, after: bool) -> None:
    assert wants_no_more(words, after) in {True, False}
    assert wants_again(words) in {True, False}
