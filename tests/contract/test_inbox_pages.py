"""The pages of the inbox: what each role sees, acts from the list, and what two people do to each other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from bot.clock import WallClock
from bot.domain.staff import Role
from bot.domain.waiting import PROMISE
from bot.store.desk_lists import PostgresDeskLists
from bot.store.engine import Database
from bot.store.front_desk import PostgresFrontDesk
from bot.store.search_index import mark_messages
from bot.store.wakeup import Wakeup
from console.staff.app import Staffroom
from console.staff.inbox import InboxPorts, inbox_area
from console.staff.visit import Area
from tests.console import OpenConsole, opened_console
from tests.contract.test_desk import ASKED, IN_QUEUE, Town
from tests.residents import inbound

TAKE, BULK, INBOX = "/console/inbox/take", "/console/inbox/bulk", "/console/inbox"


def inbox_of(database: Database, wakeup: Wakeup) -> Callable[[Staffroom], list[Area]]:
    desk = PostgresFrontDesk(database, wakeup)
    lists = PostgresDeskLists(database, WallClock(), lambda now: now - PROMISE)
    return lambda room: [inbox_area(InboxPorts(desk, lists, room.audit))]


@pytest.fixture
async def console(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    async with opened_console(database, inbox_of(database, wakeup)) as opened:
        yield opened


async def asks(town: Town, chat: str = "1", name: str = "Rahmawati Dewi") -> UUID:
    await town.intake.receive([inbound("ktp hilang di kereta", chat=chat, name=name)])
    return await town.handle(IN_QUEUE)


async def test_an_empty_list_says_thank_you(console: OpenConsole) -> None:
    officer = await (await console.person("sari", Role.OFFICER)).opens(INBOX)
    assert officer.status == 200
    assert "Tidak ada yang menunggu. Terima kasih." in officer.text


@pytest.mark.parametrize("role", [Role.ADMIN, Role.EDITOR, Role.MANAGER, Role.PARTNER])
async def test_whoever_does_not_answer_residents_does_not_see_them(console: OpenConsole, role: Role) -> None:
    somebody = await console.person("adi", role)
    for path in (INBOX, f"{INBOX}/list"):
        assert (await somebody.opens(path)).status == 403
    for path in (TAKE, BULK):
        assert (await somebody.sends(path, {"conversation": str(uuid4())})).status == 403


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR])
async def test_who_waits_stands_there_with_a_first_name_and_why(town: Town, console: OpenConsole, role: Role) -> None:
    await asks(town)
    somebody = await (await console.person("sari", role)).opens(INBOX)
    assert "Rahmawati" in somebody.text
    assert "Dewi" not in somebody.text
    assert "Minta petugas" in somebody.text


async def test_residents_without_a_name_are_told_apart(town: Town, console: OpenConsole) -> None:
    unnamed = [await asks(town, chat, "") for chat in ("1", "2")]
    somebody = await (await console.person("sari", Role.OFFICER)).opens(INBOX)
    for conversation in unnamed:
        assert f"Warga {str(conversation)[:4].upper()}" in somebody.text


async def test_a_name_of_markup_is_letters(town: Town, console: OpenConsole) -> None:
    await asks(town, name="<img/src=x/onerror=alert(1)>")
    somebody = await (await console.person("sari", Role.OFFICER)).opens(INBOX)
    assert "<img" not in somebody.html


async def test_taking_leads_to_the_conversation_and_is_noted(town: Town, console: OpenConsole) -> None:
    conversation = await asks(town)
    sari = await (await console.person("sari", Role.OFFICER)).sends(TAKE, {"conversation": str(conversation)})
    assert sari.path == f"{INBOX}/{conversation}"
    await sari.opens(f"{INBOX}?tab=saya")
    assert "Rahmawati" in sari.text
    deeds = [entry.deed.what for entry in await console.room.audit.search(actor="sari")]
    assert {"conversation.claim", "inbox.list"} <= set(deeds)


async def test_who_comes_second_stays_on_their_list_and_is_told_who_has_it(town: Town, console: OpenConsole) -> None:
    form = {"conversation": str(await asks(town)), "back": f"{INBOX}?tab=semua"}
    await (await console.person("sari", Role.OFFICER)).sends(TAKE, form)
    budi = await (await console.person("budi", Role.OFFICER)).sends(TAKE, form)
    assert budi.status == 200
    assert budi.path.startswith(f"{INBOX}?tab=semua&hasil=claim&jadi=0")
    assert "Rahmawati: sedang dipegang Sari" in budi.text
    assert not await console.room.audit.search(actor="budi", what="conversation.claim")


@pytest.mark.parametrize("conversation", ["", "x", "0" * 5000, str(UUID(int=7))])
async def test_a_forged_id_is_told_and_does_nothing(console: OpenConsole, conversation: str) -> None:
    sari = await (await console.person("sari", Role.OFFICER)).sends(TAKE, {"conversation": conversation})
    assert sari.status in {400, 404}


async def test_many_are_taken_at_once_and_each_that_was_not_is_told(town: Town, console: OpenConsole) -> None:
    ids = [str(await asks(town, chat, name)) for chat, name in (("1", "Ani"), ("2", "Budiman"), ("3", "Citra"))]
    await (await console.person("dewi", Role.OFFICER)).sends(TAKE, {"conversation": ids[1]})
    sari = await (await console.person("sari", Role.OFFICER)).sends(BULK, {"act": "claim", "id": ids})
    assert sari.status == 200
    assert "2 percakapan diambil" in sari.text
    assert "Budiman: sedang dipegang Dewi" in sari.text


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ({"act": "label", "label": "Lansia, KTP"}, "1 percakapan diberi label"),
        ({"act": "snooze", "until": "besok"}, "1 percakapan ditunda"),
        ({"act": "close"}, "1 percakapan selesai"),
        ({"act": "release"}, "1 percakapan dikembalikan"),
        ({"act": "reopen"}, "1 percakapan dibuka lagi"),
    ],
)
async def test_each_act_of_the_bar_is_carried_out(
    town: Town, console: OpenConsole, act: dict[str, str], said: str
) -> None:
    form = act | {"id": str(await asks(town)), "back": f"{INBOX}?tab=semua"}
    sari = await (await console.person("sari", Role.OFFICER)).sends(BULK, form)
    assert said in sari.text
    assert sari.path.startswith(f"{INBOX}?tab=semua&hasil=")


async def test_a_supervisor_gives_conversations_to_an_officer(town: Town, console: OpenConsole) -> None:
    conversation = await asks(town)
    sari = await console.person("sari", Role.OFFICER)
    to = str((await console.room.accounts.by_login("sari")).id)
    form = {"act": "assign", "to": to, "id": str(conversation)}
    chief = await (await console.person("dewi", Role.SUPERVISOR)).sends(BULK, form)
    assert "1 percakapan dialihkan" in chief.text
    assert "Rahmawati" in (await sari.opens(f"{INBOX}?tab=saya")).text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"act": "claim"},
        {"act": "explode", "id": str(UUID(int=1))},
        {"act": "assign", "id": str(UUID(int=1))},
        {"act": "label", "id": str(UUID(int=1))},
        {"act": "snooze", "id": str(UUID(int=1)), "until": "never"},
        {"act": "claim", "id": "x"},
        {"act": "claim", "id": [str(UUID(int=n)) for n in range(101)]},
    ],
)
async def test_a_form_that_lacks_something_is_told_so(console: OpenConsole, form: dict[str, object]) -> None:
    sari = await (await console.person("sari", Role.OFFICER)).sends(BULK, form)
    assert sari.status == 400


@pytest.mark.parametrize("back", ["https://evil.example", "//evil", "/console/inboxx", "/console/inbox?a=\nb"])
async def test_a_bulk_act_leads_nowhere_but_to_a_list(town: Town, console: OpenConsole, back: str) -> None:
    form = {"act": "claim", "id": str(await asks(town)), "back": back}
    sari = await (await console.person("sari", Role.OFFICER)).sends(BULK, form)
    assert sari.path.startswith(f"{INBOX}?hasil=claim")


async def test_searching_shows_the_line_and_is_noted(town: Town, console: OpenConsole, database: Database) -> None:
    await asks(town)
    await mark_messages(database)
    sari = await (await console.person("sari", Role.OFFICER)).opens(f"{INBOX}?cari=kehilangan+kereta")
    assert "ktp hilang di kereta" in sari.text
    await sari.opens(f"{INBOX}?cari=surat+nikah")
    assert "Tidak ditemukan" in sari.text
    entries = await console.room.audit.search(actor="sari")
    assert [entry.deed.what for entry in entries] == ["inbox.search"] * 2
    assert not any("kereta" in f"{entry.deed.about}{entry.deed.detail}" for entry in entries)


@pytest.mark.parametrize(
    "query",
    ["tab=x", "dari=kapan&sampai=2026-13-01", "petugas=x", "kanal=sms", "after=x", "hasil=claim&jadi=x", "here=x",
     "hasil=claim&jadi=1&tolak=zz", "cari=%00", "cari=" + "a" * 3000],
)  # fmt: skip
async def test_an_address_that_was_tampered_with_still_shows_a_list(console: OpenConsole, query: str) -> None:
    sari = await console.person("sari", Role.OFFICER)
    assert (await sari.opens(f"{INBOX}?{query}")).status == 200
    assert (await sari.opens(f"{INBOX}/list?{query}")).status == 200


async def test_the_list_beside_a_conversation_is_a_fragment_that_marks_it(town: Town, console: OpenConsole) -> None:
    conversation = await asks(town)
    sari = await (await console.person("sari", Role.OFFICER)).opens(f"{INBOX}/list?here={conversation}")
    assert "<html" not in sari.html
    assert 'aria-current="true"' in sari.html
    assert "checkbox" not in sari.html


async def test_words_that_only_inspectors_read_are_not_in_an_officers_page(town: Town, console: OpenConsole) -> None:
    await town.intake.receive([inbound("x", chat="1")])
    await town.handle(replace(ASKED, text="petugas minta uang", reason="secret"), IN_QUEUE)
    officer = await (await console.person("sari", Role.OFFICER)).opens(INBOX)
    assert "minta uang" not in officer.text
    assert "Hanya dapat dibaca pengawas" in officer.text
    assert "minta uang" in (await (await console.person("ika", Role.INSPECTOR)).opens(INBOX)).text


async def test_a_page_of_fifty_lines_is_light(town: Town, console: OpenConsole) -> None:
    for number in range(50):
        asked = replace(ASKED, question_id=f"q{number}", text="kata " * 60)
        await town.writes(str(number), asked, IN_QUEUE)
    sari = await (await console.person("sari", Role.OFFICER)).opens(INBOX)
    assert len(sari.html.encode()) < 100_000
