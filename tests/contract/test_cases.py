"""Cases on real PostgreSQL: opened once, sealed, read by whom they concern, moved as they may, told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from bot.domain.cases import AddToCase, CaseState, Kind, MoveCase, OpenCase, Visibility, number_for
from bot.domain.messages import Notice
from bot.store.cases import CaseDesk, PostgresCases
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.contract.test_desk import Town
from tests.contract.test_intake import rows

KEY = UUID(int=42)
CASE = OpenCase(
    key=str(KEY),
    number=number_for(KEY),
    kind=Kind.COMPLAINT,
    category="behaviour",
    story="petugas membentak ibu saya",
    happened_on=date(2026, 11, 23),
    place="loket 3",
    name="Ibu Ani",
    visibility=Visibility.OPEN,
    next_on=date(2026, 11, 27),
)


@pytest.fixture
def town(database: Database, wakeup: Wakeup) -> Town:
    return Town(database, wakeup)


@pytest.fixture
def cases(database: Database) -> PostgresCases:
    return PostgresCases(database)


@pytest.fixture
def desk(database: Database, wakeup: Wakeup) -> CaseDesk:
    return CaseDesk(database, wakeup)


async def test_a_case_is_its_resident_s_own(town: Town, cases: PostgresCases) -> None:
    person = await town.writes("1", CASE)
    await town.writes("2")
    [case] = await cases.of(person)
    assert (case.number, case.state, case.next_on) == (CASE.number, CaseState.RECEIVED, CASE.next_on)
    assert await cases.find(CASE.number) == case
    assert await cases.of(uuid4()) == []


async def test_the_same_case_sent_again_is_one_case(town: Town, database: Database) -> None:
    await town.writes("1", CASE)
    await town.writes("1", replace(CASE, number=number_for(UUID(int=43))))
    assert await rows(database, "SELECT count(*) FROM ticket") == [(1,)]


async def test_what_was_told_lies_sealed_in_the_database(town: Town, database: Database) -> None:
    await town.writes("1", CASE, AddToCase(CASE.number, "tadi pagi lagi"))
    dumped = str(await rows(database, "SELECT story, place, name FROM ticket"))
    dumped += str(await rows(database, "SELECT words FROM ticket_event"))
    for words in ("membentak", "loket", "Ani", "pagi"):
        assert words not in dumped


async def test_staff_read_the_whole_case_with_its_history(town: Town, desk: CaseDesk) -> None:
    await town.writes("1", CASE, AddToCase(CASE.number, "tadi pagi lagi"))
    found = await desk.read(CASE.number, inspector=False)
    assert found
    assert (found.story, found.place, found.name) == (CASE.story, CASE.place, CASE.name)
    assert [(actor, state, words) for _, actor, state, words in found.history] == [
        ("resident", "received", ""),
        ("resident", "", "tadi pagi lagi"),
    ]


async def test_a_secret_case_is_read_by_an_inspector_only(town: Town, desk: CaseDesk) -> None:
    await town.writes("1", replace(CASE, visibility=Visibility.SECRET), AddToCase(CASE.number, "ada bukti"))
    hidden, shown = await desk.read(CASE.number, inspector=False), await desk.read(CASE.number, inspector=True)
    assert hidden
    assert shown
    assert (hidden.story, hidden.place, hidden.name) == ("", "", "")
    assert {words for *_, words in hidden.history} == {""}
    assert shown.story == CASE.story


async def test_nobody_reads_the_name_of_an_anonymous_case(town: Town, desk: CaseDesk) -> None:
    await town.writes("1", replace(CASE, visibility=Visibility.ANONYMOUS))
    found = await desk.read(CASE.number, inspector=True)
    assert found
    assert found.name == ""


async def test_a_move_by_staff_is_told_to_the_resident_once(town: Town, desk: CaseDesk, cases: PostgresCases) -> None:
    person = await town.writes("1", CASE)
    assert await desk.move(CASE.number, CaseState.ANSWERED, "Sari", "Sudah kami tegur.", date(2026, 12, 11))
    claim, found = await town.next()
    assert found.inbound.content == Notice("case", {"number": CASE.number})
    assert claim.lease.conversation == person
    case = await cases.find(CASE.number)
    assert case
    assert (case.state, case.said, case.next_on) == (CaseState.ANSWERED, "Sudah kami tegur.", date(2026, 12, 11))


async def test_a_case_cannot_become_what_it_may_not(town: Town, desk: CaseDesk) -> None:
    await town.writes("1", CASE)
    assert not await desk.move(CASE.number, CaseState.CLOSED, "Sari", "", None)
    assert not await desk.move(number_for(UUID(int=5)), CaseState.ANSWERED, "Sari", "", None)


async def test_residents_solve_and_reopen_their_own_cases_and_no_others(
    town: Town, desk: CaseDesk, cases: PostgresCases
) -> None:
    await town.writes("1", CASE)
    await town.writes("2", MoveCase(CASE.number, CaseState.SOLVED), AddToCase(CASE.number, "bukan punyaku"))
    case = await cases.find(CASE.number)
    assert case
    assert case.state is CaseState.RECEIVED
    await town.writes("1", MoveCase(CASE.number, CaseState.SOLVED))
    await town.writes("1", MoveCase(CASE.number, CaseState.REOPENED, date(2026, 12, 2)))
    case = await cases.find(CASE.number)
    assert case
    assert (case.state, case.next_on) == (CaseState.REOPENED, date(2026, 12, 2))
    found = await desk.read(CASE.number, inspector=True)
    assert found
    assert [state for *_, state, _ in found.history] == ["received", "solved", "reopened"]


async def test_a_resident_cannot_make_a_case_answered(town: Town, cases: PostgresCases) -> None:
    await town.writes("1", CASE, MoveCase(CASE.number, CaseState.ANSWERED))
    case = await cases.find(CASE.number)
    assert case
    assert case.state is CaseState.RECEIVED


async def test_the_list_shows_open_cases_by_promise_and_marks_the_late_ones(town: Town, desk: CaseDesk) -> None:
    late = replace(CASE, key="late", number=number_for(UUID(int=77)), next_on=date(2020, 1, 2))
    await town.writes("1", CASE, late)
    await town.writes("1", replace(CASE, key="over", number=number_for(UUID(int=78))))
    await town.writes("1", MoveCase(number_for(UUID(int=78)), CaseState.SOLVED))
    assert [(line.number, line.late) for line in await desk.open_cases()] == [(late.number, True), (CASE.number, False)]
