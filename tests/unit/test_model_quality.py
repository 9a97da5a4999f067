"""A new language model beside the one in use: what is counted, how sure it is, and when it may not take over."""

from __future__ import annotations

import pytest

from bot.domain.model_quality import Exam, Failure, Refusal, by_exam, by_topic, change_of, refusals, sign_test
from tests.models import BETTER, NEW, OLD, evaluation, judged


def test_gains_and_losses_are_counted_message_by_message() -> None:
    (exam,) = by_exam(BETTER)
    assert (exam.gained, exam.lost, exam.net) == (7, 1, 6)
    assert exam.before is not None
    assert (exam.before.right, exam.after.right, exam.after.messages) == (101, 107, 108)
    assert (exam.before.wrong_straight, exam.after.wrong_straight) == (7, 1)


def test_the_topic_that_changed_most_comes_first() -> None:
    assert [each.label for each in by_topic(BETTER)] == ["faq/ktp_hilang", "faq/kia"]


def test_each_exam_is_counted_apart() -> None:
    rows = [*BETTER, judged(False, True, exam=Exam.REAL)]
    assert [each.exam for each in by_exam(rows)] == [Exam.TEST, Exam.REAL]


@pytest.mark.parametrize(
    ("gained", "lost", "sure"),
    [(0, 0, False), (3, 0, False), (5, 0, False), (6, 0, True), (9, 1, True), (9, 7, False)],
)
def test_few_differences_may_be_chance(gained: int, lost: int, sure: bool) -> None:
    assert (sign_test(gained, lost) < 0.05) is sure
    assert sign_test(gained, lost) == sign_test(lost, gained)


def test_a_better_model_may_take_over_from_the_one_it_was_compared_with() -> None:
    assert refusals(evaluation(BETTER), OLD) == ()
    assert refusals(evaluation(BETTER), NEW) == (Refusal.OTHER_MODEL,)
    assert refusals(None, OLD) == (Refusal.NOT_COMPARED,)


def test_one_protected_question_is_enough_to_refuse() -> None:
    failed = evaluation(BETTER, failures=(Failure("bayar berapa", ("faq/ktp_biaya",), "faq/pungli_calo"),))
    assert refusals(failed, OLD) == (Refusal.PROTECTED,)


@pytest.mark.parametrize(("lost", "refused"), [(2, False), (3, True)])
def test_a_model_may_be_worse_by_one_in_a_hundred_and_not_more(lost: int, refused: bool) -> None:
    rows = [judged(True, True)] * (200 - lost) + [judged(True, False)] * lost
    assert (Refusal.WORSE in refusals(evaluation(rows), OLD)) is refused
    assert (Refusal.WRONGER in refusals(evaluation(rows), OLD)) is refused


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (("clarify", "a"), ("answer", "a"), "gained"),
        (("answer", "a"), ("hand_over", "a"), "lost"),
        (("answer", "a"), ("answer", "b"), "changed"),
        (("clarify", "a"), ("hand_over", "a"), "asks"),
        (("answer", "a"), ("answer", "a"), ""),
        (("clarify", "a"), ("clarify", "b"), ""),
    ],
)
def test_what_a_resident_would_notice(before: tuple[str, str], after: tuple[str, str], change: str) -> None:
    assert change_of(before, after) == change
