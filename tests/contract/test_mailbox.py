"""Leases, fences and order of the inbox's read side, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.domain.errors import LeaseLost
from bot.domain.ports import Idle, Lease, TurnResult, Waiting
from bot.domain.reply import Band, ConversationState, Guess, LogQuestion, RateAnswer, SetReachable, SetTimer
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.mailbox import MAX_ATTEMPTS, PostgresMailbox
from bot.store.wakeup import Wakeup
from tests.contract.test_intake import rows
from tests.residents import inbound

ANSWER = TurnResult(ConversationState(topic="ktp_hilang"), (), ({"n": 1}, {"n": 2}))
SILENCE = TurnResult(ConversationState(), (), ())


@pytest.fixture
def intake(database: Database, wakeup: Wakeup) -> PostgresIntake:
    return PostgresIntake(database, wakeup)


@pytest.fixture
def mailbox(database: Database, wakeup: Wakeup) -> PostgresMailbox:
    return PostgresMailbox(database, wakeup)


async def leases(mailbox: PostgresMailbox, limit: int) -> list[Lease]:
    return [claim.lease for claim in await mailbox.claim(limit)]


async def waiting(mailbox: PostgresMailbox, lease: Lease) -> Waiting:
    found = await mailbox.next(lease)
    assert isinstance(found, Waiting)
    return found


async def test_a_conversation_is_leased_to_one_worker_at_a_time(
    intake: PostgresIntake, mailbox: PostgresMailbox
) -> None:
    await intake.receive([inbound(chat=str(number)) for number in range(20)])
    claims = await asyncio.gather(*(leases(mailbox, 5) for _ in range(6)))
    leased = [lease.conversation for claim in claims for lease in claim]
    assert len(leased) == len(set(leased)) == 20


async def test_messages_of_a_conversation_are_handled_in_the_order_received(
    intake: PostgresIntake, mailbox: PostgresMailbox
) -> None:
    for number in range(4):
        await intake.receive([inbound(f"pesan {number}")])
    [lease] = await leases(mailbox, 5)
    seen = []
    for _ in range(4):
        found = await waiting(mailbox, lease)
        seen.append(getattr(found.inbound.content, "body", ""))
        await mailbox.commit(lease, found, SILENCE)
    assert seen == [f"pesan {number}" for number in range(4)]


async def test_a_turn_is_committed_whole(intake: PostgresIntake, mailbox: PostgresMailbox, database: Database) -> None:
    await intake.receive([inbound(chat="77")])
    [lease] = await leases(mailbox, 1)
    found = await waiting(mailbox, lease)
    asked = LogQuestion("q1", "ktp ilang", "id", Band.ANSWER, "faq/ktp_hilang", (Guess("faq/ktp_hilang", 0.9),), "m1")
    result = TurnResult(ConversationState(topic="ktp_hilang"), (asked, SetReachable(False)), ({"n": 1}, {"n": 2}))
    await mailbox.commit(lease, found, result)
    assert await rows(database, "SELECT state FROM inbox") == [("handled",)]
    assert await rows(database, "SELECT address, body, state FROM outbox ORDER BY id") == [
        ("77", {"n": 1}, "queued"),
        ("77", {"n": 2}, "queued"),
    ]
    [(state, reachable)] = await rows(database, "SELECT state, reachable FROM conversation")
    assert (state["topic"], reachable) == ("ktp_hilang", False)
    assert await rows(database, "SELECT answered, ranking->0->>'id' FROM question") == [
        ("faq/ktp_hilang", "faq/ktp_hilang")
    ]


async def test_a_late_worker_cannot_commit_after_its_conversation_was_taken_over(
    intake: PostgresIntake, database: Database, wakeup: Wakeup
) -> None:
    impatient = PostgresMailbox(database, wakeup, lease_seconds=0)
    await intake.receive([inbound()])
    [late] = await leases(impatient, 1)
    found = await waiting(impatient, late)
    [current] = await leases(impatient, 1)
    with pytest.raises(LeaseLost):
        await impatient.commit(late, found, ANSWER)
    await impatient.commit(current, await waiting(impatient, current), ANSWER)
    assert await rows(database, "SELECT count(*) FROM outbox") == [(2,)]


async def test_an_epoch_is_never_given_out_twice_even_when_the_mailbox_was_emptied_between(
    intake: PostgresIntake, database: Database, wakeup: Wakeup
) -> None:
    impatient = PostgresMailbox(database, wakeup, lease_seconds=0)
    await intake.receive([inbound()])
    [late] = await leases(impatient, 1)
    late_find = await waiting(impatient, late)
    [second] = await leases(impatient, 1)
    assert await impatient.commit(second, await waiting(impatient, second), SILENCE)
    assert await rows(database, "SELECT count(*) FROM mailbox") == [(0,)]
    await intake.receive([inbound("lagi")])
    [third] = await leases(impatient, 1)
    assert third.epoch not in {late.epoch, second.epoch}
    with pytest.raises(LeaseLost):
        await impatient.commit(late, late_find, ANSWER)


async def test_a_message_that_comes_in_during_the_turn_is_not_forgotten(
    intake: PostgresIntake, mailbox: PostgresMailbox, database: Database
) -> None:
    await intake.receive([inbound()])
    [lease] = await leases(mailbox, 1)
    found = await waiting(mailbox, lease)
    await intake.receive([inbound("satu lagi")])
    assert await mailbox.commit(lease, found, SILENCE) is False
    assert await mailbox.commit(lease, await waiting(mailbox, lease), SILENCE) is True
    assert await rows(database, "SELECT count(*) FROM mailbox") == [(0,)]


async def test_a_message_that_comes_in_while_releasing_is_not_forgotten(
    intake: PostgresIntake, mailbox: PostgresMailbox, database: Database
) -> None:
    await intake.receive([inbound()])
    await rows(database, "UPDATE inbox SET state = 'dead' RETURNING 1")
    [lease] = await leases(mailbox, 1)
    idle = await mailbox.next(lease)
    assert isinstance(idle, Idle)
    await intake.receive([inbound("satu lagi")])
    assert not await mailbox.release(lease, idle)
    assert (await waiting(mailbox, lease)).attempts == 0


async def test_many_turns_are_committed_together_and_a_lost_one_changes_nothing(
    intake: PostgresIntake, database: Database, wakeup: Wakeup
) -> None:
    mailbox = PostgresMailbox(database, wakeup)
    await intake.receive([inbound(chat=str(number)) for number in range(20)])
    claims = await mailbox.claim(20)
    lost = claims[7].lease
    await rows(database, f"UPDATE mailbox SET epoch = 0 WHERE conversation = '{lost.conversation}' RETURNING 1")

    def asked(number: int) -> LogQuestion:
        return LogQuestion(f"q{number}", "ktp", "id", Band.ANSWER)

    results = await asyncio.gather(
        *(
            mailbox.commit(claim.lease, claim.found, replace(ANSWER, effects=(asked(number),)))
            for number, claim in enumerate(claims)
            if isinstance(claim.found, Waiting)
        ),
        return_exceptions=True,
    )
    assert [type(result) for number, result in enumerate(results) if number != 7] == [bool] * 19
    assert isinstance(results[7], LeaseLost)
    assert await rows(database, "SELECT count(*), count(DISTINCT answers) FROM outbox") == [(38, 19)]
    assert await rows(database, "SELECT count(*) FROM question WHERE id = 'q7'") == [(0,)]
    assert await rows(database, "SELECT count(*) FROM question") == [(19,)]


async def test_a_turn_the_database_refuses_does_not_harm_those_committed_with_it(
    intake: PostgresIntake, mailbox: PostgresMailbox, database: Database
) -> None:
    await intake.receive([inbound(chat=str(number)) for number in range(5)])
    claims = await mailbox.claim(5)
    impossible = replace(ANSWER, effects=(SetTimer("x", 1e30),))
    results = await asyncio.gather(
        *(
            mailbox.commit(claim.lease, claim.found, impossible if number == 2 else ANSWER)
            for number, claim in enumerate(claims)
            if isinstance(claim.found, Waiting)
        ),
        return_exceptions=True,
    )
    assert [isinstance(result, Exception) for result in results] == [False, False, True, False, False]
    assert await rows(database, "SELECT count(*) FROM inbox WHERE state = 'handled'") == [(4,)]


async def test_a_failing_message_is_set_aside_and_the_conversation_goes_on(
    intake: PostgresIntake, mailbox: PostgresMailbox, database: Database
) -> None:
    await intake.receive([inbound("racun"), inbound("sehat")])
    for _ in range(MAX_ATTEMPTS):
        async with database.begin() as connection:
            await connection.execute(text("UPDATE mailbox SET ready_at = clock_timestamp()"))
        [lease] = await leases(mailbox, 1)
        await mailbox.fail(lease, await waiting(mailbox, lease), "program: ValueError")
    [lease] = await leases(mailbox, 1)
    assert getattr((await waiting(mailbox, lease)).inbound.content, "body", "") == "sehat"
    assert await rows(database, "SELECT error FROM inbox WHERE state = 'dead'") == [("program: ValueError",)]


async def test_a_stored_event_no_version_can_read_does_not_block_its_conversation(
    intake: PostgresIntake, mailbox: PostgresMailbox, database: Database
) -> None:
    await intake.receive([inbound("lama"), inbound("baru")])
    async with database.begin() as connection:
        await connection.execute(text("UPDATE inbox SET body = '{\"what\": 1}' WHERE id = (SELECT min(id) FROM inbox)"))
    [lease] = await leases(mailbox, 1)
    assert getattr((await waiting(mailbox, lease)).inbound.content, "body", "") == "baru"


async def test_handing_back_lets_another_worker_go_on_at_once(intake: PostgresIntake, mailbox: PostgresMailbox) -> None:
    await intake.receive([inbound()])
    [lease] = await leases(mailbox, 1)
    assert not await leases(mailbox, 1)
    await mailbox.hand_back(lease)
    assert len(await leases(mailbox, 1)) == 1
    with pytest.raises(LeaseLost):
        await mailbox.renew(lease)


async def test_a_resident_cannot_rate_the_answer_given_to_another(
    intake: PostgresIntake, mailbox: PostgresMailbox, database: Database
) -> None:
    await intake.receive([inbound(chat="1")])
    [lease] = await leases(mailbox, 1)
    asked = LogQuestion("q1", "ktp", "id", Band.ANSWER)
    await mailbox.commit(lease, await waiting(mailbox, lease), TurnResult(ConversationState(), (asked,), ()))
    await intake.receive([inbound(chat="2")])
    [other] = await leases(mailbox, 1)
    rating = TurnResult(ConversationState(), (RateAnswer("q1", helpful=False),), ())
    await mailbox.commit(other, await waiting(mailbox, other), rating)
    assert await rows(database, "SELECT helpful, for_staff FROM question") == [(None, False)]


async def test_an_unhelpful_answer_comes_before_staff(
    intake: PostgresIntake, mailbox: PostgresMailbox, database: Database
) -> None:
    await intake.receive([inbound()])
    [lease] = await leases(mailbox, 1)
    effects = (LogQuestion("q1", "ktp", "id", Band.ANSWER), RateAnswer("q1", helpful=False))
    await mailbox.commit(lease, await waiting(mailbox, lease), TurnResult(ConversationState(), effects, ()))
    assert await rows(database, "SELECT helpful, for_staff, reason FROM question") == [(False, True, "not_helpful")]


async def test_an_event_that_kills_its_worker_again_and_again_is_set_aside(
    intake: PostgresIntake, database: Database, wakeup: Wakeup
) -> None:
    await intake.receive([inbound("racun")])
    await intake.receive([inbound("sehat")])
    dying = PostgresMailbox(database, wakeup, lease_seconds=0)
    for _ in range(4 * MAX_ATTEMPTS):
        # Each claim is a worker that takes the conversation and dies; a claim after a death may have to wait.
        await leases(dying, 1)
        await rows(database, "UPDATE mailbox SET ready_at = clock_timestamp() RETURNING 1")
        if (await rows(database, "SELECT count(*) FROM inbox WHERE state = 'dead'")) == [(1,)]:
            break
    assert await rows(database, "SELECT state, attempts FROM inbox ORDER BY id") == [
        ("dead", MAX_ATTEMPTS),
        ("waiting", 0),
    ]
    [(reason,)] = await rows(database, "SELECT error FROM inbox WHERE state = 'dead'")
    assert "berhenti" in str(reason)


async def test_a_worker_that_died_once_costs_its_conversations_no_wait(
    intake: PostgresIntake, database: Database, wakeup: Wakeup
) -> None:
    await intake.receive([inbound()])
    await leases(PostgresMailbox(database, wakeup, lease_seconds=0), 1)
    assert len(await leases(PostgresMailbox(database, wakeup), 1)) == 1


async def test_conversations_handed_back_in_good_order_count_no_attempt(
    intake: PostgresIntake, mailbox: PostgresMailbox, database: Database
) -> None:
    await intake.receive([inbound()])
    for _ in range(10):
        [lease] = await leases(mailbox, 1)
        await mailbox.hand_back(lease)
    assert await rows(database, "SELECT attempts FROM inbox") == [(0,)]
