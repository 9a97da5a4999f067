"""Whoever reads what residents wrote leaves a trace, whichever way the words were fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.domain.staff import Role
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.console import Hand, OpenConsole
from tests.contract.test_conversation_acts import HTMX, waiting
from tests.contract.test_threads import Chat
from tests.conversation import open_office, path_of

INBOX = "/console/inbox"


@pytest.fixture
def chat(database: Database, wakeup: Wakeup) -> Chat:
    return Chat(database, wakeup)


@pytest.fixture
async def office(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    async with open_office(database, wakeup, Hand()) as console:
        yield console


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "?lama=999999999.999999999",
        "/baru",
        "/baru?dari=0.0",
        "/rekan",
        "/jawaban?cari=ktp",
    ],
)
async def test_reading_a_conversation_is_noted_however_it_is_asked_for(
    office: OpenConsole, chat: Chat, address: str, headers: dict[str, str]
) -> None:
    conversation = await waiting(chat)
    sari = await office.person("sari", Role.OFFICER)
    await sari.opens(path_of(conversation) + address, **headers)
    entries = await office.room.audit.search(actor="sari", what="conversation.")
    assert {entry.deed.about for entry in entries} == {f"conversation:{conversation}"}


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("balas", {"words": "", "seen": "0"}),
        ("pratinjau", {"words": "Besok."}),
        ("sisipkan", {"words": "Besok.", "insert": "x"}),
        ("label", {"add": ""}),
        ("buka", {"reason": "call"}),
    ],
)
async def test_a_change_that_answers_with_the_page_is_noted_as_reading_too(
    office: OpenConsole, chat: Chat, act: str, form: dict[str, str], headers: dict[str, str]
) -> None:
    conversation = await waiting(chat)
    sari = await office.person("sari", Role.OFFICER)
    await sari.sends(f"{path_of(conversation)}/{act}", form, **headers)
    assert await office.room.audit.search(actor="sari", about=str(conversation))


async def test_a_page_that_stays_open_fills_no_log(office: OpenConsole, chat: Chat) -> None:
    conversation = await waiting(chat)
    sari = await office.person("sari", Role.OFFICER)
    for _ in range(5):
        await sari.opens(f"{path_of(conversation)}/baru?dari=0.0", **HTMX)
        await sari.opens(f"{INBOX}/list", **HTMX)
    entries = await office.room.audit.search(actor="sari")
    assert sorted(entry.deed.what for entry in entries) == ["conversation.follow", "inbox.list"]


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("query", "what"),
    [("", "inbox.list"), ("?lagi=1", "inbox.list"), ("?tab=semua&lagi=1", "inbox.list"), ("?cari=ktp", "inbox.search")],
)
async def test_reading_the_list_is_noted_however_it_is_asked_for(
    office: OpenConsole, chat: Chat, query: str, what: str, headers: dict[str, str]
) -> None:
    await waiting(chat)
    sari = await office.person("sari", Role.OFFICER)
    await sari.opens(f"{INBOX}/list{query}", **headers)
    assert [entry.deed.what for entry in await office.room.audit.search(actor="sari")] == [what]
