"""Questions to be reviewed, put into groups and ranked, on real PostgreSQL."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.handover import FOR_INSPECTORS
from bot.domain.privacy import EraseResident
from bot.domain.reply import Band
from bot.domain.review import Why
from bot.store.engine import Database
from bot.store.review_groups import ReviewGroups
from bot.store.wakeup import Wakeup
from tests.contract.test_intake import rows
from tests.reviews import OPENING, SATURDAY, WALLET, ReviewTown


@pytest.fixture
def town(database: Database, wakeup: Wakeup) -> ReviewTown:
    return ReviewTown(database, wakeup)


async def test_alike_questions_are_one_group_and_most_residents_come_first(town: ReviewTown) -> None:
    await town.saturday_and_wallet()
    lines = await town.review.lines()
    assert [(line.open, line.residents, line.guess) for line in lines] == [
        (3, 3, "faq/jam_layanan"),
        (3, 2, "faq/ktp_hilang"),
    ]
    assert lines[0].text in OPENING
    assert lines[0].whys == {Why.UNSURE}
    assert await town.review.waiting() == 2


async def test_of_groups_with_as_many_residents_the_newest_comes_first(town: ReviewTown) -> None:
    await town.asks("1", OPENING[0], SATURDAY)
    await town.asks("2", WALLET[0])
    await town.groups.run()
    assert [line.text for line in await town.review.lines()] == [WALLET[0], OPENING[0]]


async def test_a_new_question_joins_its_group_also_in_another_process(
    town: ReviewTown, database: Database, wakeup: Wakeup
) -> None:
    await town.saturday_and_wallet()
    await town.asks("4", "sabtu buka pelayanan ga", SATURDAY)
    await ReviewGroups(database, wakeup).run()
    assert [line.open for line in await town.review.lines()] == [4, 3]


async def test_running_again_changes_nothing(town: ReviewTown) -> None:
    await town.saturday_and_wallet()
    before = await town.review.lines()
    assert await town.groups.run() == {"placed": 0, "recounted": 0, "emptied": 0, "forgotten": 0}
    assert await town.review.lines() == before


async def test_answered_tapped_secret_and_personal_words_are_not_reviewed(town: ReviewTown) -> None:
    await town.asks("1", "jawaban yang pas", band=Band.ANSWER)
    await town.asks("2", "KTP hilang", band=Band.TAP, reason="not_helpful")
    await town.asks("3", "dimintai uang di loket", reason=FOR_INSPECTORS)
    await town.asks("4", "baik bu saya tunggu", reason="for_officer")
    await town.groups.run()
    assert await town.review.lines() == []


async def test_what_did_not_help_is_reviewed_once_it_is_judged(town: ReviewTown) -> None:
    await town.unhappy("1", WALLET[0], "wrong", "salah bu, wa 081234567890")
    await town.groups.run()
    [line] = await town.review.lines()
    assert line.whys == {Why.UNHELPFUL, Why.ESCALATED}
    [member] = (await town.review.show(line.id)).members
    assert (member.unhappy, member.thoughts[0][0]) == ("wrong", "faq/ktp_hilang")
    assert member.unhappy_words == "salah bu, wa 081234567890"


async def test_whoever_has_everything_erased_leaves_the_groups(town: ReviewTown, database: Database) -> None:
    await town.saturday_and_wallet()
    for chat in ("11", "12"):
        await town.writes(chat, EraseResident(), words="hapus data saya")
    await town.writes("1", EraseResident(), words="hapus data saya")
    assert len(await town.review.lines()) == 1  # the emptied group is not shown even before the next run
    await town.groups.run()
    assert [(line.open, line.residents) for line in await town.review.lines()] == [(2, 2)]
    assert await rows(database, "SELECT count(*) FROM review_group") == [(1,)]


async def test_questions_older_than_ninety_days_are_left_alone(town: ReviewTown, database: Database) -> None:
    await town.asks("1", WALLET[0])
    async with database.begin() as connection:
        await connection.exec_driver_sql("UPDATE question SET asked_at = asked_at - interval '91 days'")
    await town.groups.run()
    assert await town.review.lines() == []


async def test_texts_lie_sealed_in_every_table_of_the_review(town: ReviewTown, database: Database) -> None:
    await town.saturday_and_wallet()
    await town.labels(await town.first(), "faq/jam_layanan")
    for table in ("review_group", "review_member", "review_act", "taught_example"):
        async with database.begin() as connection:
            kept = (await connection.exec_driver_sql(f"SELECT * FROM {table}")).all()
        assert kept
        assert "sabtu" not in str(kept)


async def test_two_processes_grouping_at_once_place_each_question_once(
    town: ReviewTown, database: Database, wakeup: Wakeup
) -> None:
    for number in range(30):
        await town.asks(str(number), f"{OPENING[number % 3]}")
    await asyncio.gather(town.groups.run(), ReviewGroups(database, wakeup).run())
    await town.groups.run()
    assert sum(line.open for line in await town.review.lines()) == 30
