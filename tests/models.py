"""Language models for tests that need none to be trained: kept, compared, in charge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import text

from bot.domain.language_models import How
from bot.domain.model_quality import Evaluation, Exam, Failure, Judged, Mark, by_exam, by_topic
from bot.domain.teaching import Example
from bot.store.engine import Database
from bot.store.language_models import PostgresModels, TrainedModel
from bot.store.model_evaluations import Change, keep_evaluation
from bot.store.wakeup import Wakeup

OLD = "nlu-20261101T020000-aaaaaaaaaaaaaaaa.tar.gz"
NEW = "nlu-20261127T020000-bbbbbbbbbbbbbbbb.tar.gz"
LATER = "nlu-20261128T020000-cccccccccccccccc.tar.gz"
FILES = "f1les"


class Taught:
    """What staff taught, as a test says."""

    def __init__(self, *examples: Example) -> None:
        self.examples = examples

    async def accepted(self) -> Sequence[Example]:
        return self.examples


def example(text: str, label: str = "faq/ktp_hilang", *, held_out: bool = False, day: int = 20) -> Example:
    return Example(text, label, "id", "dewi", datetime(2026, 11, day, tzinfo=UTC), held_out)


def mark(label: str, right: bool, band: str = "answer") -> Mark:
    return Mark(label, band, right, right, band == "answer" and not right)


def judged(before: bool, after: bool, label: str = "faq/ktp_hilang", exam: Exam = Exam.TEST, said: str = "") -> Judged:
    """A message one, both or neither of the models has right."""
    words = said or f"{label} {before} {after}"
    wrong = "faq/ktp_rusak"
    return Judged(exam, words, label, mark(label if before else wrong, before), mark(label if after else wrong, after))


def evaluation(
    rows: Sequence[Judged], against: str = OLD, failures: tuple[Failure, ...] = (), changes: Sequence[Change] = ()
) -> Evaluation:
    counts = {kind: sum(each.change == kind for each in changes) for kind in ("gained", "lost", "changed", "asks")}
    return Evaluation(against, by_exam(rows), by_topic(rows), 45, failures, 120, counts)


BETTER = tuple([judged(True, True)] * 100 + [judged(False, True)] * 7 + [judged(True, False, "faq/kia")])


async def in_charge(database: Database, wakeup: Wakeup, name: str = OLD, taught: int = 0) -> PostgresModels:
    models = PostgresModels(database, wakeup)
    await models.register(TrainedModel(name, FILES, taught, None))
    await models.put_in_charge(name, How.FIRST)
    return models


async def candidate(
    models: PostgresModels,
    database: Database,
    name: str = NEW,
    rows: Sequence[Judged] = BETTER,
    failures: tuple[Failure, ...] = (),
    changes: Sequence[Change] = (),
) -> None:
    """One that was trained and compared with OLD."""
    await models.register(TrainedModel(name, FILES, 12, datetime(2026, 11, 20, tzinfo=UTC)))
    await keep_evaluation(database, name, evaluation(rows, failures=failures, changes=changes), rows, changes)


async def asked_question(database: Database, words: str, band: str = "answer", reason: str = "") -> str:
    """A question of a resident who has asked nothing else; its id."""
    number = uuid4()
    async with database.begin() as connection:
        await connection.execute(
            text("""INSERT INTO conversation (id, person, channel, account, chat, address, sender_name)
                VALUES (:id, :id, 'telegram', 'bot', :chat, '', '')"""),
            {"id": number, "chat": str(number)},
        )
        await connection.execute(
            text("""INSERT INTO question (id, conversation, text, language, band, answered, ranking, model, for_staff,
                reason) VALUES (:id, :conversation, :text, 'id', :band, '', '[]', :model, false, :reason)"""),
            {
                "id": str(number),
                "conversation": number,
                "text": database.vault.seal(words),
                "band": band,
                "model": OLD,
                "reason": reason,
            },
        )
    return str(number)
