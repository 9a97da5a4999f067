"""A file of ours on its way through both channels to a resident's phone."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.channels.telegram.adapter import TelegramChannel
from bot.channels.whatsapp.adapter import WhatsAppChannel
from bot.domain.errors import AccountBlocked, Rejected
from bot.domain.reply import SendDocument
from simulator.app import Simulator, build
from simulator.settings import Settings
from tests.tiny_bot import ACCESS, APP_SECRET, PHONE_ID, TOKEN

CONTENT = "Data Bapak/Ibu: “semua”\n"
FILE = SendDocument("data-saya.txt", base64.b64encode(CONTENT.encode()).decode(), caption="Data Bapak/Ibu")


@dataclass
class Phones:
    """Both platforms, served, and the bot's channels to them."""

    simulator: Simulator
    telegram: TelegramChannel
    whatsapp: WhatsAppChannel
    stranger: WhatsAppChannel
    """With a token Meta does not know."""


@pytest.fixture
async def phones() -> AsyncIterator[Phones]:
    simulator = build(Settings(TOKEN, PHONE_ID, ACCESS, APP_SECRET, "verify"))
    async with TestServer(simulator.app) as server, ClientSession() as http:
        base = str(server.make_url("")).rstrip("/")
        yield Phones(
            simulator,
            TelegramChannel(TOKEN, "", base, http, by_webhook=False),
            WhatsAppChannel(PHONE_ID, ACCESS, APP_SECRET, "verify", base, "v26.0", http),
            WhatsAppChannel(PHONE_ID, "another", APP_SECRET, "verify", base, "v26.0", http),
        )


async def test_telegram_gets_it_with_name_and_words(phones: Phones) -> None:
    resident = phones.simulator.telegram.person("Siti")
    await resident.say("halo")
    [payload] = phones.telegram.render(FILE)
    await phones.telegram.send(str(resident.chat), payload, "1")
    shown = resident.messages[-1]
    assert shown.body["document"]["file_name"] == "data-saya.txt"
    file = phones.simulator.telegram.world.files[shown.body["document"]["file_id"]]
    assert file.content.decode() == CONTENT


async def test_whatsapp_gets_it_with_name_and_words(phones: Phones) -> None:
    resident = phones.simulator.whatsapp.person("Siti", wrote=True)
    [payload] = phones.whatsapp.render(FILE)
    await phones.whatsapp.send(resident.chat, payload, "1")
    shown = resident.messages[-1]
    assert (shown.body["document"]["file_name"], shown.body["text"]) == ("data-saya.txt", "Data Bapak/Ibu")
    [kept] = [asset for asset in phones.simulator.whatsapp.world.media.values() if asset.name == "data-saya.txt"]
    assert kept.content.decode() == CONTENT


async def test_an_upload_whatsapp_refuses_is_told_like_a_message_it_refuses(phones: Phones) -> None:
    [payload] = phones.stranger.render(FILE)
    with pytest.raises(AccountBlocked):
        await phones.stranger.send("62800", payload, "1")


@pytest.mark.parametrize("content", ["no base64!", None])
async def test_a_payload_that_holds_no_file_is_our_bug_and_not_tried_again(phones: Phones, content: str | None) -> None:
    payload = {"method": "sendDocument", "upload": {"filename": "a", "mime_type": "text/plain", "content": content}}
    with pytest.raises(Rejected):
        await phones.telegram.send("4201", payload, "1")
