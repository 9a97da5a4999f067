"""How good a language model is beside the one in use, and whether it may take over. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb

OUT_OF_TOPIC = "task/di_luar_topik"
MARGIN = 0.01
"""A new model may be right on so much less of the test set, and wrong straight away on so much more of it."""
SURE = 0.05
"""A difference that chance alone would bring less often than this is told as one."""


class Exam(StrEnum):
    """What models are asked: the project's own messages, or real ones that staff reviewed and kept from training."""

    TEST = "test"
    REAL = "real"


class Refusal(StrEnum):
    """Why a model may not take over."""

    NOT_COMPARED = "not_compared"
    OTHER_MODEL = "other_model"
    PROTECTED = "protected"
    WORSE = "worse"
    WRONGER = "wronger"


@dataclass(frozen=True, slots=True)
class Mark:
    """What one model made of one message: its first label, the band, and how right that was."""

    label: str
    band: str
    right: bool
    within_three: bool
    wrong_straight: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """One message of an exam under both models; `before` is None where no model was in use."""

    exam: Exam
    text: str
    label: str
    before: Mark | None
    after: Mark

    @property
    def change(self) -> str:
        """`gained`, `lost`, `right` or `wrong` (both alike)."""
        if self.before is not None and self.before.right != self.after.right:
            return "gained" if self.after.right else "lost"
        return "right" if self.after.right else "wrong"


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of messages. `foreign` are those that are none of our business, `foreign_seen` those seen to be."""

    messages: int
    right: int
    within_three: int
    wrong_straight: int
    foreign: int
    foreign_seen: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """An exam, or one topic of it. `gained` and `lost` count what only one of the two has right."""

    exam: Exam
    label: str
    before: Figures | None
    after: Figures
    gained: int
    lost: int

    @property
    def net(self) -> int:
        return self.gained - self.lost

    @property
    def sure(self) -> bool:
        """Whether the difference is more than chance (sign test, both sides)."""
        return sign_test(self.gained, self.lost) < SURE


@dataclass(frozen=True, slots=True)
class Failure:
    """A protected question that the model would answer wrongly with a straight face."""

    text: str
    allowed: tuple[str, ...]
    answered: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A model beside the one in use at that time (`against`; empty: none). `changes` counts recent questions by what
    would change, `questions` is how many were asked."""

    against: str
    exams: tuple[Comparison, ...]
    topics: tuple[Comparison, ...]
    protected: int
    failures: tuple[Failure, ...]
    questions: int
    changes: Mapping[str, int]

    @property
    def net(self) -> int:
        """How many more messages of all exams it has right."""
        return sum(exam.net for exam in self.exams)

    def of(self, exam: Exam) -> Comparison | None:
        return next((each for each in self.exams if each.exam is exam), None)


def sign_test(gained: int, lost: int) -> float:
    """How likely chance alone brings a difference as large as this (exact, two-sided)."""
    changed = gained + lost
    if not changed:
        return 1.0
    tail = sum(comb(changed, count) for count in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / float(2**changed))


def figures(labels: Sequence[str], marks: Sequence[Mark]) -> Figures:
    foreign = [mark for label, mark in zip(labels, marks, strict=True) if label == OUT_OF_TOPIC]
    return Figures(
        messages=len(marks),
        right=sum(mark.right for mark in marks),
        within_three=sum(mark.within_three for mark in marks),
        wrong_straight=sum(mark.wrong_straight for mark in marks),
        foreign=len(foreign),
        foreign_seen=sum(mark.right for mark in foreign),
    )


def compared(exam: Exam, label: str, judged: Sequence[Judged]) -> Comparison:
    labels = [each.label for each in judged]
    before = [each.before for each in judged if each.before is not None]
    return Comparison(
        exam,
        label,
        figures(labels, before) if before else None,
        figures(labels, [each.after for each in judged]),
        sum(each.change == "gained" for each in judged),
        sum(each.change == "lost" for each in judged),
    )


def by_exam(judged: Sequence[Judged]) -> tuple[Comparison, ...]:
    return tuple(compared(exam, "", rows) for exam in Exam if (rows := [each for each in judged if each.exam is exam]))


def by_topic(judged: Iterable[Judged]) -> tuple[Comparison, ...]:
    """Each topic of each exam, those first where most has changed."""
    grouped: dict[tuple[Exam, str], list[Judged]] = defaultdict(list)
    for each in judged:
        grouped[each.exam, each.label].append(each)
    found = [compared(exam, label, rows) for (exam, label), rows in grouped.items()]
    return tuple(sorted(found, key=lambda each: (-abs(each.net), -(each.gained + each.lost), each.exam, each.label)))


def refusals(evaluation: Evaluation | None, in_use: str) -> tuple[Refusal, ...]:
    """All that stands against putting the model in charge instead of `in_use`; nothing overrides it."""
    if evaluation is None:
        return (Refusal.NOT_COMPARED,)
    found = []
    if evaluation.against != in_use:
        found.append(Refusal.OTHER_MODEL)
    if evaluation.failures:
        found.append(Refusal.PROTECTED)
    test = evaluation.of(Exam.TEST)
    if test is not None and test.before is not None:
        bearable = MARGIN * test.after.messages
        if test.before.right - test.after.right > bearable:
            found.append(Refusal.WORSE)
        if test.after.wrong_straight - test.before.wrong_straight > bearable:
            found.append(Refusal.WRONGER)
    return tuple(found)


def change_of(before: tuple[str, str], after: tuple[str, str]) -> str:
    """From (band, label) to (band, label): `gained`, `lost` or `changed` an answer, `asks` otherwise; empty where a
    resident would notice nothing, or only other choices."""
    answered, answers = before[0] == "answer", after[0] == "answer"
    if answered and answers:
        return "changed" if before[1] != after[1] else ""
    if answered != answers:
        return "gained" if answers else "lost"
    return "asks" if before[0] != after[0] else ""
