"""Rules of the shared inbox: who may do what with whose conversation, promises, short names and putting off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.front_desk import (
    Answer,
    AnsweredMeanwhile,
    BadLabel,
    DeskAct,
    HeldByOther,
    Holder,
    Standing,
    as_labels,
    check,
    check_answer,
)
from bot.domain.handover import Owner
from bot.domain.searching import searchable
from bot.domain.snoozing import Snooze, wakes_at
from bot.domain.staff import Account, Role
from bot.domain.waiting import Why, promised_before, reasons_of, short_name, why
from console.staff.moments import WIB

IDS = [UUID(int=1), UUID(int=2)]
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=WIB)
accounts = st.builds(
    lambda id_, roles: Account(id_, "x", "X", frozenset(roles)), st.sampled_from(IDS), st.sets(st.sampled_from(Role))
)
holders = st.none() | st.builds(Holder, st.none() | st.sampled_from(IDS), st.just("Y"), st.none())


def held(holder: Holder | None) -> Standing:
    return Standing(UUID(int=9), Owner.PERSON if holder else Owner.QUEUE, holder)


def allowed(act: DeskAct, standing: Standing, by: Account) -> bool:
    try:
        check(act, standing, by)
    except HeldByOther:
        return False
    return True


@given(st.sampled_from(DeskAct), holders, accounts)
def test_what_nobody_or_oneself_holds_is_free_for_every_act(act: DeskAct, holder: Holder | None, by: Account) -> None:
    if holder is None or holder.account == by.id:
        assert allowed(act, held(holder), by)


@given(holders, accounts)
def test_nobody_answers_or_claims_what_a_colleague_holds(holder: Holder | None, by: Account) -> None:
    if holder and holder.account != by.id:
        assert not allowed(DeskAct.ANSWER, held(holder), by)
        assert not allowed(DeskAct.CLAIM, held(holder), by)
        assert allowed(DeskAct.ASSIGN, held(holder), by) == (Role.SUPERVISOR in by.roles)


@given(st.integers(0, 5), st.integers(0, 5), st.booleans(), st.sampled_from(IDS))
def test_a_second_answer_is_refused_just_when_somebody_else_gave_one_since(
    newest: int, seen: int, anyway: bool, last: UUID
) -> None:
    by = Account(IDS[0], "x", "X", frozenset())
    standing = Standing(UUID(int=9), Owner.QUEUE, answer=newest)
    refused = False
    try:
        check_answer(standing, Answer("Ya.", "k", seen, anyway), by, (last, "Y", 4))
    except AnsweredMeanwhile as error:
        refused = (error.name, error.seconds) == ("Y", 4)
    assert refused == (newest > seen and last != by.id and not anyway)


@given(holders, accounts, st.integers(0, 2))
def test_on_purpose_a_second_answer_leaves_only_where_no_colleague_holds_it_or_from_a_supervisor(
    holder: Holder | None, by: Account, seen: int
) -> None:
    standing = replace(held(holder), answer=2)
    refused = False
    try:
        check_answer(standing, Answer("Ya.", "k", seen, anyway=True), by, (UUID(int=3), "Y", 4))
    except (AnsweredMeanwhile, HeldByOther):
        refused = True
    elsewhere = holder is not None and holder.account != by.id
    assert refused == (elsewhere and (seen == 2 or Role.SUPERVISOR not in by.roles))


@given(st.lists(st.text(max_size=40), max_size=15))
def test_labels_are_few_short_and_each_once(words: list[str]) -> None:
    try:
        labels = as_labels(words)
    except BadLabel:
        return
    assert len(labels) <= 12
    assert len(set(labels)) == len(labels)
    assert as_labels(labels) == labels


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Rahmawati Dewi", "Rahmawati"),
        ("Ibu Siti Aminah", "Ibu Siti"),
        ("Pak. Tono", "Pak. Tono"),
        ("", ""),
        ("😀 Ani", "Ani"),
        ("08123456789", ""),
        ("x" * 90, "x" * 20),
    ],
)
def test_a_list_shows_a_first_name(name: str, short: str) -> None:
    assert short_name(name) == short


def test_only_opening_hours_count_against_the_promise() -> None:
    def open_at(moment: datetime) -> bool:
        local = moment.astimezone(WIB)
        return local.weekday() < 5 and 8 <= local.hour < 16

    assert promised_before(MONDAY, open_at) == datetime(2026, 11, 27, 13, 0, tzinfo=WIB)
    assert MONDAY - promised_before(MONDAY, lambda _: False) >= timedelta(days=21)


@pytest.mark.parametrize(
    ("choice", "until"),
    [
        (Snooze.HOUR, MONDAY + timedelta(hours=1)),
        (Snooze.TOMORROW, datetime(2026, 12, 1, 7, 30, tzinfo=WIB)),
        (Snooze.MONDAY, datetime(2026, 12, 7, 7, 30, tzinfo=WIB)),
        (Snooze.NOW, None),
    ],
)
def test_what_is_put_off_comes_back_on_a_working_morning(choice: Snooze, until: datetime | None) -> None:
    assert wakes_at(choice, MONDAY) == until
    friday = MONDAY + timedelta(days=4)
    assert wakes_at(Snooze.TOMORROW, friday) == datetime(2026, 12, 7, 7, 30, tzinfo=WIB)


@given(st.sampled_from(Snooze), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_what_is_put_off_always_lies_ahead(choice: Snooze, naive: datetime) -> None:
    now = naive.replace(tzinfo=UTC).astimezone(WIB)
    until = wakes_at(choice, now)
    assert until is None or until > now


def test_every_reason_is_told_and_what_is_unknown_means_the_bot_was_unsure() -> None:
    assert why("something new") is Why.UNSURE
    assert all(why(reason) is told for told in Why for reason in reasons_of(told))


def test_common_words_and_single_letters_are_not_searched() -> None:
    assert searchable(["yang", "ktp", "x", "7", "ktp"]) == ["7", "ktp"]
