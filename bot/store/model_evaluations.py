"""What a comparison of models proved: kept by the trainer, read message by message by the page (Evidence)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import text

from bot.domain.handover import FOR_INSPECTORS
from bot.domain.language_models import ChangedQuestion, ChangeGroup, JudgedRow
from bot.domain.model_quality import Comparison, Evaluation, Exam, Failure, Figures, Judged
from bot.domain.teaching import TaughtExamples
from bot.store.engine import Database

PAGE = 50
_KEEP = text("UPDATE language_model SET evaluation = CAST(:evaluation AS jsonb) WHERE name = :model")
_CLEAR = text("DELETE FROM model_judgement WHERE model = :model")
_CLEAR_CHANGES = text("DELETE FROM changed_answer WHERE model = :model")
_JUDGEMENT = text("""
    INSERT INTO model_judgement
        (model, exam, text, mark, label, change, before_band, before_label, after_band, after_label)
    VALUES (:model, :exam, :text, :mark, :label, :change, :before_band, :before_label, :after_band, :after_label)
""")
_CHANGE = text("""
    INSERT INTO changed_answer (model, question, change, before_band, before_label, after_band, after_label)
    SELECT :model, id, :change, :before_band, :before_label, :after_band, :after_label FROM question
    WHERE id = :question
""")
_RECENT = text("""
    SELECT id, text FROM question
    WHERE asked_at > clock_timestamp() - make_interval(days => :days) AND band IN ('answer', 'clarify', 'hand_over')
      AND reason <> :secret AND text <> ''
    ORDER BY asked_at DESC LIMIT :limit
""")
_JUDGED = text("""
    SELECT *, count(*) OVER () AS total FROM model_judgement
    WHERE model = :model AND exam = :exam AND (:label = '' OR label = :label) AND (:change = '' OR change = :change)
    ORDER BY array_position(ARRAY['lost', 'gained', 'wrong', 'right'], change), id LIMIT :page OFFSET :offset
""")
_GROUPS = text("""
    SELECT a.change, a.before_band, a.before_label, a.after_band, a.after_label, count(*) AS questions,
        count(DISTINCT c.person) AS residents
    FROM changed_answer a JOIN question q ON q.id = a.question JOIN conversation c ON c.id = q.conversation
    WHERE a.model = :model AND (:change = '' OR a.change = :change)
    GROUP BY 1, 2, 3, 4, 5 ORDER BY residents DESC, questions DESC, 1, 3, 5
""")
_CHANGED = text("""
    SELECT a.*, q.asked_at, q.text, q.model AS answered_by, count(*) OVER () AS total
    FROM changed_answer a JOIN question q ON q.id = a.question
    WHERE a.model = :model AND (:change = '' OR a.change = :change)
      AND (:before_band = '' OR (a.before_band = :before_band AND a.before_label = :before_label
                                 AND a.after_band = :after_band AND a.after_label = :after_label))
    ORDER BY q.asked_at DESC, q.id LIMIT :page OFFSET :offset
