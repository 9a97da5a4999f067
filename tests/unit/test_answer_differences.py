"""Differences between versions: by word, readable, and of content in any shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.staff.answers.differences import Change, Run, differences, runs

TEXT = st.text(alphabet="ab \n.", max_size=40)


def test_only_the_words_that_changed_are_marked() -> None:
    assert list(runs("Datang ke loket.", "Datang ke loket. Bawa KK.")) == [
        Run(Change.SAME, "Datang ke loket. "),
        Run(Change.ADDED, "Bawa KK."),
    ]


def test_a_word_put_for_another_is_taken_out_and_put_in() -> None:
    changed = [run for run in runs("Bawa KTP lama", "Bawa KK lama") if run.change is not Change.SAME]
    assert [(run.change, run.text.strip()) for run in changed] == [(Change.REMOVED, "KTP"), (Change.ADDED, "KK")]


@given(old=TEXT, new=TEXT)
def test_what_stays_and_what_is_new_make_the_new_text(old: str, new: str) -> None:
    kept = [run.text for run in runs(old, new) if run.change is not Change.REMOVED]
    assert "".join(kept) == new


def test_giant_texts_are_shown_one_after_the_other() -> None:
    told = list(runs("satu " * 2000, "satu " * 2001))
    assert [run.change for run in told] == [Change.REMOVED, Change.ADDED]


@pytest.mark.parametrize("odd", [{}, {"texts": 7}, {"texts": {"id": []}}, {"sources": [1, None]}, {"legal_basis": "x"}])
def test_content_of_any_shape_is_compared(odd: dict[str, object]) -> None:
    whole = {"texts": {"id": {"answer": "Datang."}, "en": {}}, "sources": [{"title": "Halaman", "reference": ""}]}
    assert differences(odd, whole)
    assert differences(whole, odd)
    assert differences(odd, odd) == []
