"""The shared inbox on real PostgreSQL: one holder at a time, acts that stand at once, answers sent once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from bot.domain.front_desk import (
    Answer,
    AnsweredMeanwhile,
    BadLabel,
    CannotTake,
    HeldByOther,
    NothingToSend,
    Standing,
    UnknownConversation,
)
from bot.domain.handover import ChangeOwner, Desk, Owner
from bot.domain.messages import Notice
from bot.domain.staff import Account, NewAccount, Role
from bot.store.engine import Database
from bot.store.front_desk import PostgresFrontDesk
from bot.store.staff import PostgresStaff
from bot.store.wakeup import Wakeup
from tests.contract.test_desk import ASKED, IN_QUEUE, Town
from tests.contract.test_intake import rows
from tests.residents import inbound


class Staff:
    """The desk and who works at it."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self.desk = PostgresFrontDesk(database, wakeup)
        self.accounts = PostgresStaff(database)

    async def hire(self, login: str, *roles: Role) -> Account:
        return await self.accounts.add(NewAccount(login, login.title(), frozenset(roles or {Role.OFFICER}), "hash"))


@pytest.fixture
def staff(database: Database, wakeup: Wakeup) -> Staff:
    return Staff(database, wakeup)


def holder_of(standing: Standing) -> str:
    return standing.holder.name if standing.holder else ""


async def test_of_two_who_claim_at_once_one_has_it_and_the_other_hears_who_and_since_when(
    town: Town, staff: Staff
) -> None:
    conversation = await town.writes("1", ASKED, IN_QUEUE)
    people = [await staff.hire(login) for login in ("sari", "budi", "tono")]
    done = await asyncio.gather(
        *(staff.desk.claim(conversation, each) for each in people), return_exceptions=True
    )  # fmt: skip
    [standing] = [each for each in done if isinstance(each, Standing)]
    refused = [each for each in done if isinstance(each, HeldByOther)]
    assert len(refused) == 2
    assert {each.name for each in refused} == {holder_of(standing)}
    assert all(each.since is not None for each in refused)


async def test_claiming_twice_is_one_event(town: Town, staff: Staff, database: Database) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari = await staff.hire("sari")
    await staff.desk.claim(conversation, sari)
    await staff.desk.claim(conversation, sari)
    [(count,)] = await rows(database, "SELECT count(*) FROM inbox WHERE external_id LIKE 'notice:claimed:%'")
    assert count == 1


async def test_a_claim_stands_although_an_earlier_turn_of_the_resident_ends_later(town: Town, staff: Staff) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    await town.intake.receive([inbound("halo?", chat="1")])
    sari = await staff.hire("sari")
    await staff.desk.claim(conversation, sari)
    await town.handle(IN_QUEUE)
    assert (await staff.desk.standing(conversation)).held_by(sari.id)
    await town.handle(ChangeOwner(Desk(Owner.PERSON, "Sari", account=str(sari.id))))
    assert (await staff.desk.standing(conversation)).held_by(sari.id)


@pytest.mark.parametrize("desk", [Desk(), Desk(Owner.QUEUE)])
async def test_once_the_bot_or_the_queue_has_it_again_nobody_holds_it(town: Town, staff: Staff, desk: Desk) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari = await staff.hire("sari")
    await staff.desk.claim(conversation, sari)
    await town.handle(ChangeOwner(Desk(Owner.PERSON, "Sari", account=str(sari.id))))
    await town.writes("1", ChangeOwner(desk))
    standing = await staff.desk.standing(conversation)
    assert (standing.owner, standing.holder) == (desk.owner, None)


async def test_the_event_tells_the_bot_who_it_is(town: Town, staff: Staff) -> None:
    conversation = await town.writes("1", ASKED, IN_QUEUE)
    sari = await staff.hire("sari")
    await staff.desk.claim(conversation, sari)
    _, found = await town.next()
    assert isinstance(found.inbound.content, Notice)
    assert found.inbound.content.facts.items() >= {"officer": "Sari", "account": str(sari.id)}.items()


