"""The platforms, Rasa or the bot itself are in trouble; no question is lost."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.engine import Database
from bot.supervisor.ports import free_port
from simulator.faults import Fault
from tests.contract.test_intake import rows
from tests.e2e.conftest import City
from tests.e2e.test_conversation import LOST, said


async def test_a_question_asked_while_the_worker_was_down_is_answered_when_it_is_back(city: City) -> None:
    resident = city.telegram.person()
    async with city.bot(worker=False):
        await resident.say(LOST)
        await asyncio.sleep(0.5)
    assert resident.screen.replies() == []
    async with city.bot():
        await resident.screen.wait_for(lambda chat: "polisi" in said(chat.replies()), 10)


async def test_a_question_asked_while_the_webhook_was_down_comes_again_from_the_platform(city: City) -> None:
    first, second = city.telegram.person(), city.whatsapp.person()
    async with city.bot():
        pass
    await first.say(LOST)
    await second.say(LOST)
    await asyncio.sleep(0.3)
    async with city.bot():
        for resident in (first, second):
            await resident.screen.wait_for(lambda chat: "polisi" in said(chat.replies()), 15)


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.SERVER_ERROR])
@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_an_answer_refused_for_the_moment_is_sent_later(town: City, channel: str, fault: Fault) -> None:
    platform = town.telegram if channel == "telegram" else town.whatsapp
    platform.faults.set(fault, times=2, seconds=1)
    resident = platform.person()
    await resident.say(LOST)
    await resident.screen.wait_for(lambda chat: "polisi" in said(chat.replies()), 15)


async def test_an_answer_whatsapp_took_without_telling_us_is_not_sent_twice(town: City, database: Database) -> None:
    resident = town.whatsapp.person()
    town.whatsapp.faults.set(Fault.LOST_ANSWER, times=1)
    await resident.say("menu")
    await resident.screen.wait_for(lambda chat: "Menu" in said(chat.replies()) or len(chat.replies()) > 1, 15)
    async with asyncio.timeout(10):
        while await rows(database, "SELECT 1 FROM outbox WHERE state = 'queued'"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    shown = [bubble for bubble in resident.messages if bubble.by == "bot"]
    assert await rows(database, "SELECT count(*) FROM outbox WHERE state = 'sent'") == [(len(shown),)]


async def test_an_answer_that_comes_a_day_late_waits_behind_a_template_until_the_resident_opens_it(
    town: City, database: Database
) -> None:
    town.whatsapp.faults.set(Fault.SERVER_ERROR)
    resident = town.whatsapp.person()
    await resident.say("menu")
    async with asyncio.timeout(10):
        while not await rows(database, "SELECT 1 FROM outbox WHERE attempts > 0"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    resident.let_hours_pass(25)
    town.whatsapp.faults.clear()
    await resident.screen.wait_for(lambda chat: "Tekan BUKA" in said(chat.replies()), 20)
    assert await rows(database, "SELECT DISTINCT state FROM outbox WHERE answers IS NOT NULL") == [("held",)]
    await resident.tap("BUKA")
    await resident.screen.wait_for(lambda chat: "sudah kami kirim di atas" in said(chat.replies()), 15)
    held, opened = (said(resident.screen.replies()).find(words) for words in ("Pilih", "sudah kami kirim di atas"))
    assert 0 <= held < opened, "what was held comes first"
    async with asyncio.timeout(10):
        while await rows(database, "SELECT 1 FROM outbox WHERE state IN ('held', 'queued')"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_resident_who_blocked_the_bot_is_marked_and_the_letter_is_dead(town: City, database: Database) -> None:
    town.telegram.faults.set(Fault.BLOCKED)
    resident = town.telegram.person()
    await resident.say(LOST)
    async with asyncio.timeout(10):
        while await rows(database, "SELECT 1 FROM outbox WHERE state = 'dead' LIMIT 1") == []:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert await rows(database, "SELECT reachable FROM conversation") == [(False,)]
    [(reason,)] = await rows(database, "SELECT DISTINCT error FROM outbox WHERE state = 'dead'")
    assert "Warga tidak dapat dihubungi" in str(reason)


async def test_while_rasa_is_down_residents_are_told_and_their_questions_are_kept(
    city: City, database: Database
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    city.settings = city.settings.model_copy(update={"NLU_URL": nowhere})
    resident = city.whatsapp.person()
    async with city.bot():
        await resident.say(LOST)
        await resident.replies()
        await resident.say("menu")
        await resident.replies()
    kept = await rows(database, "SELECT text, band, for_staff FROM question")
    assert [each for each in kept if each[0] == LOST] == [(LOST, "nlu_down", True)]


async def test_without_a_public_address_telegram_is_polled(database_url: str, server: object) -> None:
    url = getattr(server, "url", "")
    city = City(database_url, url, polling=True)
    async with city.platforms(), city.bot():
        resident = city.telegram.person()
        await resident.say(LOST)
        await resident.screen.wait_for(lambda chat: "polisi" in said(chat.replies()), 10)
        await resident.say("menu")
        await resident.replies()


async def test_two_processes_that_would_both_poll_take_turns(database_url: str, server: object) -> None:
    city = City(database_url, getattr(server, "url", ""), polling=True)
    async with city.platforms(), city.bot():
        other = city.settings.model_copy(update={"HTTP_PORT": free_port()})
        city.settings, city.bot_port = other, other.HTTP_PORT
        async with city.bot():
            resident = city.telegram.person()
            await resident.say(LOST)
            await resident.screen.wait_for(lambda chat: "polisi" in said(chat.replies()), 10)
            await asyncio.sleep(0.5)
    refused = [call for call in city.telegram.calls if call.method == "getUpdates" and call.status == 409]
    assert refused == []
