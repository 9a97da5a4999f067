"""What editors do with the review queue: label, split, merge, skip, and take it back; two of them at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from bot.domain.privacy import EraseResident
from bot.domain.review import NEW_TOPIC, OUT_OF_TOPIC, NothingToUndo, StaleGroup, UnknownGroup
from bot.domain.teaching import Example
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.reviews import OPENING, SATURDAY, WALLET, ReviewTown

HOURS = "faq/jam_layanan"


@pytest.fixture
async def town(database: Database, wakeup: Wakeup) -> ReviewTown:
    made = ReviewTown(database, wakeup)
    await made.saturday_and_wallet()
    return made


async def learnt(town: ReviewTown) -> dict[str, str]:
    return {example.text: example.label for example in await town.taught.accepted()}


async def test_a_label_for_the_group_teaches_its_messages_and_shows_the_next(town: ReviewTown) -> None:
    group = await town.first()
    await town.labels(group, HOURS)
    assert await learnt(town) == dict.fromkeys(OPENING, HOURS)
    assert [line.guess for line in await town.review.lines()] == ["faq/ktp_hilang"]
    example: Example = (await town.taught.accepted())[0]
    assert (example.language, example.reviewed_by) == ("id", "dewi")


async def test_single_members_are_labelled_and_the_others_stay(town: ReviewTown) -> None:
    group = await town.first()
    await town.labels(group, HOURS, group.members[0].id)
    [rest, _] = await town.review.lines()
    shown = await town.review.show((await town.ids())[-1])
    assert len(await learnt(town)) == 1
    assert {line.open for line in (rest, _)} == {2, 3}
    assert (shown.labelled, shown.line.last_label) == (1, HOURS)


async def test_what_is_learnt_is_stripped_even_where_an_editor_corrected_it(town: ReviewTown) -> None:
    group = await town.first()
    one = group.members[0].id
    await town.labels(group, HOURS, one, texts={one: "nama saya Budi Santoso, 081234567890, sabtu buka?"})
    assert await learnt(town) == {"saya, nomor, sabtu buka?": HOURS}


async def test_the_same_words_are_learnt_once(town: ReviewTown) -> None:
    await town.labels(await town.first(), HOURS)
    await town.asks("30", OPENING[0], SATURDAY)
    await town.groups.run()
    again = await town.review.show((await town.ids())[-1])
    assert again.line.last_label == HOURS
    await town.labels(again, HOURS)
    assert len(await learnt(town)) == 3


async def test_out_of_topic_teaches_too_and_a_new_topic_waits_for_its_answer(town: ReviewTown) -> None:
    await town.labels(await town.first(), OUT_OF_TOPIC)
    await town.labels(await town.first(), NEW_TOPIC, title="Dompet hilang pak Budi")
    assert set((await learnt(town)).values()) == {OUT_OF_TOPIC}
    [topic] = await town.review.new_topics()
    assert (topic.title, topic.questions, topic.residents) == ("Dompet hilang pak", 3, 2)
    assert set(topic.texts) == set(WALLET)


async def test_a_second_editor_is_given_another_group(town: ReviewTown) -> None:
    first, second = await town.review.following("dewi"), await town.review.following("tono")
    assert None not in {first, second}
    assert first != second
    assert await town.review.following("rani") is None
    assert await town.review.following("dewi") == first


async def test_of_two_editors_who_label_the_same_group_at_once_one_is_refused(town: ReviewTown) -> None:
    group = await town.first()
    results = await asyncio.gather(
        town.labels(group, HOURS), town.labels(group, OUT_OF_TOPIC, actor="tono"), return_exceptions=True
    )
    assert [type(each) for each in results if isinstance(each, Exception)] == [StaleGroup]
    assert len(set((await learnt(town)).values())) == 1


async def test_a_label_sent_twice_is_given_once(town: ReviewTown) -> None:
    verdict = await town.labels(await town.first(), HOURS)
    again = await town.acts.label(verdict, "dewi")
    assert (again.questions, again.examples) == (3, 3)
    await town.acts.undo("dewi")
    with pytest.raises(NothingToUndo):
        await town.acts.undo("dewi")


async def test_a_question_that_came_meanwhile_is_not_labelled_unseen(town: ReviewTown) -> None:
    group = await town.first()
    await town.asks("40", "sabtu buka pelayanan tidak", SATURDAY)
    await town.groups.run()
    await town.labels(group, HOURS)
    assert [line.open for line in await town.review.lines()] == [3, 1]


async def test_a_label_is_taken_back_with_its_examples(town: ReviewTown) -> None:
    group = await town.first()
    await town.labels(group, HOURS)
    done = await town.acts.undo("dewi")
    assert (done.act, done.group, done.questions) == ("label", group.line.id, 3)
    assert await learnt(town) == {}
    assert [line.open for line in await town.review.lines()] == [3, 3]
    await town.labels(await town.first(), HOURS)
    assert len(await learnt(town)) == 3


async def test_nobody_takes_back_what_another_did(town: ReviewTown) -> None:
    await town.labels(await town.first(), HOURS)
    with pytest.raises(NothingToUndo):
        await town.acts.undo("tono")
    assert await town.acts.last_act("tono") is None


async def test_a_split_makes_a_group_of_its_own_and_is_undone(town: ReviewTown) -> None:
    group = await town.first()
    await town.acts.split(uuid4(), group.line.id, group.version, [group.members[0].id], "dewi")
    assert sorted(line.open for line in await town.review.lines()) == [1, 2, 3]
    await town.acts.undo("dewi")
    await town.groups.run()
    assert [line.open for line in await town.review.lines()] == [3, 3]


async def test_groups_are_merged_and_parted_again_also_after_the_job_has_tidied_up(town: ReviewTown) -> None:
    ids = await town.ids()
    before = await town.texts()
    await town.acts.merge(uuid4(), ids, "dewi")
    await town.groups.run()
    assert [(line.id, line.open, line.residents) for line in await town.review.lines()] == [(ids[0], 6, 5)]
    await town.acts.undo("dewi")
    assert await town.texts() == before


async def test_a_skipped_group_waits_behind_the_others(town: ReviewTown) -> None:
    group = await town.first()
    await town.acts.skip(uuid4(), group.line.id, "dewi")
    assert (await town.ids())[-1] == group.line.id
    await town.acts.undo("dewi")
    assert (await town.ids())[0] == group.line.id


async def test_a_proposal_waits_for_an_editor_and_is_not_shown_to_officers_again(town: ReviewTown) -> None:
    group = await town.first("sari")
    await town.acts.propose(group.line.id, group.version, HOURS, "", "sari")
    assert await town.review.following("sari", proposing=True) != group.line.id
    shown = await town.review.show((await town.ids())[0], "dewi")
    assert (shown.line.proposed, shown.line.proposed_by) == (HOURS, "sari")
    assert await learnt(town) == {}
    with pytest.raises(StaleGroup):
        await town.labels(group, HOURS)
    await town.labels(shown, HOURS)
    assert await town.review.waiting() == 1


async def test_taught_examples_stay_when_their_resident_has_everything_erased(town: ReviewTown) -> None:
    await town.labels(await town.first(), HOURS)
    for chat in ("1", "2", "3"):
        await town.writes(chat, EraseResident(), words="hapus data saya")
    await town.groups.run()
    assert len(await learnt(town)) == 3
    await town.acts.undo("dewi")
    assert await learnt(town) == {}


async def test_groups_and_questions_that_do_not_exist_are_refused(town: ReviewTown) -> None:
    group = await town.first()
    with pytest.raises(UnknownGroup):
        await town.labels(group, HOURS, "q999")
    with pytest.raises(UnknownGroup):
        await town.labels(replace(group, line=replace(group.line, id=uuid4())), HOURS)
    with pytest.raises(UnknownGroup):
        await town.acts.merge(uuid4(), [group.line.id, uuid4()], "dewi")
    with pytest.raises(UnknownGroup):
        await town.review.show(uuid4(), "dewi")
    assert await town.review.waiting() == 2


async def test_near_groups_are_those_with_words_in_common(town: ReviewTown) -> None:
    await town.asks("50", "dompet saya dicopet di kereta", SATURDAY)
    await town.asks("51", "kia untuk anak umur berapa", SATURDAY)
    await town.groups.run()
    wallet = (await town.ids())[1]
    assert [line.text for line in await town.review.near(wallet)] == ["dompet saya dicopet di kereta"]


async def test_coverage_counts_what_was_asked_and_taught(town: ReviewTown) -> None:
    await town.unhappy("60", "itu bukan jawabannya")
    await town.labels(await town.first(), HOURS)
    told = {each.label: each for each in await town.review.coverage()}
    assert (told[HOURS].questions, told[HOURS].unsure, told[HOURS].taught + told[HOURS].held_out) == (3, 3, 3)
    assert (told["faq/ktp_hilang"].questions, told["faq/ktp_hilang"].unhelpful) == (4, 1)
    assert told["faq/ktp_hilang"].need(50) > told[HOURS].need(200)