async def test_an_answer_claims_what_nobody_has_and_is_sent_once(town: Town, staff: Staff, database: Database) -> None:
    conversation = await town.writes("1", ASKED, IN_QUEUE)
    sari = await staff.hire("sari")
    answer = Answer("Besok jadi.", "form-1")
    first = await staff.desk.answer(conversation, sari, answer)
    again = await staff.desk.answer(conversation, sari, answer)
    assert first.held_by(sari.id)
    assert first.answer == again.answer > 0
    kinds = await rows(database, "SELECT split_part(external_id, ':', 2) FROM inbox ORDER BY id OFFSET 1")
    assert kinds == [("claimed",), ("answered",)]


async def test_what_somebody_else_holds_is_not_answered(town: Town, staff: Staff) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, budi = await staff.hire("sari"), await staff.hire("budi", Role.SUPERVISOR)
    await staff.desk.claim(conversation, sari)
    with pytest.raises(HeldByOther):
        await staff.desk.answer(conversation, budi, Answer("Besok.", "k"))


async def test_an_answer_given_since_the_page_was_made_is_told_before_a_second_one_leaves(
    town: Town, staff: Staff
) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, budi = await staff.hire("sari"), await staff.hire("budi")
    seen = (await staff.desk.standing(conversation)).answer
    await staff.desk.answer(conversation, sari, Answer("Besok.", "k"))
    await staff.desk.release(conversation, sari)
    with pytest.raises(AnsweredMeanwhile) as told:
        await staff.desk.answer(conversation, budi, Answer("Lusa.", "k", seen))
    assert (told.value.name, told.value.seconds) == ("Sari", 0)
    standing = await staff.desk.answer(conversation, budi, Answer("Lusa.", "k", seen, anyway=True))
    assert standing.held_by(budi.id)


async def test_while_a_colleague_holds_it_no_second_answer_leaves_whatever_the_page_had_seen(
    town: Town, staff: Staff, database: Database
) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, budi = await staff.hire("sari"), await staff.hire("budi")
    await staff.desk.answer(conversation, sari, Answer("Besok.", "k"))
    for anyway in (False, True):
        with pytest.raises(AnsweredMeanwhile) as told:
            await staff.desk.answer(conversation, budi, Answer("Lusa.", "k", anyway=anyway))
        assert (told.value.name, told.value.seconds) == ("Sari", 0)
    assert (await staff.desk.standing(conversation)).held_by(sari.id)
    [(count,)] = await rows(database, "SELECT count(*) FROM inbox WHERE external_id LIKE 'notice:answered:%'")
    assert count == 1


async def test_a_supervisor_sends_a_second_answer_on_purpose_and_has_the_conversation(town: Town, staff: Staff) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, chief = await staff.hire("sari"), await staff.hire("dewi", Role.SUPERVISOR)
    await staff.desk.answer(conversation, sari, Answer("Besok.", "k"))
    with pytest.raises(AnsweredMeanwhile):
        await staff.desk.answer(conversation, chief, Answer("Lusa.", "k"))
    standing = await staff.desk.answer(conversation, chief, Answer("Lusa.", "k", anyway=True))
    assert standing.held_by(chief.id)


@pytest.mark.parametrize("words", ["", "  \n", "x" * 4001])
async def test_an_answer_nobody_can_read_changes_nothing(town: Town, staff: Staff, words: str) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    with pytest.raises(NothingToSend):
        await staff.desk.answer(conversation, await staff.hire("sari"), Answer(words, "k"))
    assert (await staff.desk.standing(conversation)).owner is Owner.QUEUE


