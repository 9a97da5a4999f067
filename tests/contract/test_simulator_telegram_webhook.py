"""How the simulated Telegram delivers: secret, order per chat, retries, faults of the API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import ClientError, ClientTimeout

from simulator.chat import Tick
from simulator.faults import Fault
from simulator.settings import Pace
from tests.tiny_bot import TOKEN, Stage, TinyBot, stage


@pytest.fixture
async def city() -> AsyncIterator[Stage]:
    async with stage() as opened:
        await hook(opened)
        yield opened


async def hook(city: Stage, **more: Any) -> None:
    url = f"{city.bot_url}/hooks/telegram"
    status, _ = await city.bot_api("setWebhook", url=url, secret_token="a-secret", **more)
    assert status == 200


def texts(city: Stage) -> list[str]:
    return [update["message"]["text"] for update in city.bot.of("telegram")]


async def test_an_update_arrives_with_the_secret_and_ticks_the_message(city: Stage) -> None:
    person = city.simulator.telegram.person()
    await person.say("halo")
    await city.bot.until(lambda: city.bot.deliveries)
    assert city.bot.deliveries[0].headers["X-Telegram-Bot-Api-Secret-Token"] == "a-secret"
    await person.screen.wait_for(lambda chat: chat.bubbles[0].tick is Tick.ACCEPTED)
    sight = person.screen.sights[-1]
    assert (sight["what"], sight["status"], sight["attempt"]) == ("webhook", 200, 1)


async def test_a_failed_delivery_comes_again_first_at_once_then_ever_later(city: Stage) -> None:
    city.bot.statuses.extend([500, 503, 404, 500])
    person = city.simulator.telegram.person()
    await person.say("halo")
    await person.screen.wait_for(lambda chat: chat.bubbles[0].tick is Tick.RETRYING)
    await city.bot.until(lambda: len(city.bot.deliveries) == 5)
    times = [delivery.at for delivery in city.bot.deliveries]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps[0] < 0.04 < gaps[1] < gaps[2] < gaps[3]
    assert len({delivery.raw for delivery in city.bot.deliveries}) == 1


async def test_retry_after_is_honoured(city: Stage) -> None:
    city.bot.statuses.append(503)
    city.bot.headers = {"Retry-After": "1"}
    await city.simulator.telegram.person().say("halo")
    await city.bot.until(lambda: len(city.bot.deliveries) == 2)
    assert city.bot.deliveries[1].at - city.bot.deliveries[0].at >= 0.95


async def test_a_failing_update_holds_up_its_own_chat_only(city: Stage) -> None:
    city.bot.statuses.extend([500, 500, 500])
    slow, quick = city.simulator.telegram.person(), city.simulator.telegram.person()
    await slow.say("satu")
    await slow.say("dua")
    await city.bot.until(lambda: len(city.bot.deliveries) == 2)
    await quick.say("lain")
    await city.bot.until(lambda: "dua" in texts(city))
    order = texts(city)
    assert order.index("lain") < order.index("dua")
    assert [text for text in order if text != "lain"][-2:] == ["satu", "dua"]


async def test_many_messages_of_one_chat_arrive_in_order(city: Stage) -> None:
    person = city.simulator.telegram.person()
    words = [str(number) for number in range(30)]
    for word in words:
        await person.say(word)
    await city.bot.until(lambda: len(city.bot.deliveries) == 30)
    assert texts(city) == words


async def test_a_button_press_that_nobody_takes_expires() -> None:
    pace = Pace(callback_expires=0.2, retry_base=0.05)
    async with stage(pace=pace) as city:
        person = city.simulator.telegram.person()
        await person.say("menu")
        markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
        await city.bot_api("sendMessage", chat_id=person.chat, text="x", reply_markup=markup)
        city.bot.statuses.extend([500] * 50)
        await hook(city, allowed_updates=["callback_query"], drop_pending_updates=True)
        await person.tap("A")
        await asyncio.sleep(0.6)
        tried = len(city.bot.deliveries)
        assert 2 <= tried < 6
        _, info = await city.bot_api("getWebhookInfo")
        assert info["result"]["pending_update_count"] == 0
        assert "500" in info["result"]["last_error_message"]


async def test_what_waited_for_a_webhook_is_delivered_when_it_is_set() -> None:
    async with stage() as city:
        person = city.simulator.telegram.person()
        await person.say("halo")
        await asyncio.sleep(0.05)
        assert city.bot.deliveries == []
        await hook(city)
        await city.bot.until(lambda: texts(city) == ["halo"])


async def test_only_the_kinds_asked_for_are_delivered(city: Stage) -> None:
    await hook(city, allowed_updates=["message"])
    person = city.simulator.telegram.person()
    await person.block()
    await person.say("halo")
    await city.bot.until(lambda: city.bot.deliveries)
    assert texts(city) == ["halo"]


async def test_duplicates_on_demand(city: Stage) -> None:
    await city.fault(channel="telegram", fault="duplicate", times=1)
    person = city.simulator.telegram.person()
    await person.say("satu")
    await person.say("dua")
    await city.bot.until(lambda: len(city.bot.deliveries) == 3)
    assert texts(city) == ["satu", "satu", "dua"]


async def test_disorder_on_demand(city: Stage) -> None:
    city.simulator.telegram.faults.set(Fault.SHUFFLED)
    person = city.simulator.telegram.person()
    words = list("abcd")
    for word in words:
        await person.say(word)
    await city.bot.until(lambda: len(city.bot.deliveries) == 4)
    assert sorted(texts(city)) == words
    assert texts(city) != words


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("throttled", 429, "Too Many Requests: retry after 7"),
        ("blocked", 403, "Forbidden: bot was blocked by the user"),
        ("server_error", 500, "Internal Server Error"),
    ],
)
async def test_an_api_fault_strikes_the_next_sending_and_shows_nothing(
    city: Stage, fault: str, status: int, words: str
) -> None:
    person = city.simulator.telegram.person()
    await person.say("halo")
    await city.fault(channel="telegram", fault=fault, times=1, seconds=7)
    assert (await city.bot_api("sendChatAction", chat_id=person.chat, action="typing"))[0] == 200
    refused, body = await city.bot_api("sendMessage", chat_id=person.chat, text="x")
    assert (refused, body["error_code"], body["description"]) == (status, status, words)
    if status == 429:
        assert body["parameters"] == {"retry_after": 7}
    assert person.screen.replies() == []
    assert (await city.bot_api("sendMessage", chat_id=person.chat, text="x"))[0] == 200


async def test_a_slow_api_answers_late(city: Stage) -> None:
    person = city.simulator.telegram.person()
    await person.say("halo")
    await city.fault(channel="telegram", fault="slow", seconds=0.2)
    started = asyncio.get_running_loop().time()
    assert (await city.bot_api("sendMessage", chat_id=person.chat, text="x"))[0] == 200
    assert asyncio.get_running_loop().time() - started >= 0.2


async def test_a_lost_answer_leaves_the_message_on_the_phone(city: Stage) -> None:
    person = city.simulator.telegram.person()
    await person.say("halo")
    await city.fault(channel="telegram", fault="lost_answer", times=1)
    url, body = f"{city.url}/bot{TOKEN}/sendMessage", {"chat_id": person.chat, "text": "sampai"}
    with pytest.raises((ClientError, TimeoutError)):
        async with city.http.post(url, json=body, timeout=ClientTimeout(total=1)):
            pass
    assert [bubble.text for bubble in person.screen.replies()] == ["sampai"]


async def test_a_resident_who_blocks_is_out_of_reach_until_he_lets_the_bot_in(city: Stage) -> None:
    person = city.simulator.telegram.person()
    await person.say("halo")
    await person.block()
    assert (await city.bot_api("sendMessage", chat_id=person.chat, text="x"))[0] == 403
    await person.block(False)
    assert (await city.bot_api("sendMessage", chat_id=person.chat, text="x"))[0] == 200


@pytest.mark.parametrize(
    "wish",
    [{"channel": "telegram"}, {"channel": "pigeon", "fault": "slow"}, {"channel": "telegram", "fault": "rain"}, {}],
)
async def test_a_switch_that_does_not_exist_is_refused(city: Stage, wish: dict[str, str]) -> None:
    async with city.http.post(f"{city.url}/control/faults", json=wish) as answer:
        assert answer.status == 400


async def test_all_faults_of_a_channel_end_at_once(city: Stage) -> None:
    await city.fault(channel="telegram", fault="slow", seconds=9)
    state = await city.fault(channel="telegram", fault="blocked")
    assert set(state["telegram"]) == {"slow", "blocked"}
    assert (await city.fault(channel="telegram", on=False))["telegram"] == {}


async def test_a_bot_that_is_not_there_yet_is_tried_until_it_is() -> None:
    async with stage(TinyBot()) as city:
        person = city.simulator.telegram.person()
        await city.bot_api("setWebhook", url="http://127.0.0.1:9/hooks/telegram")
        await person.say("halo")
        await person.screen.wait_for(lambda chat: chat.bubbles[0].tick is Tick.RETRYING)
        await hook(city)
        await city.bot.until(lambda: texts(city) == ["halo"])
