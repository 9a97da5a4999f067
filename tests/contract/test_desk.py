"""The officers' side of hand-over on real PostgreSQL: the queue, acts as events in order, and what came of them."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from bot.domain.cases import Role
from bot.domain.effect import Effect
from bot.domain.handover import FOR_INSPECTORS, ChangeOwner, CloseQuestions, Desk, Owner
from bot.domain.messages import Notice
from bot.domain.ports import Claim, TurnResult, Waiting
from bot.domain.reply import Band, ConversationState, LogQuestion
from bot.store.desk import PostgresDesk, PostgresQueue
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.mailbox import PostgresMailbox
from bot.store.questions import open_questions
from bot.store.wakeup import Wakeup
from tests.residents import inbound


class Town:
    """Residents who write, and turns that do to them what a test wants."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self.intake = PostgresIntake(database, wakeup)
        self.mailbox = PostgresMailbox(database, wakeup)
        self.desk = PostgresDesk(database, wakeup)
        self.queue = PostgresQueue(database)

    async def writes(self, chat: str, *effects: Effect, words: str = "halo") -> UUID:
        await self.intake.receive([inbound(words, chat=chat)])
        return await self.handle(*effects)

    async def next(self) -> tuple[Claim, Waiting]:
        [claim] = await self.mailbox.claim(1)
        assert isinstance(claim.found, Waiting)
        return claim, claim.found

    async def handle(self, *effects: Effect, state: ConversationState | None = None) -> UUID:
        claim, found = await self.next()
        if not await self.mailbox.commit(claim.lease, found, TurnResult(state or found.state, effects, ())):
            await self.mailbox.hand_back(claim.lease)
        return claim.lease.conversation


IN_QUEUE = ChangeOwner(Desk(Owner.QUEUE))
ASKED = LogQuestion("q1", "ktp saya kapan jadi", "id", Band.ANSWER, for_staff=True, reason="asked_person")


async def test_places_in_the_queue_are_given_in_the_order_of_asking(town: Town) -> None:
    first = await town.writes("1", IN_QUEUE)
    second = await town.writes("2", IN_QUEUE)
    third = await town.writes("3")
    assert [await town.queue.place(each) for each in (first, second, third)] == [1, 2, 3]


async def test_asking_again_keeps_the_place_and_leaving_gives_it_up(town: Town) -> None:
    first = await town.writes("1", IN_QUEUE)
    second = await town.writes("2", IN_QUEUE)
    await town.writes("1", IN_QUEUE)
    assert await town.queue.place(first) == 1
    await town.writes("1", ChangeOwner(Desk()))
    assert await town.queue.place(second) == 1


async def test_the_list_shows_who_waits_with_the_newest_question_and_then_who_is_served(town: Town) -> None:
    served = await town.writes("1", ChangeOwner(Desk(Owner.PERSON, "Sari")))
    waiting = await town.writes("2", ASKED, IN_QUEUE)
    await town.writes("3")
    found = await town.desk.waiting(Role.OFFICER)
    assert [(each.conversation, each.owner, each.officer, each.text) for each in found] == [
        (waiting, "queue", "", "ktp saya kapan jadi"),
        (served, "person", "Sari", ""),
    ]


async def test_words_about_bribes_are_read_by_inspectors_only(town: Town, database: Database) -> None:
    told = replace(ASKED, text="petugas loket minta uang", reason=FOR_INSPECTORS)
    await town.writes("1", told, IN_QUEUE)
    for role, words in ((Role.OFFICER, ""), (Role.INSPECTOR, "petugas loket minta uang")):
        assert [each.text for each in await town.desk.waiting(role)] == [words]
        assert [each.text for each in await open_questions(database, role)] == [words]


async def test_an_act_comes_in_as_an_event_behind_what_the_resident_wrote_before(town: Town) -> None:
    conversation = await town.writes("1", ASKED, IN_QUEUE)
    await town.intake.receive([inbound("masih di sana?", chat="1")])
    assert await town.desk.answer(str(conversation), "Sari", "Besok.")
    await town.handle()
    _, found = await town.next()
    assert found.inbound.content == Notice(
        "answered", {"officer": "Sari", "text": "Besok.", "question": "q1", "quote": "ktp saya kapan jadi"}
    )


async def test_what_came_of_an_act_is_known_once_it_was_handled(town: Town) -> None:
    conversation = str(await town.writes("1", IN_QUEUE))
    key = await town.desk.claim(conversation, "Sari")
    assert key
    before = await town.desk.standing(conversation, key)
    await town.handle(ChangeOwner(Desk(Owner.PERSON, "Sari")))
    now = await town.desk.standing(conversation, key)
    assert before
    assert now
    assert (before.owner, before.underway) == ("queue", True)
    assert (now.owner, now.officer, now.underway) == ("person", "Sari", False)


async def test_a_short_start_of_the_id_is_enough_if_it_is_told_apart(town: Town) -> None:
    conversation = str(await town.writes("1", IN_QUEUE))
    assert await town.desk.claim(conversation[:8], "Sari")


@pytest.mark.parametrize("start", ["", "zzzz", "%", "12", "ffffffff-ffff", "'; DROP TABLE inbox; --"])
async def test_nothing_happens_to_a_conversation_that_is_not_there(town: Town, start: str) -> None:
    await town.writes("1", IN_QUEUE)
    assert await town.desk.release(start, "Sari") is None
    assert await town.desk.standing(start, "key") is None


async def test_an_answer_closes_the_questions_that_waited(town: Town) -> None:
    await town.writes("1", ASKED, replace(ASKED, question_id="q2"), IN_QUEUE)
    await town.writes("1", CloseQuestions(), ChangeOwner(Desk(Owner.PERSON, "Sari")))
    [line] = await town.desk.waiting(Role.OFFICER)
    assert line.text == ""