async def test_a_conversation_is_given_to_a_colleague_and_only_by_who_holds_it_or_a_supervisor(
    town: Town, staff: Staff
) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, budi = await staff.hire("sari"), await staff.hire("budi")
    chief = await staff.hire("dewi", Role.SUPERVISOR)
    await staff.desk.assign(conversation, sari, budi.id)
    with pytest.raises(HeldByOther):
        await staff.desk.assign(conversation, sari, sari.id)
    assert holder_of(await staff.desk.assign(conversation, chief, sari.id)) == "Sari"


async def test_nothing_is_given_to_somebody_who_does_not_work_in_the_inbox(town: Town, staff: Staff) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, editor, gone = await staff.hire("sari"), await staff.hire("eko", Role.EDITOR), await staff.hire("gone")
    await staff.accounts.set_active(gone.id, False)
    for account in (editor.id, gone.id, uuid4()):
        with pytest.raises(CannotTake):
            await staff.desk.assign(conversation, sari, account)
    assert [each.login for each in await staff.desk.colleagues()] == ["sari"]


async def test_releasing_puts_it_back_into_the_queue_and_closing_gives_it_to_the_bot(
    town: Town, staff: Staff, database: Database
) -> None:
    conversation = await town.writes("1", ASKED, IN_QUEUE)
    sari = await staff.hire("sari")
    await staff.desk.claim(conversation, sari)
    assert (await staff.desk.release(conversation, sari)).owner is Owner.QUEUE
    closed = await staff.desk.close(conversation, sari)
    assert closed.owner is Owner.BOT
    assert closed.closed_at
    [(open_ones,)] = await rows(database, "SELECT count(*) FROM question WHERE for_staff AND closed_at IS NULL")
    assert open_ones == 0
    assert (await staff.desk.reopen(conversation, sari)).owner is Owner.QUEUE


async def test_a_supervisor_closes_what_somebody_absent_holds_and_the_bot_believes_it(town: Town, staff: Staff) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, chief = await staff.hire("sari"), await staff.hire("dewi", Role.SUPERVISOR)
    await staff.desk.claim(conversation, sari)
    await town.handle(ChangeOwner(Desk(Owner.PERSON, "Sari", account=str(sari.id))))
    await staff.desk.close(conversation, chief)
    _, found = await town.next()
    assert isinstance(found.inbound.content, Notice)
    assert found.inbound.content.facts["account"] == str(sari.id)


async def test_what_sleeps_comes_back_when_the_resident_writes(town: Town, staff: Staff) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari = await staff.hire("sari")
    until = datetime.now(UTC) + timedelta(days=1)
    assert (await staff.desk.snooze(conversation, sari, until)).snoozed_until == until
    await town.intake.receive([inbound("halo lagi", chat="1", sent_at=datetime.now(UTC) + timedelta(seconds=1))])
    assert (await staff.desk.standing(conversation)).snoozed_until is None


async def test_sleep_that_is_over_is_not_told_any_more(town: Town, staff: Staff) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    standing = await staff.desk.snooze(conversation, await staff.hire("sari"), datetime.now(UTC) - timedelta(hours=1))
    assert standing.snoozed_until is None


async def test_labels_are_kept_once_in_lower_case_and_known_afterwards(town: Town, staff: Staff) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari = await staff.hire("sari")
    await staff.desk.label(conversation, sari, ["KTP  rusak", "lansia", "lansia"])
    standing = await staff.desk.label(conversation, sari, ["jemput bola"], ["lansia"])
    assert standing.labels == ("ktp rusak", "jemput bola")
    assert set(await staff.desk.known_labels()) == {"ktp rusak", "lansia", "jemput bola"}
    with pytest.raises(BadLabel):
        await staff.desk.label(conversation, sari, ["x" * 31])


@pytest.mark.parametrize("act", ["claim", "release", "close", "reopen"])
async def test_a_forged_id_is_refused(staff: Staff, act: str) -> None:
    with pytest.raises(UnknownConversation):
        await getattr(staff.desk, act)(UUID(int=7), await staff.hire("sari"))