""")
_WAY = ("before_band", "before_label", "after_band", "after_label")


@dataclass(frozen=True, slots=True)
class Change:
    """A recent question that would be answered differently; (band, label) before and after."""

    question: str
    change: str
    before: tuple[str, str]
    after: tuple[str, str]


def read_evaluation(kept: Mapping[str, Any]) -> Evaluation:
    return Evaluation(
        against=kept["against"],
        exams=tuple(_comparison(each) for each in kept["exams"]),
        topics=tuple(_comparison(each) for each in kept["topics"]),
        protected=kept["protected"],
        failures=tuple(Failure(each["text"], tuple(each["allowed"]), each["answered"]) for each in kept["failures"]),
        questions=kept["questions"],
        changes=kept["changes"],
    )


def _comparison(kept: Mapping[str, Any]) -> Comparison:
    before = None if kept["before"] is None else Figures(**kept["before"])
    return Comparison(Exam(kept["exam"]), kept["label"], before, Figures(**kept["after"]), kept["gained"], kept["lost"])


class PostgresEvidence:
    """Implements the Evidence port. Words of real messages are read where staff can take them back (`taught`)."""

    def __init__(self, database: Database, taught: TaughtExamples) -> None:
        self._database = database
        self._taught = taught

    async def judged(
        self, model: str, exam: Exam, label: str, change: str, page: int
    ) -> tuple[int, Sequence[JudgedRow]]:
        wanted = {"model": model, "exam": exam, "label": label, "change": change}
        async with self._database.single() as connection:
            rows = (await connection.execute(_JUDGED, wanted | {"page": PAGE, "offset": page * PAGE})).all()
        words = await self._words() if exam is Exam.REAL else {}
        found = [
            JudgedRow(
                row.text or words.get(row.mark, ""),
                row.label,
                row.change,
                (row.before_band, row.before_label),
                (row.after_band, row.after_label),
            )
            for row in rows
        ]
        return (rows[0].total if rows else 0), found

    async def change_groups(self, model: str, change: str) -> Sequence[ChangeGroup]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_GROUPS, {"model": model, "change": change})).all()
        return [
            ChangeGroup(
                row.change,
                (row.before_band, row.before_label),
                (row.after_band, row.after_label),
                row.questions,
                row.residents,
            )
            for row in rows
        ]

    async def changed_questions(
        self, model: str, change: str, way: Mapping[str, str], page: int
    ) -> tuple[int, Sequence[ChangedQuestion]]:
        wanted = {"model": model, "change": change} | {name: way.get(name, "") for name in _WAY}
        async with self._database.single() as connection:
            rows = (await connection.execute(_CHANGED, wanted | {"page": PAGE, "offset": page * PAGE})).all()
        found = [
            ChangedQuestion(
                row.question,
                row.asked_at,
                self._database.vault.open(row.text),
                row.change,
                (row.before_band, row.before_label),
                (row.after_band, row.after_label),
                row.answered_by,
            )
            for row in rows
        ]
        return (rows[0].total if rows else 0), found

    async def _words(self) -> dict[str, str]:
        vault = self._database.vault
        return {vault.mark(each.text): each.text for each in await self._taught.accepted() if each.held_out}


async def recent_questions(database: Database, *, days: int, limit: int) -> Sequence[tuple[str, str]]:
    """(id, masked text) of what residents asked the model, the newest first; never what only inspectors read."""
    wanted = {"days": days, "limit": limit, "secret": FOR_INSPECTORS}
    async with database.single() as connection:
        rows = (await connection.execute(_RECENT, wanted)).all()
    return [(row.id, database.vault.open(row.text)) for row in rows]


async def keep_evaluation(
    database: Database, model: str, evaluation: Evaluation, judged: Sequence[Judged], changes: Sequence[Change]
) -> None:
    """All of it or nothing; instead of what was kept for the model before."""
    kept = json.dumps(asdict(evaluation), ensure_ascii=False)
    async with database.begin() as connection:
        for statement in (_CLEAR, _CLEAR_CHANGES):
            await connection.execute(statement, {"model": model})
        await connection.execute(_KEEP, {"model": model, "evaluation": kept})
        if judged:
            await connection.execute(_JUDGEMENT, [_judgement_row(database, model, each) for each in judged])
        if changes:
            await connection.execute(_CHANGE, [_change_row(model, each) for each in changes])


def _judgement_row(database: Database, model: str, judged: Judged) -> dict[str, str]:
    own = judged.exam is Exam.TEST
    before = judged.before
    return {
        "model": model,
        "exam": judged.exam,
        "text": judged.text if own else "",
        "mark": "" if own else database.vault.mark(judged.text),
        "label": judged.label,
        "change": judged.change,
        "before_band": before.band if before else "",
        "before_label": before.label if before else "",
        "after_band": judged.after.band,
        "after_label": judged.after.label,
    }


def _change_row(model: str, change: Change) -> dict[str, str]:
    values = (*change.before, *change.after)
    return {"model": model, "question": change.question, "change": change.change} | dict(zip(_WAY, values, strict=True))
