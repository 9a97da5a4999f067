"""A resident asks for a person, an officer answers in the same chat, and the bot comes back, on both channels."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.adapters import Adapters
from bot.store.desk import PostgresDesk
from bot.store.engine import Database
from simulator.telegram.people import Person as TelegramPerson
from simulator.whatsapp.people import Person as WhatsAppPerson
from tests.contract.test_intake import rows
from tests.e2e.conftest import City
from tests.e2e.test_conversation import said

Resident = TelegramPerson | WhatsAppPerson
LOST = "ktp sy ilang di krl gmn ya"


def resident_of(city: City, channel: str) -> Resident:
    return city.telegram.person() if channel == "telegram" else city.whatsapp.person()


async def hears(resident: Resident, words: str) -> None:
    await resident.screen.wait_for(lambda chat: words in said(chat.replies()))


async def done(adapters: Adapters, act: Callable[[PostgresDesk, str], Awaitable[str | None]]) -> str:
    """An officer's act on the only conversation, carried out; returns its owner afterwards."""
    desk = PostgresDesk(adapters.database, adapters.wakeup)
    [(conversation,)] = await rows(adapters.database, "SELECT CAST(id AS text) FROM conversation")
    key = await act(desk, str(conversation))
    assert key
    await until_there_are(adapters.database, 0, "SELECT count(*) FROM inbox WHERE state = 'waiting'")
    standing = await desk.standing(str(conversation), key)
    assert standing
    return standing.owner


async def until_there_are(database: Database, count: int, statement: str) -> None:
    async with asyncio.timeout(10):
        while await rows(database, statement) != [(count,)]:  # noqa: ASYNC110 - another task writes the rows
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_an_officer_takes_over_answers_and_gives_back_with_a_restart_in_between(
    city: City, database: Database, channel: str
) -> None:
    resident = resident_of(city, channel)
    async with city.bot() as adapters:
        await resident.say("ktp saya kapan jadi, mau bicara dengan petugas")
        await hears(resident, "antrean petugas, nomor 1")
        assert await done(adapters, lambda desk, it: desk.claim(it, "Sari")) == "person"
        await hears(resident, "Petugas Sari")
    async with city.bot() as adapters:
        await resident.say(LOST)
        await resident.say("menu")
        await until_there_are(database, 2, "SELECT count(*) FROM question WHERE reason = 'for_officer'")
        assert resident.screen.replies() == [], "the bot talked over the officer"
        await done(adapters, lambda desk, it: desk.answer(it, "Budi", "Saya juga ada."))
        await done(adapters, lambda desk, it: desk.answer(it, "Sari", "Besok pagi sudah bisa diambil."))
        await hears(resident, "Besok pagi sudah bisa diambil.")
        await hears(resident, "Menjawab")
        assert "Saya juga ada." not in said(resident.screen.replies())
        assert await done(adapters, lambda desk, it: desk.release(it, "Sari")) == "bot"
        await resident.say(LOST)
        await hears(resident, "polisi")
