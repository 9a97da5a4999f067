"""A conversation that only inspectors read: nobody else takes it, answers it, finishes it or is given it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bot.clock import WallClock
from bot.domain.front_desk import Answer, SecretConversation
from bot.domain.handover import FOR_INSPECTORS, Owner
from bot.domain.staff import Account, Role
from bot.domain.waiting import PROMISE
from bot.store.desk_lists import PostgresDeskLists
from bot.store.engine import Database
from bot.store.front_desk import PostgresFrontDesk
from bot.store.wakeup import Wakeup
from console.staff.inbox import InboxPorts, inbox_area
from tests.console import OpenConsole, opened_console
from tests.contract.test_desk import ASKED, IN_QUEUE, Town
from tests.contract.test_front_desk import Staff
from tests.contract.test_intake import rows

INBOX, TAKE, BULK = "/console/inbox", "/console/inbox/take", "/console/inbox/bulk"
BRIBE = replace(ASKED, question_id="q7", text="petugas minta uang", reason=FOR_INSPECTORS)
LATER = datetime.now(UTC) + timedelta(hours=1)
Act = Callable[[PostgresFrontDesk, UUID, Account], Awaitable[object]]
ACTS: dict[str, Act] = {
    "claim": lambda desk, which, by: desk.claim(which, by),
    "assign": lambda desk, which, by: desk.assign(which, by, by.id),
    "release": lambda desk, which, by: desk.release(which, by),
    "close": lambda desk, which, by: desk.close(which, by),
    "reopen": lambda desk, which, by: desk.reopen(which, by),
    "snooze": lambda desk, which, by: desk.snooze(which, by, LATER),
    "label": lambda desk, which, by: desk.label(which, by, ["lansia"]),
    "answer": lambda desk, which, by: desk.answer(which, by, Answer("Besok.", "k", anyway=True)),
}
FORMS: dict[str, dict[str, str]] = {
    "claim": {},
    "label": {"label": "lansia"},
    "snooze": {"until": "besok"},
    "close": {},
    "release": {},
    "reopen": {},
}


@pytest.fixture
def staff(database: Database, wakeup: Wakeup) -> Staff:
    return Staff(database, wakeup)


@pytest.fixture
async def console(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    desk = PostgresFrontDesk(database, wakeup)
    lists = PostgresDeskLists(database, WallClock(), lambda now: now - PROMISE)
    async with opened_console(database, lambda room: [inbox_area(InboxPorts(desk, lists, room.audit))]) as opened:
        yield opened


async def secret(town: Town) -> UUID:
    return await town.writes("1", BRIBE, IN_QUEUE)


async def state_of(database: Database) -> object:
    """Everything an act of the desk changes."""
    return [
        await rows(database, f"SELECT * FROM {table}")
        for table in ("conversation", "desk_card", "desk_label", "question", "inbox")
    ]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
@pytest.mark.parametrize("act", ACTS)
async def test_only_an_inspector_does_anything_with_it(
    town: Town, staff: Staff, database: Database, act: str, role: Role
) -> None:
    conversation = await secret(town)
    sari, ika = await staff.hire("sari", role), await staff.hire("ika", Role.INSPECTOR)
    before = await state_of(database)
    with pytest.raises(SecretConversation):
        await ACTS[act](staff.desk, conversation, sari)
    assert await state_of(database) == before
    await ACTS[act](staff.desk, conversation, ika)


async def test_it_is_given_to_inspectors_only(town: Town, staff: Staff) -> None:
    conversation = await secret(town)
    sari, ika = await staff.hire("sari"), await staff.hire("ika", Role.INSPECTOR)
    with pytest.raises(SecretConversation):
        await staff.desk.assign(conversation, ika, sari.id)
    assert (await staff.desk.assign(conversation, ika, ika.id)).held_by(ika.id)


async def test_what_turns_secret_in_somebody_s_hands_can_only_be_given_back(town: Town, staff: Staff) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, chief = await staff.hire("sari"), await staff.hire("dewi", Role.SUPERVISOR)
    await staff.desk.claim(conversation, sari)
    await town.handle()
    await town.writes("1", BRIBE)
    for act in ("answer", "close", "snooze"):
        with pytest.raises(SecretConversation):
            await ACTS[act](staff.desk, conversation, sari)
    with pytest.raises(SecretConversation):
        await staff.desk.release(conversation, chief)
    assert (await staff.desk.release(conversation, sari)).owner is Owner.QUEUE


async def test_a_secret_told_on_one_channel_closes_the_person_s_other_one_too(
    town: Town, staff: Staff, database: Database
) -> None:
    told, other = await secret(town), await town.writes("2", IN_QUEUE)
    async with database.begin() as connection:
        same = f"UPDATE conversation SET person = (SELECT person FROM conversation WHERE id = '{told}')"
        await connection.exec_driver_sql(same)
    with pytest.raises(SecretConversation):
        await staff.desk.claim(other, await staff.hire("sari"))


async def test_once_an_inspector_has_finished_it_officers_may_again(town: Town, staff: Staff) -> None:
    conversation = await secret(town)
    await staff.desk.close(conversation, await staff.hire("ika", Role.INSPECTOR))
    sari = await staff.hire("sari")
    assert (await staff.desk.claim(conversation, sari)).held_by(sari.id)


async def test_taking_it_by_its_id_is_refused_in_words(town: Town, console: OpenConsole, database: Database) -> None:
    conversation = await secret(town)
    sari = await console.person("sari", Role.OFFICER)
    before = await state_of(database)
    await sari.sends(TAKE, {"conversation": str(conversation)})
    assert sari.status == 403
    assert "hanya untuk pengawas" in sari.text
    assert await state_of(database) == before
    assert not await console.room.audit.search(about=str(conversation))


@pytest.mark.parametrize("act", FORMS)
async def test_no_act_of_the_bar_reaches_it(town: Town, console: OpenConsole, database: Database, act: str) -> None:
    conversation = await secret(town)
    sari = await console.person("sari", Role.OFFICER)
    before = await state_of(database)
    await sari.sends(BULK, {"act": act, "id": str(conversation), **FORMS[act]})
    assert "1 belum berubah" in sari.text
    assert "hanya untuk pengawas" in sari.text
    assert await state_of(database) == before
    assert not await console.room.audit.search(about=str(conversation))


async def test_the_bar_gives_it_to_nobody(town: Town, console: OpenConsole, database: Database) -> None:
    conversation = await secret(town)
    sari = await console.person("sari", Role.OFFICER)
    to = str((await console.room.accounts.by_login("sari")).id)
    before = await state_of(database)
    for role in (Role.SUPERVISOR, Role.INSPECTOR):
        somebody = await console.person(f"a-{role}", role)
        await somebody.sends(BULK, {"act": "assign", "to": to, "id": str(conversation)})
        assert "1 belum berubah" in somebody.text
    assert await state_of(database) == before
    assert str(conversation) not in (await sari.opens(f"{INBOX}?tab=saya")).html


@pytest.mark.parametrize("tab", ["menunggu", "semua"])
async def test_its_line_offers_an_officer_nothing_and_an_inspector_everything(
    town: Town, console: OpenConsole, tab: str
) -> None:
    conversation = await secret(town)
    sari = await (await console.person("sari", Role.OFFICER)).opens(f"{INBOX}?tab={tab}")
    assert "Hanya dapat dibaca pengawas" in sari.text
    assert f'value="{conversation}"' not in sari.html
    ika = await (await console.person("ika", Role.INSPECTOR)).opens(f"{INBOX}?tab={tab}")
    assert ika.html.count(f'value="{conversation}"') == 2


async def test_words_said_after_a_secret_are_hidden_while_it_waits(town: Town, console: OpenConsole) -> None:
    await secret(town)
    await town.writes("1", replace(ASKED, question_id="q8", text="lalu dia minta lagi"))
    sari = await (await console.person("sari", Role.OFFICER)).opens(INBOX)
    assert "minta lagi" not in sari.text


async def test_who_holds_what_turned_secret_gives_it_back_from_the_list(
    town: Town, staff: Staff, console: OpenConsole
) -> None:
    sari = await console.person("sari", Role.OFFICER)
    conversation = await town.writes("1", IN_QUEUE)
    await staff.desk.claim(conversation, await console.room.accounts.by_login("sari"))
    await town.handle()
    await town.writes("1", BRIBE)
    await sari.opens(f"{INBOX}?tab=saya")
    assert "checkbox" not in sari.html.partition("<ol")[2].partition("</ol>")[0]
    assert "Kembalikan" in sari.text
    await sari.sends(BULK, {"act": "release", "id": str(conversation), "back": f"{INBOX}?tab=saya"})
    assert "1 percakapan dikembalikan" in sari.text
    assert (await staff.desk.standing(conversation)).owner is Owner.QUEUE
