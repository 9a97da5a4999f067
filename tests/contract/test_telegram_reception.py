"""How the Telegram channel registers at the Bot API and fetches updates from it, over HTTP on this machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.adapter import TelegramChannel
from bot.domain.errors import AccountBlocked, Rejected, SendError, StoreUnavailable, Temporary
from tests.bot_api import ME, Answer, BotApi, connected, gives, hangs, hangs_up, refuses, says

COMMANDS = {"id": [("bantuan", "Cara memakai layanan ini")], "en": [("help", "How to use this service")]}
NAMED = {
    "id": [{"command": "bantuan", "description": "Cara memakai layanan ini"}],
    "en": [{"command": "help", "description": "How to use this service"}],
}


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
async def channel(api: BotApi) -> AsyncIterator[TelegramChannel]:
    async with connected(api) as opened:
        yield opened


def prepared(api: BotApi) -> None:
    api.answers = [gives(True)]
    api.by_method["getMe"] = gives(ME)


async def test_the_webhook_is_registered_with_its_secret(api: BotApi, channel: TelegramChannel) -> None:
    prepared(api)
    await channel.prepare("https://bot.example.go.id/hooks/telegram", COMMANDS)
    assert api.methods() == ["getMe", "setWebhook", "setMyCommands", "setMyCommands", "setMyCommands"]
    assert api.calls[1][1] == {
        "url": "https://bot.example.go.id/hooks/telegram",
        "secret_token": "rahasia",
        "max_connections": 40,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    }


async def test_commands_are_named_in_each_language_and_in_indonesian_for_all_others(
    api: BotApi, channel: TelegramChannel
) -> None:
    prepared(api)
    await channel.prepare("https://bot.example.go.id/hooks/telegram", COMMANDS)
    assert [parameters for method, parameters in api.calls if method == "setMyCommands"] == [
        {"commands": NAMED["id"]},
        {"commands": NAMED["id"], "language_code": "id"},
        {"commands": NAMED["en"], "language_code": "en"},
    ]


async def test_a_bot_that_fetches_its_updates_removes_the_webhook(api: BotApi, channel: TelegramChannel) -> None:
    prepared(api)
    await channel.prepare(None, {})
    assert api.calls == [("getMe", {}), ("deleteWebhook", {})]


async def test_the_bot_learns_the_name_it_is_called_by_in_groups(api: BotApi, channel: TelegramChannel) -> None:
    prepared(api)
    chat = {"id": -1004201, "type": "supergroup"}
    message = {"chat": chat, "date": 1764000000, "text": "@sambung_rasa_bot halo"}
    update = json.dumps({"update_id": 1, "message": message}).encode()
    [before] = channel.parse(update)
    await channel.prepare(None, {})
    [after] = channel.parse(update)
    assert (type(before).__name__, type(after).__name__) == ("Ignored", "Inbound")


async def test_commands_telegram_does_not_like_do_not_keep_the_bot_from_answering(
    api: BotApi, channel: TelegramChannel
) -> None:
    prepared(api)
    api.by_method["setMyCommands"] = refuses(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    await channel.prepare(None, COMMANDS)
    assert api.methods().count("setMyCommands") == 2


@pytest.mark.parametrize(
    ("method", "answer", "error"),
    [
        ("getMe", refuses(401, "Unauthorized"), AccountBlocked),
        ("getMe", gives({"id": 1}), Temporary),
        ("getMe", gives(True), Temporary),
        ("setWebhook", refuses(400, "Bad Request: bad webhook: HTTPS url must be provided"), Rejected),
        ("setMyCommands", refuses(500, "Internal Server Error"), Temporary),
    ],
)
async def test_a_bot_that_cannot_be_prepared_says_why(
    api: BotApi, channel: TelegramChannel, method: str, answer: Answer, error: type[SendError]
) -> None:
    prepared(api)
    api.by_method[method] = answer
    with pytest.raises(error):
        await channel.prepare("https://bot.example.go.id/hooks/telegram", COMMANDS)


class Fetched:
    """What polling stored; stops it after `enough` updates. `trouble` strikes the first tries to store."""

    def __init__(self, enough: int, trouble: int = 0) -> None:
        self.numbers: list[int] = []
        self.stop = asyncio.Event()
        self._enough = enough
        self._trouble = trouble

    async def store(self, update: bytes) -> None:
        if self._trouble:
            self._trouble -= 1
            raise StoreUnavailable
        self.numbers.append(json.loads(update)["update_id"])
        if len(self.numbers) >= self._enough:
            self.stop.set()


async def poll(channel: TelegramChannel, fetched: Fetched) -> None:
    async with asyncio.timeout(10):
        await channel.poll(fetched.store, fetched.stop)


def batch(*numbers: int) -> Answer:
    return gives([{"update_id": number} for number in numbers])


async def test_updates_are_confirmed_after_they_were_stored(api: BotApi, channel: TelegramChannel) -> None:
    api.answers = [batch(7, 9), batch(), batch(10)]
    fetched = Fetched(3)
    await poll(channel, fetched)
    assert fetched.numbers == [7, 9, 10]
    assert [parameters["offset"] for _, parameters in api.calls] == [0, 10, 10]
    assert {25 <= parameters["timeout"] <= 50 for _, parameters in api.calls} == {True}
    assert api.calls[0][1]["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]


async def test_an_update_that_could_not_be_stored_is_fetched_again(api: BotApi, channel: TelegramChannel) -> None:
    api.answers = [batch(7, 8)]
    fetched = Fetched(2, trouble=1)
    await poll(channel, fetched)
    assert fetched.numbers == [7, 8]
    assert [parameters["offset"] for _, parameters in api.calls] == [0, 0]


@pytest.mark.parametrize(
    "trouble",
    [
        refuses(409, "Conflict: terminated by other getUpdates request"),
        refuses(429, "Too Many Requests", retry_after=1),
        refuses(502, "Bad Gateway"),
        says(["no object"]),
        gives(True),
        gives([7, {"update": 1}, {"update_id": "7"}]),
        hangs_up,
    ],
)
async def test_polling_goes_on_after_trouble(api: BotApi, channel: TelegramChannel, trouble: Answer) -> None:
    api.answers = [trouble, batch(7)]
    fetched = Fetched(1)
    await poll(channel, fetched)
    assert fetched.numbers == [7]


async def test_polling_stops_at_once_while_it_waits_for_updates(api: BotApi, channel: TelegramChannel) -> None:
    api.answers = [hangs]
    fetched = Fetched(1)
    polling = asyncio.create_task(channel.poll(fetched.store, fetched.stop))
    while not api.calls:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    fetched.stop.set()
    async with asyncio.timeout(1):
        await polling
