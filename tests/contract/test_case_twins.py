"""The same reported by many: likely duplicates are found and linked, and one answer goes to exactly those shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from bot.domain.case_desk import CaseChanged, Change
from bot.domain.cases import Category, MoveCase, OpenCase, State, Visibility
from bot.domain.errors import CaseRefused
from bot.domain.staff import Role
from bot.store.intake import PostgresIntake
from bot.store.wakeup import Wakeup
from tests.contract.case_room import CASES, CasePages, move_form, opened_cases
from tests.contract.office import OFFICER, TODAY, Office
from tests.contract.test_intake import rows
from tests.residents import inbound

QUEUE = "Antrean di loket dua lama sekali, sistem mati sejak pagi"


@pytest.fixture
async def pages(office: Office, wakeup: Wakeup) -> AsyncIterator[CasePages]:
    async with opened_cases(office, wakeup) as opened:
        yield opened


async def somebody_else(office: Office, wakeup: Wakeup, chat: str) -> UUID:
    await PostgresIntake(office.database, wakeup).receive([inbound("halo", chat=chat)])
    [(person,)] = await rows(office.database, "SELECT person FROM conversation ORDER BY created_at DESC LIMIT 1")
    return UUID(str(person))


async def linked(office: Office, count: int) -> tuple[OpenCase, list[OpenCase]]:
    main = await office.opened(story=QUEUE)
    twins = [await office.opened(story=QUEUE) for _ in range(count)]
    for twin in twins:
        await office.desk.link(twin.number, main.number, OFFICER, "sari")
    return main, twins


async def test_likely_duplicates_are_those_of_the_same_kind_with_like_words(pages: CasePages) -> None:
    office = pages.office
    case = await office.opened(story=QUEUE)
    alike = await office.opened(story="Loket dua sistemnya mati, sudah antre dari pagi")
    await office.opened(story="Petugas membentak ibu saya karena lupa membawa map")
    await office.opened(story=QUEUE, category=Category.FACILITY)
    await office.opened(story=QUEUE, visibility=Visibility.SECRET)
    over = await office.opened(story=QUEUE)
    await office.desk.change(over.number, Change(State.DECLINED, "Bukan kami."), OFFICER, "sari")
    assert [each.row.number for each in await pages.work.alike(case.number, OFFICER)] == [alike.number]


async def test_one_click_links_and_another_parts_again(pages: CasePages) -> None:
    office = pages.office
    case, other = await office.opened(story=QUEUE), await office.opened(story=QUEUE)
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/{case.number}")
    assert f'name="twin" value="{other.number}"' in sari.html
    await sari.sends(f"{CASES}/{case.number}/satukan", {"twin": other.number})
    assert "1 lainnya melaporkan hal yang sama." in sari.text
    await sari.opens(CASES)
    assert sari.html.count("data-row") == 1
    assert "+1 lainnya" in sari.text
    await sari.sends(f"{CASES}/{other.number}/pisahkan", {"back": case.number})
    assert sari.path.startswith(f"{CASES}/{case.number}")
    assert (await sari.opens(CASES)).html.count("data-row") == 2


async def test_whoever_is_linked_brings_their_own_along(office: Office) -> None:
    first, [twin] = await linked(office, 1)
    second = await office.opened(story=QUEUE)
    await office.desk.link(first.number, second.number, OFFICER, "sari")
    assert await office.desk.change(second.number, Change(State.VERIFIED, "Kami cek."), OFFICER, "sari") == 3
    assert (await office.seen(twin.number)).state is State.VERIFIED


async def test_one_answer_reaches_each_in_their_own_chat(pages: CasePages, wakeup: Wakeup) -> None:
    office = pages.office
    other = await somebody_else(office, wakeup, "4202")
    main = await office.opened(story=QUEUE)
    twin = await office.opened(story=QUEUE, person=other)
    await office.desk.link(twin.number, main.number, OFFICER, "sari")
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/{main.number}")
    await sari.sends(f"{CASES}/{main.number}", move_form(sari, state="answered", words="Sistem sudah pulih."))
    assert "Kabar dikirim ke 2 pelapor" in sari.text
    heard = await rows(
        office.database, "SELECT DISTINCT conversation FROM inbox WHERE external_id LIKE 'notice:case:%'"
    )
    assert len(heard) == 2
    assert (await office.seen(twin.number, other)).words == "Sistem sudah pulih."


async def test_above_ten_the_number_is_typed(pages: CasePages) -> None:
    main, _ = await linked(pages.office, 11)
    path = f"{CASES}/{main.number}"
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(path)
    form = move_form(sari, state="answered", words="Sistem sudah pulih.")
    for typed in ("", "11", "yes"):
        await sari.sends(path, form | {"typed": typed})
        assert sari.status == 422
        assert "sampai ke 12 pelapor" in sari.text
        assert "Sistem sudah pulih." in sari.html
    assert await pages.office.notices() == []
    await sari.sends(path, form | {"typed": "12"})
    assert "Kabar dikirim ke 12 pelapor" in sari.text
    assert len(await pages.office.notices()) == 12
    await sari.sends(path, form | {"typed": "12"})
    assert "Kabar dikirim ke 12 pelapor" in sari.text
    assert len(await pages.office.notices()) == 12


async def test_a_page_that_counted_fewer_is_refused(pages: CasePages) -> None:
    office = pages.office
    main, _ = await linked(office, 2)
    other = await office.opened(story=QUEUE)
    found = await pages.work.read(main.number, OFFICER)
    change = Change(State.ANSWERED, "Sudah.", key="desk:1", seen=found.event, reach=found.reached(State.ANSWERED))
    await office.desk.link(other.number, main.number, OFFICER, "dewi")
    with pytest.raises(CaseChanged):
        await office.desk.change(main.number, change, OFFICER, "sari")
    assert await office.notices() == []


async def test_who_went_on_alone_is_not_counted(pages: CasePages) -> None:
    office = pages.office
    main, [first, _] = await linked(office, 2)
    await office.desk.change(first.number, Change(State.ANSWERED, "Duluan."), OFFICER, "sari")
    await office.do(MoveCase(first.number, office.person, State.DONE))
    found = await pages.work.read(main.number, OFFICER)
    assert (found.reached(State.ANSWERED), found.reached(None)) == (2, 3)


async def test_an_answer_that_broke_off_goes_on_where_it_stopped(office: Office) -> None:
    main, [first, second] = await linked(office, 2)
    change = Change(State.ANSWERED, "Sudah.", key="desk:1")
    alone = await office.opened()
    await office.desk.link(alone.number, main.number, OFFICER, "sari")
    # As if the process had died after the main case and the first of its twins.
    for number in (main.number, first.number):
        done = change if number == main.number else change.for_twin(number)
        await office.desk._change_one(number, done, OFFICER, "sari")
    assert await office.desk.change(main.number, change, OFFICER, "sari") == 4
    assert len(await office.notices()) == 4
    assert (await office.seen(second.number)).state is State.ANSWERED


async def test_of_two_officers_at_once_one_answers_and_the_other_is_told(office: Office) -> None:
    case = await office.opened()
    [(event,)] = await rows(office.database, "SELECT max(id) FROM case_event")
    seen = int(str(event))
    changes = [Change(State.ANSWERED, f"Jawaban {who}", key=f"desk:{who}", seen=seen) for who in ("sari", "dewi")]
    done = await asyncio.gather(
        *(office.desk.change(case.number, change, OFFICER, "x") for change in changes), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["CaseChanged", "int"]
    assert len(await office.notices()) == 1


async def test_the_same_form_twice_at_once_is_one_change(office: Office) -> None:
    case = await office.opened()
    change = Change(words="Sabar ya.", key="desk:1")
    done = await asyncio.gather(*(office.desk.change(case.number, change, OFFICER, "sari") for _ in range(5)))
    assert done == [1] * 5
    assert len(await office.notices()) == 1


async def test_linking_in_both_directions_at_once_makes_no_circle(office: Office) -> None:
    one, other = await office.opened(), await office.opened()
    pairs = ((one.number, other.number), (other.number, one.number))
    done = await asyncio.gather(*(office.desk.link(*pair, OFFICER, "sari") for pair in pairs), return_exceptions=True)
    assert sum(isinstance(each, CaseRefused) for each in done) == 1
    assert await rows(office.database, "SELECT count(*) FROM resident_case WHERE duplicate_of IS NOT NULL") == [(1,)]


async def test_a_late_twin_still_shows_in_the_open_list(pages: CasePages) -> None:
    main = await pages.office.opened(story=QUEUE)
    calm, late = [await pages.office.opened(next_on=day) for day in (TODAY, TODAY - timedelta(days=1))]
    for twin in (calm, late):
        await pages.office.desk.link(twin.number, main.number, OFFICER, "sari")
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(CASES)
    assert f"/cases/{late.number}" in sari.html
    assert f"/cases/{calm.number}" not in sari.html
