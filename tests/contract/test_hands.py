"""What people hold goes back the way they would have given it back, and they hear what they were given."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from bot.domain.cases import Role as CaseRole
from bot.domain.duty import Absent
from bot.domain.handover import Owner
from bot.domain.staff import Role
from bot.domain.staff_notices import NoticeKind
from bot.store.assignments import PostgresAssignments
from bot.store.attended import AttendedCaseWork, AttendedFrontDesk
from bot.store.case_work import PostgresCaseWork
from bot.store.desk_notes import PostgresDeskNotes
from bot.store.engine import Database
from bot.store.front_desk import PostgresFrontDesk
from bot.store.hands import CaseHands, ConversationHands
from bot.store.wakeup import Wakeup
from tests.console import Hand
from tests.contract.test_duty_jobs import case, person
from tests.duty import Crew
from tests.fakes_book import PORTS

NOTE = "petugas sedang tidak ada"


class Office(Crew):
    """A crew whose hands are real."""

    def __init__(self, database: Database, wakeup: Wakeup, clock: Hand) -> None:
        super().__init__(database, wakeup, clock)
        self.desk, self.notes = PostgresFrontDesk(database, wakeup), PostgresDeskNotes(database, wakeup)
        self.work = PostgresCaseWork(database, wakeup, PORTS.calendar, clock)
        hands = ConversationHands(database, self.desk, self.notes, NOTE)
        real = PostgresAssignments([hands], [CaseHands(database, self.work)])
        self.assignments, self.roster = real, type(self.roster)(database, wakeup, real)
        self.present = type(self.present)(self.roster, self.open_at, clock, timedelta(hours=4))


@pytest.fixture
def office(database: Database, wakeup: Wakeup) -> Office:
    return Office(database, wakeup, Hand())


async def away(office: Office, account: UUID) -> None:
    await office.roster.set_away(account, office.clock.now() + timedelta(days=2), "", "ani")


async def test_conversations_and_cases_of_somebody_away_go_back_once(office: Office) -> None:
    sari, ani = await person(office, "sari", Role.OFFICER), await person(office, "ani", Role.SUPERVISOR)
    chat, other = await office.chat(), await office.chat(chat="43")
    await office.desk.claim(chat, sari)
    await office.desk.claim(other, ani)
    today = office.clock.now().date()
    await case(office, "1", today)
    await case(office, "2", today, secret=True)
    for number in ("1", "2"):
        await office.run("UPDATE resident_case SET assignee = :who WHERE number = :number", who=sari.id, number=number)
    load = (await office.roster.one(sari.id)).load
    assert (load.conversations, load.cases) == (1, 2)
    await away(office, sari.id)
    assert [await office.give_back().look(), await office.give_back().look()] == [3, 0]
    assert (await office.desk.standing(chat)).owner is Owner.QUEUE
    assert (await office.desk.standing(other)).held_by(ani.id)
    assert [note.words for note in await office.notes.notes(chat)] == [NOTE]
    assert await office.run("SELECT count(*) FROM resident_case WHERE assignee IS NOT NULL") == [(0,)]


async def test_two_workers_at_once_give_back_once_with_one_note(office: Office) -> None:
    sari, ani = await person(office, "sari", Role.OFFICER), await person(office, "ani", Role.SUPERVISOR)
    chats = [await office.chat(chat=str(number)) for number in range(3)]
    for chat in chats:
        await office.desk.claim(chat, sari)
    await away(office, sari.id)
    await asyncio.gather(*(office.give_back().look() for _ in range(3)))
    for chat in chats:
        assert (await office.desk.standing(chat)).owner is Owner.QUEUE
        assert len(await office.notes.notes(chat)) == 1
    assert len({notice.id for notice in await office.notices.of(ani.id)}) == 1


async def test_who_is_given_something_or_named_hears_of_it_once(office: Office) -> None:
    sari, ani = await person(office, "sari", Role.OFFICER), await person(office, "ani", Role.SUPERVISOR)
    chat, own = await office.chat(), await office.chat(chat="43")
    await office.desk.assign(chat, ani, sari.id)
    await office.desk.claim(own, sari)
    await case(office, "1", office.clock.now().date() + timedelta(days=90))
    await office.work.assign("1", sari.id, None, CaseRole.OFFICER, "Ani")
    await office.notes.add_note(own, ani, "tolong @sari lihat")
    assert [await office.watch().look(), await office.watch().look()] == [3, 0]
    told = {(each.kind, each.link) for each in await office.notices.of(sari.id)}
    assert told == {
        (NoticeKind.ASSIGNED, f"/console/inbox/{chat}"),
        (NoticeKind.ASSIGNED, "/console/cases/1"),
        (NoticeKind.MENTIONED, f"/console/inbox/{own}"),
    }


async def test_nothing_is_given_to_somebody_absent(office: Office, wakeup: Wakeup) -> None:
    sari, ani = await person(office, "sari", Role.OFFICER, here=False), await person(office, "ani", Role.SUPERVISOR)
    chat = await office.chat()
    await case(office, "1", office.clock.now().date())
    desk = AttendedFrontDesk(office.database, wakeup, office.present)
    work = AttendedCaseWork(office.database, wakeup, PORTS.calendar, office.clock, office.present)
    with pytest.raises(Absent):
        await desk.assign(chat, ani, sari.id)
    with pytest.raises(Absent):
        await work.assign("1", sari.id, None, CaseRole.OFFICER, "Ani")
    await office.roster.set_here(sari.id, office.clock.now() + timedelta(hours=2), "ani")
    await desk.assign(chat, ani, sari.id)
    await work.assign("1", sari.id, None, CaseRole.OFFICER, "Ani")
    assert await office.give_back().look() == 0


async def test_what_somebody_took_themselves_is_no_news(office: Office) -> None:
    sari = await person(office, "sari", Role.OFFICER)
    await office.desk.claim(await office.chat(), sari)
    await case(office, "1", office.clock.now().date() + timedelta(days=90))
    await office.work.assign("1", sari.id, None, CaseRole.OFFICER, "Sari")
    assert await office.watch().look() == 0
