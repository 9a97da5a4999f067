"""A long text is cut where a reader would pause, and no word of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.split import shorten, split_text
from bot.domain.lengths import utf16_length

PROSE = st.text(st.sampled_from("ab.!? \n😀é"), max_size=400)
LIMITS = st.integers(2, 60)


def without_space(text: str) -> str:
    return "".join(text.split())


@given(PROSE | st.text(max_size=300), LIMITS)
def test_only_white_space_is_lost(text: str, limit: int) -> None:
    assert without_space("".join(split_text(text, limit))) == without_space(text)


@given(PROSE | st.text(max_size=300), LIMITS)
def test_every_part_fits_and_says_something(text: str, limit: int) -> None:
    for part in split_text(text, limit):
        assert part.strip()
        assert utf16_length(part) <= limit
        assert utf16_length(part) == len(part.encode("utf-16-le", "surrogatepass")) // 2


@given(st.lists(st.text(st.sampled_from("abc"), min_size=1, max_size=8), min_size=1), st.integers(24, 60))
def test_words_that_fit_are_never_cut(words: list[str], limit: int) -> None:
    assert [word for part in split_text(" ".join(words), limit) for word in part.split()] == words


@given(PROSE, LIMITS)
def test_a_text_that_fits_stays_in_one_piece(text: str, more: int) -> None:
    stripped = text.strip()
    assert split_text(text, max(utf16_length(stripped), 1) + more) == ([stripped] if stripped else [])


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("Satu dua.\n\nTiga. Empat lima.", 20, ["Satu dua.", "Tiga. Empat lima."]),
        ("Satu dua.\nTiga. Empat lima.", 20, ["Satu dua.", "Tiga. Empat lima."]),
        ("Satu dua tiga. Empat lima enam.", 20, ["Satu dua tiga.", "Empat lima enam."]),
        ("satu dua tiga empat lima", 10, ["satu dua", "tiga empat", "lima"]),
        ("satuduatigaempat", 6, ["satudu", "atigae", "mpat"]),
        ("😀😀😀", 4, ["😀😀", "😀"]),
        ("a" + " " * 100 + "b", 10, ["a", "b"]),
        (" \n ", 10, []),
        ("", 10, []),
    ],
    ids=["paragraph", "line", "sentence", "word", "no seam", "two units each", "much space", "only space", "nothing"],
)
def test_the_best_seam_is_taken(text: str, limit: int, parts: list[str]) -> None:
    assert split_text(text, limit) == parts


def test_a_seam_near_the_start_does_not_leave_a_stub() -> None:
    assert split_text("Ya.\n\n" + "kata " * 20, 50)[0].startswith("Ya.\n\nkata")


@given(st.text(max_size=100), st.integers(3, 60))
def test_a_label_fits_and_shows_when_it_was_shortened(text: str, limit: int) -> None:
    label = shorten(text, limit)
    assert utf16_length(label) <= limit
    assert label == text or label.endswith("…")
