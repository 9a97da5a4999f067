"""Lists of cases: their order page after page, filters, search, counts; and what happens to notes later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from bot.domain.case_desk import Change
from bot.domain.case_work import CaseFilter, View
from bot.domain.cases import WITH_STAFF, Category, Kind, Priority, State
from bot.domain.privacy import EraseResident
from bot.domain.staff import Role
from bot.store.case_board import SEARCHED, PostgresCaseBoard
from bot.store.reseal import reseal
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup
from tests.conftest import SECRET_KEY
from tests.contract.case_room import CASES, CasePages, opened_cases
from tests.contract.office import OFFICER, TODAY, Office
from tests.contract.test_intake import rows

ALL = CaseFilter(View.OPEN, OFFICER, uuid4(), TODAY)

FORGED = ["x", "[]", "[1,2,3,4,5]", '{"a":1}', '[true,"2026-01-01",1,"2026-01-01","1"]', "null"]


@pytest.fixture
async def pages(office: Office, wakeup: Wakeup) -> AsyncIterator[CasePages]:
    async with opened_cases(office, wakeup) as opened:
        yield opened


async def everything(board: PostgresCaseBoard, wanted: CaseFilter, limit: int) -> list[str]:
    numbers, after = [], ""
    while True:
        page = await board.page(wanted, after, limit)
        numbers += [line.row.number for line in page.rows]
        if not page.after:
            return numbers
        after = page.after


async def test_pages_follow_each_other_without_a_gap_in_the_order_of_promises(pages: CasePages) -> None:
    office, random = pages.office, Random(1)
    for _ in range(23):
        priority, days = random.choice(list(Priority)), random.randint(-2, 2)
        case = await office.opened(next_on=TODAY + timedelta(days=days), priority=priority)
        if random.random() < 0.3:
            await office.desk.change(case.number, Change(State.ANSWERED, "Sudah."), OFFICER, "sari")
    whole = (await pages.board.page(ALL, limit=100)).rows
    told = [line.row.number for line in whole]
    assert await everything(pages.board, ALL, 4) == told
    assert len(set(told)) == 23
    waiting = [line for line in whole if line.row.state in WITH_STAFF]
    assert waiting == list(whole)[: len(waiting)]
    hurries = list(Priority)
    order = [(line.row.next_on, hurries.index(line.priority)) for line in waiting]
    assert order == sorted(order, key=str)
    newest = [line.row.received_at for line in (await pages.board.page(replace(ALL, view=View.ALL))).rows]
    assert newest == sorted(newest, reverse=True)
    assert len(await everything(pages.board, replace(ALL, view=View.ALL), 5)) == 23


@pytest.mark.parametrize(
    "after", ["x", "[]", "[1,2,3,4,5]", '{"a":1}', '[true,"2026-01-01",1,"2026-01-01","1"]', "null"]
)
async def test_a_forged_place_is_the_beginning(pages: CasePages, after: str) -> None:
    case = await pages.office.opened()
    assert [line.row.number for line in (await pages.board.page(ALL, after)).rows] == [case.number]


async def test_filters_leave_only_what_is_asked_for(pages: CasePages) -> None:
    office = pages.office
    slow = await office.opened()
    data = await office.opened(category=Category.DATA, story="Nama ibu salah tulis di akta")
    idea = await office.opened(kind=Kind.SUGGESTION, category=Category.GENERAL)
    await office.desk.change(slow.number, Change(State.VERIFIED), OFFICER, "sari")
    wanted = {
        slow.number: replace(ALL, state=State.VERIFIED),
        data.number: replace(ALL, category=Category.DATA),
        idea.number: replace(ALL, kind=Kind.SUGGESTION),
    }
    for number, asked in wanted.items():
        assert await everything(pages.board, asked, 10) == [number]
    for search in ("NAMA akta", data.number, f"{data.number[:4]}-{data.number[4:]}", data.number[2:]):
        assert data.number in await everything(pages.board, replace(ALL, search=search), 10)
    assert await everything(pages.board, replace(ALL, search="akta' OR 1=1 --"), 10) == []
    assert await everything(pages.board, replace(ALL, officer=uuid4()), 10) == []
    assert not (await pages.board.page(replace(ALL, search="nama"))).cut
    assert SEARCHED >= 1000


async def test_counts_are_those_of_the_lists(pages: CasePages) -> None:
    office = pages.office
    await office.opened(next_on=TODAY - timedelta(days=1))
    await office.opened()
    over = await office.opened()
    await office.desk.change(over.number, Change(State.DECLINED, "Bukan kami."), OFFICER, "sari")
    counts = await pages.board.counts(ALL)
    assert (counts[View.OPEN], counts[View.LATE], counts[View.MINE]) == (2, 1, 0)
    assert await pages.board.late(OFFICER, TODAY) == 1
    for view in (View.OPEN, View.LATE):
        assert len(await everything(pages.board, replace(ALL, view=view), 10)) == counts[view]


async def test_a_notes_words_go_with_the_resident_and_are_sealed_anew(pages: CasePages) -> None:
    office = pages.office
    case = await office.opened()
    await pages.work.note(case.number, "Ibu Rahma, RT 5", "k1", OFFICER, "sari")
    before = await rows(office.database, "SELECT words FROM case_note")
    office.database.vault = Vault(["another-invented-key", SECRET_KEY])
    assert (await reseal(office.database))["case_note"] == 1
    assert await rows(office.database, "SELECT words FROM case_note") != before
    assert [note.words for note in (await pages.work.read(case.number, OFFICER)).notes] == ["Ibu Rahma, RT 5"]
    await office.do(EraseResident())
    assert [note.words for note in (await pages.work.read(case.number, OFFICER)).notes] == [""]


async def test_the_number_beside_the_navigation_counts_broken_promises(pages: CasePages) -> None:
    await pages.office.opened(next_on=TODAY - timedelta(days=1))
    sari = await pages.console.person("sari", Role.OFFICER)
    response = await sari.client.get("/console/live")
    told = b""
    while b"counts" not in told:
        told += await response.content.readline()
    told += await response.content.readline()
    response.close()
    assert b'"cases":1' in told


async def test_handing_over_wants_a_page_that_knows_who_has_it(pages: CasePages) -> None:
    case = await pages.office.opened()
    sari = await pages.console.person("sari", Role.OFFICER)
    dewi = await pages.console.person("dewi", Role.SUPERVISOR)
    accounts = pages.console.room.accounts
    one, other = [str((await accounts.by_login(login)).id) for login in ("sari", "dewi")]
    path = f"{CASES}/{case.number}/penanganan"
    same = {"priority": "normal", "was_priority": "normal"}
    await dewi.sends(path, same | {"to": one, "was": ""})
    assert "Dikerjakan oleh Sari" in dewi.text
    await sari.sends(path, same | {"to": other, "was": ""})
    assert "sudah berganti" in sari.text
    assert (await pages.work.read(case.number, OFFICER)).assignee == UUID(one)
    await dewi.sends(path, same | {"to": "", "was": one})
    assert (await pages.work.read(case.number, OFFICER)).assignee is None
