"""Which model answers: put in charge, taken back, discarded, by several people at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from bot.domain.errors import BotError
from bot.domain.language_models import (
    Activation,
    How,
    ModelChanged,
    ModelRefused,
    ModelState,
    NothingBefore,
    UnknownModel,
)
from bot.domain.model_quality import Exam, Failure, Refusal
from bot.store.engine import Database
from bot.store.language_models import PostgresModels, TrainedModel
from bot.store.model_evaluations import PostgresEvidence, keep_evaluation
from bot.store.wakeup import Wakeup
from tests.models import BETTER, FILES, LATER, NEW, OLD, Taught, candidate, evaluation, example, in_charge, judged


@pytest.fixture
async def models(database: Database, wakeup: Wakeup) -> PostgresModels:
    """OLD answers, NEW is better and waits."""
    made = await in_charge(database, wakeup)
    await candidate(made, database)
    return made


async def test_a_better_model_is_put_in_charge_and_taken_back(models: PostgresModels) -> None:
    assert (await models.activate(NEW, "dewi", OLD)).before == OLD
    assert await models.candidate() is None
    back = await models.roll_back("sari", NEW)
    assert (back.model, back.before, back.how) == (OLD, NEW, How.ROLL_BACK)
    assert [(each.model, each.by) for each in await models.history()] == [
        (OLD, "sari"),
        (NEW, "dewi"),
        (OLD, "system"),
    ]


async def test_two_clicks_are_one(models: PostgresModels) -> None:
    done = await asyncio.gather(*(models.activate(NEW, "dewi", OLD) for _ in range(4)))
    assert len({each.number for each in done}) == 1
    back = await asyncio.gather(*(models.roll_back("dewi", NEW) for _ in range(4)))
    assert len({each.number for each in back}) == 1
    assert len(await models.history()) == 3


async def test_of_two_people_with_different_wishes_one_is_told(
    models: PostgresModels, database: Database, wakeup: Wakeup
) -> None:
    await models.activate(NEW, "dewi", OLD)
    await models.register(TrainedModel(LATER, FILES, 0, None))
    await keep_evaluation(database, LATER, evaluation(BETTER, NEW), BETTER, [])

    async def tried(change: Awaitable[Activation]) -> type[BotError] | str:
        try:
            return (await change).model
        except BotError as error:
            return type(error)

    results = await asyncio.gather(tried(models.activate(LATER, "a", NEW)), tried(models.roll_back("b", NEW)))
    assert ModelChanged in results
    assert len(set(results) - {ModelChanged}) == 1


async def test_the_gate_cannot_be_passed_over(models: PostgresModels, database: Database) -> None:
    await candidate(models, database, failures=(Failure("bayar berapa", ("faq/ktp_biaya",), "task/sapa"),))
    with pytest.raises(ModelRefused) as refused:
        await models.activate(NEW, "dewi", OLD)
    assert refused.value.reasons == (Refusal.PROTECTED,)
    active = await models.active()
    assert active is not None
    assert active.model == OLD


async def test_a_model_nobody_compared_or_knows_is_refused(models: PostgresModels) -> None:
    await models.register(TrainedModel(LATER, FILES, 0, None))
    with pytest.raises(ModelRefused):
        await models.activate(LATER, "dewi", OLD)
    with pytest.raises(UnknownModel):
        await models.activate("../../etc/passwd", "dewi", OLD)


async def test_the_newest_training_supersedes_what_nobody_used(models: PostgresModels) -> None:
    await models.register(TrainedModel(LATER, FILES, 0, None))
    found = await models.candidate()
    assert found is not None
    assert found.name == LATER
    assert (await models.find(NEW)).state is ModelState.DISCARDED
    with pytest.raises(ModelRefused):
        await models.activate(NEW, "dewi", OLD)


async def test_a_discarded_model_is_gone_from_the_page_and_one_in_charge_cannot_be(models: PostgresModels) -> None:
    await models.discard(NEW)
    assert await models.candidate() is None
    with pytest.raises(ModelRefused):
        await models.discard(OLD)


async def test_the_first_model_has_none_before_it(database: Database, wakeup: Wakeup) -> None:
    models = await in_charge(database, wakeup)
    with pytest.raises(NothingBefore):
        await models.roll_back("dewi", OLD)


async def test_an_evaluation_comes_back_as_it_was_kept(models: PostgresModels) -> None:
    assert (await models.find(NEW)).evaluation == evaluation(BETTER)


async def test_real_messages_are_shown_only_while_staff_have_not_taken_them_back(
    models: PostgresModels, database: Database
) -> None:
    said = "dompet hanyut, kartu ikut"
    rows = [*BETTER, judged(False, True, exam=Exam.REAL, said=said)]
    await keep_evaluation(database, NEW, evaluation(rows), rows, [])
    taught = Taught(example(said, held_out=True))
    total, shown = await PostgresEvidence(database, taught).judged(NEW, Exam.REAL, "", "", 0)
    assert (total, shown[0].text, shown[0].change) == (1, said, "gained")
    _, shown = await PostgresEvidence(database, Taught()).judged(NEW, Exam.REAL, "", "", 0)
    assert shown[0].text == ""
    total, _ = await PostgresEvidence(database, taught).judged(NEW, Exam.TEST, "faq/kia", "lost", 0)
    assert total == 1
