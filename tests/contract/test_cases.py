"""Cases in a real database: opened once, sealed, moved by staff, residents and the clock, and told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from bot.domain.case_desk import Change
from bot.domain.cases import AddToCase, Category, MoveCase, State, Visibility
from bot.domain.errors import CaseRefused, SecretCase, UnknownCase
from bot.domain.tracking import is_number, new_number
from bot.store.case_files import CaseFiles
from tests.contract.office import INSPECTOR, OFFICER, PHOTO, STORY, TODAY, Office
from tests.contract.test_intake import rows
from tests.fakes_book import PORTS
from tests.pictures import photo


async def test_a_case_sent_twice_is_one_case(office: Office) -> None:
    case = await office.opened()
    await office.do(case, replace(case, number=new_number()))
    assert await rows(office.database, "SELECT number FROM resident_case") == [(case.number,)]
    assert await rows(office.database, "SELECT count(*) FROM case_event") == [(1,)]
    assert await office.cases.number_for(case.key) == case.number


async def test_a_free_number_is_a_right_one(office: Office) -> None:
    assert is_number(await office.cases.number_for("key"))


async def test_nothing_a_resident_tells_lies_open_in_the_tables(office: Office) -> None:
    case = await office.opened()
    await office.do(AddToCase(case.number, "k2", office.person, "Bu Sari lagi"))
    await office.desk.change(case.number, Change(State.ANSWERED, "Bu Sari sudah ditegur"), OFFICER, "sari")
    await CaseFiles(office.database).keep(case.key, PHOTO, "image/jpeg", photo())
    for table in ("resident_case", "case_event", "case_file", "inbox"):
        found = await rows(
            office.database,
            f"SELECT count(*) FROM {table} t WHERE t::text ~ 'Bu Sari|Rahma|RT 05|loket dua|2026-11-23'",
        )
        assert found == [(0,)], table


async def test_the_resident_sees_everything_and_others_only_kind_and_state(office: Office) -> None:
    case = await office.opened()
    await office.desk.change(case.number, Change(State.VERIFIED, "Kami cek."), OFFICER, "sari")
    own, other = await office.seen(case.number), await office.seen(case.number, uuid4())
    assert (own.own, own.words, own.state) == (True, "Kami cek.", State.VERIFIED)
    assert (other.own, other.words, other.state) == (False, "", State.VERIFIED)
    assert await office.cases.find("00000000", office.person) is None


async def test_own_cases_come_with_those_that_are_not_over_first(office: Office) -> None:
    first, second, third = [await office.opened() for _ in range(3)]
    await office.opened(person=uuid4())
    await office.desk.change(third.number, Change(State.DECLINED, "Bukan wewenang kami."), OFFICER, "sari")
    listed = [view.number for view in await office.cases.of_person(office.person)]
    assert listed == [second.number, first.number, third.number]


async def test_a_change_sets_the_next_date_in_working_days_and_is_told_once(office: Office) -> None:
    case = await office.opened()
    assert await office.desk.change(case.number, Change(State.VERIFIED, "Kami cek."), OFFICER, "sari") == 1
    assert (await office.seen(case.number)).next_on == PORTS.calendar.after(TODAY, 5)
    assert await office.notices() == [(case.number,)]
    with pytest.raises(CaseRefused):
        await office.desk.change(case.number, Change(State.VERIFIED, "Kami cek."), OFFICER, "sari")
    assert len(await office.notices()) == 1


async def test_news_tell_the_change_they_are_about_and_only_to_its_resident(office: Office) -> None:
    case = await office.opened()
    await office.desk.change(case.number, Change(State.VERIFIED, "Kami cek."), OFFICER, "sari")
    await office.desk.change(case.number, Change(State.IN_PROGRESS, "Sedang kami atur."), OFFICER, "sari")
    ids = await rows(office.database, "SELECT id FROM case_event WHERE actor = 'staff' ORDER BY id")
    first, second = [int(str(event)) for (event,) in ids]
    told = [await office.cases.news(event, office.person) for event in (first, second)]
    assert [(view.state, view.words) for view in told if view] == [
        (State.VERIFIED, "Kami cek."),
        (State.IN_PROGRESS, "Sedang kami atur."),
    ]
    assert await office.cases.news(first, uuid4()) is None


async def test_words_and_a_date_can_be_given_without_another_state(office: Office) -> None:
    case = await office.opened()
    await office.desk.change(case.number, Change(words="Sabar ya.", next_on=date(2026, 12, 1)), OFFICER, "sari")
    view = await office.seen(case.number)
    assert (view.state, view.words, view.next_on) == (State.RECEIVED, "Sabar ya.", date(2026, 12, 1))


@pytest.mark.parametrize(
    "change",
    [
        Change(),
        Change(State.DONE, "Beres."),
        Change(State.CLOSED, "Tutup."),
        Change(State.REOPENED, "Buka."),
        Change(State.ANSWERED),
        Change(State.DECLINED, "  "),
        Change(State.VERIFIED, next_on=TODAY - timedelta(days=1)),
    ],
)
async def test_what_staff_may_not_do_changes_nothing(office: Office, change: Change) -> None:
    case = await office.opened()
    with pytest.raises(CaseRefused):
        await office.desk.change(case.number, change, INSPECTOR, "sari")
    assert (await office.seen(case.number)).state is State.RECEIVED
    assert await office.notices() == []


async def test_a_secret_case_is_read_and_changed_by_inspectors_only(office: Office) -> None:
    case = await office.opened(category=Category.EXTORTION, visibility=Visibility.SECRET)
    with pytest.raises(SecretCase):
        await office.desk.read(case.number, OFFICER)
    with pytest.raises(SecretCase):
        await office.desk.change(case.number, Change(State.VERIFIED), OFFICER, "sari")
    with pytest.raises(SecretCase):
        await office.desk.file(case.number, 1, OFFICER)
    [shown] = await office.desk.cases(INSPECTOR)
    assert shown.category is Category.EXTORTION
    assert await office.desk.cases(OFFICER) == []
    assert await office.desk.cases(OFFICER, ended=True) == []
    assert (await office.desk.read(case.number, INSPECTOR)).story == STORY


async def test_a_number_nobody_has_is_told(office: Office) -> None:
    with pytest.raises(UnknownCase):
        await office.desk.read("00000000", OFFICER)
    with pytest.raises(UnknownCase):
        await office.desk.change("00000000", Change(words="x"), OFFICER, "sari")


async def test_the_resident_says_done_or_opens_it_again_but_only_their_own(office: Office) -> None:
    case = await office.opened()
    await office.do(MoveCase(case.number, office.person, State.DONE))
    assert (await office.seen(case.number)).state is State.RECEIVED
    await office.desk.change(case.number, Change(State.ANSWERED, "Sudah kami tegur."), OFFICER, "sari")
    await office.do(MoveCase(case.number, uuid4(), State.DONE))
    assert (await office.seen(case.number)).state is State.ANSWERED
    await office.do(MoveCase(case.number, office.person, State.DONE))
    await office.do(MoveCase(case.number, office.person, State.REOPENED, date(2026, 12, 1)))
    await office.do(MoveCase(case.number, office.person, State.REOPENED, date(2026, 12, 9)))
    view = await office.seen(case.number)
    assert (view.state, view.next_on) == (State.REOPENED, date(2026, 12, 1))
    states = [event.state for event in (await office.desk.read(case.number, OFFICER)).events]
    assert states == [State.RECEIVED, State.ANSWERED, State.DONE, State.REOPENED]


async def test_what_a_resident_adds_comes_once_and_not_to_other_peoples_cases(office: Office) -> None:
    case = await office.opened()
    more = AddToCase(case.number, "k2", office.person, "Masih antre.")
    await office.do(more, more, replace(more, key="k3", person=uuid4()))
    await CaseFiles(office.database).keep("k2", PHOTO, "image/jpeg", photo())
    read = await office.desk.read(case.number, OFFICER)
    assert [event.words for event in read.events] == ["", "Masih antre."]
    [file] = read.files
    assert file.caption == "loket dua"
    assert await office.desk.file(case.number, file.id, OFFICER) == photo()
    other = await office.opened()
    with pytest.raises(UnknownCase):
        await office.desk.file(other.number, file.id, OFFICER)


async def test_broken_promises_come_first(office: Office) -> None:
    later = await office.opened(next_on=TODAY + timedelta(days=5))
    late = await office.opened(next_on=TODAY - timedelta(days=1))
    answered = await office.opened()
    await office.desk.change(answered.number, Change(State.ANSWERED, "Sudah."), OFFICER, "sari")
    listed = await office.desk.cases(OFFICER)
    assert [row.number for row in listed] == [late.number, later.number, answered.number]
    assert [row.late(TODAY) for row in listed] == [True, False, False]


async def test_an_answer_without_reply_ends_the_case_and_is_told_once(office: Office) -> None:
    case = await office.opened()
    await office.desk.change(case.number, Change(State.ANSWERED, "Sudah."), OFFICER, "sari")
    closes = PORTS.calendar.after(TODAY, 10)
    office.clock.days = (closes - TODAY).days
    assert await office.desk.close_unanswered() == 0
    office.clock.days += 1
    assert await office.desk.close_unanswered() == 1
    assert await office.desk.close_unanswered() == 0
    view = await office.seen(case.number)
    assert (view.state, view.next_on, view.words) == (State.CLOSED, None, "Sudah.")
    assert len(await office.notices()) == 2
    assert await office.desk.cases(OFFICER) == []
    [row] = await office.desk.cases(OFFICER, ended=True)
    assert row.number == case.number


async def test_linked_duplicates_are_changed_and_told_too(office: Office) -> None:
    main, twin, ahead = [await office.opened() for _ in range(3)]
    await office.desk.change(ahead.number, Change(State.ANSWERED, "Sudah."), OFFICER, "sari")
    for duplicate in (twin, ahead):
        await office.desk.link(duplicate.number, main.number, OFFICER)
    assert await office.desk.change(main.number, Change(State.VERIFIED, "Kami cek."), OFFICER, "sari") == 2
    states = [(await office.seen(case.number)).state for case in (main, twin, ahead)]
    assert states == [State.VERIFIED, State.VERIFIED, State.ANSWERED]
    assert len(await office.notices()) == 3


async def test_links_that_would_go_in_circles_or_tell_secrets_are_refused(office: Office) -> None:
    main, twin = [await office.opened() for _ in range(2)]
    secret = await office.opened(visibility=Visibility.SECRET)
    await office.desk.link(twin.number, main.number, OFFICER)
    for duplicate, of in [(main, main), (main, twin), (secret, main), (main, secret)]:
        with pytest.raises(CaseRefused):
            await office.desk.link(duplicate.number, of.number, INSPECTOR)


async def test_a_case_of_somebody_who_left_can_still_be_changed(office: Office) -> None:
    case = await office.opened(person=uuid4())
    await office.desk.change(case.number, Change(State.VERIFIED), OFFICER, "sari")
    assert await office.notices() == []
