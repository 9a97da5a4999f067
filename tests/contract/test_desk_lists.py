"""The lists of the shared inbox on real PostgreSQL: who waits and why, in the order of need."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from bot.clock import WallClock
from bot.domain.cases import Category, Kind, OpenCase, Visibility
from bot.domain.front_desk import Answer
from bot.domain.handover import FOR_INSPECTORS, ChangeOwner, Desk, Owner
from bot.domain.staff import Account, Role
from bot.domain.waiting import PROMISE, Filters, Line, Tab, Viewer, Why
from bot.store.desk_lists import PAGE, PostgresDeskLists
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.contract.test_desk import ASKED, IN_QUEUE, Town
from tests.contract.test_front_desk import Staff
from tests.residents import inbound

OFFICER, INSPECTOR = Viewer(UUID(int=1), inspector=False), Viewer(UUID(int=1), inspector=True)


@pytest.fixture
def lists(database: Database) -> PostgresDeskLists:
    return PostgresDeskLists(database, WallClock(), lambda now: now - PROMISE)


@pytest.fixture
def staff(database: Database, wakeup: Wakeup) -> Staff:
    return Staff(database, wakeup)


async def waiting(lists: PostgresDeskLists, viewer: Viewer = OFFICER, **filters: object) -> list[Line]:
    return list((await lists.page(Tab.WAITING, viewer, Filters(**filters))).lines)  # type: ignore[arg-type]


async def files(town: Town, chat: str, visibility: Visibility = Visibility.OPEN) -> UUID:
    """Somebody who reports something."""
    person = await town.writes(chat)
    told = OpenCase(
        f"L{chat}", f"k{chat}", person, Kind.COMPLAINT, Category.SLOW, visibility, "antre empat jam"
    )  # fmt: skip
    return await town.writes(chat, told)


def seen_by(account: Account) -> Viewer:
    return Viewer.of(account.id, account.roles)


async def test_nobody_waits_at_first(lists: PostgresDeskLists) -> None:
    assert not await waiting(lists)
    assert (await lists.counts(OFFICER)).waiting == 0


async def test_each_reason_is_told_and_the_most_pressing_comes_first(
    town: Town, lists: PostgresDeskLists, database: Database
) -> None:
    asked = await town.writes("1", ASKED, IN_QUEUE)
    unsure = await town.writes("2", replace(ASKED, question_id="q2", reason="not_understood"))
    filed = await files(town, "3")
    letter = await town.writes("4")
    danger = await town.writes("5", replace(ASKED, question_id="q5", reason="danger"), IN_QUEUE)
    await town.writes("6")
    async with database.begin() as connection:
        await connection.execute(text("UPDATE inbox SET state = 'dead' WHERE conversation = :id"), {"id": letter})
    assert [(each.conversation, each.why) for each in await waiting(lists)] == [
        (danger, Why.DANGER),
        (asked, Why.ASKED),
        (unsure, Why.UNSURE),
        (filed, Why.CASE),
        (letter, Why.LETTER),
    ]


async def test_who_waits_longer_than_promised_comes_before_the_others_and_is_marked(
    town: Town, lists: PostgresDeskLists, database: Database
) -> None:
    await town.writes("1", IN_QUEUE)
    late = await town.writes("2", IN_QUEUE)
    async with database.begin() as connection:
        longer = PROMISE + timedelta(minutes=1)
        query = text("UPDATE conversation SET queued_at = queued_at - CAST(:longer AS interval) WHERE id = :id")
        await connection.execute(query, {"longer": longer, "id": late})
    assert [(each.conversation == late, each.broken) for each in await waiting(lists)] == [(True, True), (False, False)]


async def test_a_line_tells_the_first_name_and_one_line_of_the_question(town: Town, lists: PostgresDeskLists) -> None:
    await town.intake.receive([inbound("halo", chat="1", name="Rahmawati Kusuma Dewi")])
    await town.handle(replace(ASKED, text="KTP saya\nhilang " + "x" * 300), IN_QUEUE)
    [line] = await waiting(lists)
    assert (line.name, line.channel, line.holder) == ("Rahmawati", "telegram", None)
    assert line.words.startswith("KTP saya hilang x")
    assert len(line.words) == 160


async def test_what_tells_of_bribes_is_seen_and_read_by_inspectors_only(town: Town, lists: PostgresDeskLists) -> None:
    told = replace(ASKED, text="petugas loket minta uang", reason=FOR_INSPECTORS)
    await town.writes("1", told, IN_QUEUE)
    await town.writes("2", replace(told, question_id="q2"))
    [officers] = await waiting(lists)
    assert (officers.words, officers.hidden, officers.why) == ("", True, Why.ASKED)
    inspectors = await waiting(lists, INSPECTOR)
    assert [(each.words, each.why) for each in inspectors] == [("petugas loket minta uang", Why.BRIBE)] * 2


async def test_a_secret_case_waits_for_inspectors_only(town: Town, lists: PostgresDeskLists) -> None:
    await files(town, "1", Visibility.SECRET)
    assert not await waiting(lists)
    assert [each.why for each in await waiting(lists, INSPECTOR)] == [Why.CASE]


async def test_what_somebody_has_waits_no_more_and_stands_in_their_list_and_the_teams(
    town: Town, staff: Staff, lists: PostgresDeskLists
) -> None:
    conversation = await town.writes("1", ASKED, IN_QUEUE)
    sari, budi = await staff.hire("sari"), await staff.hire("budi")
    await staff.desk.claim(conversation, sari)
    assert not await waiting(lists)
    for tab, who, found in ((Tab.MINE, sari, 1), (Tab.MINE, budi, 0), (Tab.TEAM, budi, 1), (Tab.ALL, budi, 1)):
        lines = (await lists.page(tab, seen_by(who))).lines
        assert len(lines) == found
        assert all(each.holder and each.holder.name == "Sari" for each in lines)
    assert (await lists.counts(seen_by(sari))).mine == 1


async def test_what_an_officer_took_by_the_command_line_is_the_teams(town: Town, lists: PostgresDeskLists) -> None:
    await town.writes("1", ChangeOwner(Desk(Owner.PERSON, "Tono")))
    [line] = (await lists.page(Tab.TEAM, OFFICER)).lines
    assert line.holder
    assert (line.holder.name, line.holder.account) == ("Tono", None)


async def test_what_sleeps_is_not_listed_until_the_resident_writes(
    town: Town, staff: Staff, lists: PostgresDeskLists
) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    await staff.desk.snooze(conversation, await staff.hire("sari"), datetime.now(UTC) + timedelta(days=1))
    assert not await waiting(lists)
    await town.intake.receive([inbound("halo?", chat="1", sent_at=datetime.now(UTC) + timedelta(seconds=5))])
    assert len(await waiting(lists)) == 1


async def test_what_is_closed_waits_again_only_when_something_new_happens(
    town: Town, staff: Staff, lists: PostgresDeskLists
) -> None:
    conversation = await files(town, "1")
    await staff.desk.close(conversation, await staff.hire("sari"))
    assert not await waiting(lists)
    await town.writes("1", ASKED)
    assert len(await waiting(lists)) == 1


async def test_an_answer_takes_it_off_the_waiting_list(town: Town, staff: Staff, lists: PostgresDeskLists) -> None:
    conversation = await town.writes("1", ASKED, IN_QUEUE)
    sari = await staff.hire("sari")
    await staff.desk.answer(conversation, sari, Answer("Besok.", "k"))
    assert not await waiting(lists)
    assert len((await lists.page(Tab.MINE, seen_by(sari))).lines) == 1


async def test_filters_narrow_each_list(town: Town, staff: Staff, lists: PostgresDeskLists) -> None:
    conversation = await town.writes("1", ASKED, IN_QUEUE)
    await files(town, "2")
    await staff.desk.label(conversation, await staff.hire("sari"), ["lansia"])
    today = datetime.now(WallClock().now().tzinfo).date()
    assert [each.conversation for each in await waiting(lists, label="lansia")] == [conversation]
    assert not await waiting(lists, channel="whatsapp")
    assert len(await waiting(lists, channel="telegram", first=today, last=today)) == 2
    assert not await waiting(lists, last=today - timedelta(days=1))
    assert [each.why for each in await waiting(lists, open_cases=True)] == [Why.CASE]
    everything = Filters("telegram", "lansia", UUID(int=3), today, today, True)
    for tab in Tab:
        assert not (await lists.page(tab, OFFICER, everything)).lines


@pytest.mark.parametrize("tab", [Tab.WAITING, Tab.ALL, Tab.TEAM])
async def test_every_line_stands_on_one_page_and_in_order(
    town: Town, lists: PostgresDeskLists, database: Database, tab: Tab
) -> None:
    owner = "person" if tab is Tab.TEAM else "queue"
    count = PAGE * 2 + 3
    async with database.begin() as connection:
        query = """
            INSERT INTO conversation
                (id, person, channel, account, chat, sender_name, owner, queued_at, last_inbound_at)
            SELECT gen_random_uuid(), gen_random_uuid(), 'telegram', '1', n::text, '', :owner,
                clock_timestamp() - n * interval '5 minutes', clock_timestamp() - (n % 7) * interval '1 minute'
            FROM generate_series(1, :count) AS n"""
        await connection.execute(text(query), {"owner": owner, "count": count})
    pages: list[list[UUID]] = []
    after = ""
    while not pages or after:
        page = await lists.page(tab, OFFICER, Filters(), after)
        pages.append([each.conversation for each in page.lines])
        after = page.next
    assert [len(page) for page in pages] == [PAGE, PAGE, 3]
    assert len({each for page in pages for each in page}) == count


@pytest.mark.parametrize("after", ["x", "1_2_3_4_5", "_____", "9" * 400, "0_0_0_99999999999999999999_" + "0" * 32])
async def test_a_forged_page_mark_is_the_beginning(town: Town, lists: PostgresDeskLists, after: str) -> None:
    await town.writes("1", IN_QUEUE)
    assert len((await lists.page(Tab.WAITING, OFFICER, Filters(), after)).lines) == 1


async def test_the_stamp_changes_with_the_list(town: Town, database: Database) -> None:
    def fresh() -> PostgresDeskLists:
        return PostgresDeskLists(database, WallClock(), lambda now: now - PROMISE)

    before = (await fresh().counts(OFFICER)).stamp
    await town.writes("1", IN_QUEUE)
    after = await fresh().counts(Viewer.of(UUID(int=1), frozenset({Role.INSPECTOR})))
    assert (after.waiting, after.stamp != before) == (1, True)
