"""Grouping messages: what is alike, what bounds the work, and how pure the groups of a labelled set are."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.likeness import ALIKE, KNOWN_BY, Groups, Weights, alike, likened, words
from bot.domain.review import folded, is_held_out

SET = [line.split("\t") for line in Path(__file__).with_name("grouping_set.tsv").read_text().splitlines()]
TEXTS = st.text(max_size=80) | st.sampled_from([text for _, text in SET])


def grouped(rows: list[list[str]]) -> dict[int, list[str]]:
    """Group → the labels in it, for messages coming in this order."""
    groups: Groups[int] = Groups()
    found: dict[int, list[str]] = defaultdict(list)
    for label, text in rows:
        message = likened(text)
        near = groups.nearest(message)
        key = near[0][0] if near else len(found)
        found[key].append(label)
        groups.add(key, message)
    return found


@pytest.mark.parametrize("seed", range(5))
def test_groups_of_the_labelled_set_are_pure_and_few(seed: int) -> None:
    rows = list(SET)
    random.Random(seed).shuffle(rows)
    found = grouped(rows)
    purity = sum(Counter(labels).most_common(1)[0][1] for labels in found.values()) / len(rows)
    together: dict[str, Counter[int]] = defaultdict(Counter)
    for key, labels in found.items():
        for label in labels:
            together[label][key] += 1
    whole = sum(counts.most_common(1)[0][1] for counts in together.values()) / len(rows)
    assert purity >= 0.9
    assert whole >= 0.8


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_likeness_is_mutual_and_between_nothing_and_one(one: str, other: str) -> None:
    weights = Weights()
    first, second = likened(one, {"faq/a": 0.4}), likened(other, {"faq/a": 0.2, "faq/b": 0.1})
    rate = alike(first, second, weights)
    assert 0 <= rate <= 1
    assert rate == pytest.approx(alike(second, first, weights))


@settings(deadline=None)
@given(TEXTS)
def test_a_message_is_like_itself_however_politely_it_is_asked(text: str) -> None:
    if not words(text):
        return
    assert alike(likened(text), likened(text), Weights()) == 1
    groups: Groups[int] = Groups()
    groups.add(1, likened(text))
    for number in range(2, 20):
        groups.add(1, likened(f"lain sekali {number}"))
    assert groups.nearest(likened(text.upper()))[0] == (1, 1.0) or text.upper().casefold() != text.casefold()


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=30))
def test_every_message_finds_one_group_and_all_with_the_same_words_the_same(texts: list[str]) -> None:
    groups: Groups[int] = Groups()
    place: dict[tuple[str, ...], int] = {}
    for number, text in enumerate(texts):
        message = likened(text)
        near = groups.nearest(message)
        key = near[0][0] if near else number
        same = place.setdefault(tuple(words(text)), key)
        assert same == key or not words(text)
        groups.add(key, message)


def test_politeness_spelling_and_stretched_letters_make_no_difference() -> None:
    one, other = likened("Selamat pagi pak, KTP saya hilaaang gimana ya??"), likened("ktp ilang gmn min")
    assert alike(one, other, Weights()) == 1


def test_what_the_bot_thought_brings_messages_nearer_or_parts_them() -> None:
    one = likened("surat pindah sudah lewat", {"faq/pindah_keluar": 0.5})
    same = likened("surat pindah habis waktunya", {"faq/pindah_keluar": 0.4})
    other = likened("surat pindah habis waktunya", {"faq/pindah_datang": 0.4})
    weights = Weights()
    assert alike(one, same, weights) > alike(one, other, weights)


def test_a_group_is_known_by_few_members_and_is_found_no_more_once_dropped() -> None:
    groups: Groups[str] = Groups()
    for _ in range(KNOWN_BY * 3):
        groups.add("a", likened("jam buka hari sabtu"))
    assert groups.nearest(likened("sabtu jam buka")) == [("a", 1.0)] or ALIKE < 1
    groups.drop("a")
    assert groups.nearest(likened("jam buka hari sabtu")) == []
    assert "a" not in groups


def test_about_every_fifth_example_is_held_out_and_alike_ones_together() -> None:
    texts = [f"{text} {number}" for _, text in SET for number in range(20)]
    share = sum(is_held_out("faq/x", text) for text in texts) / len(texts)
    assert 0.15 < share < 0.25
    assert is_held_out("faq/x", "KTP saya hilang, gimana ya") == is_held_out("faq/x", "gmn ya ktp ilang")
    assert folded("KTP saya hilang, gimana ya") == folded("gmn ya ktp ilang")
