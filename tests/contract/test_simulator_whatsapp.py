"""The simulated Cloud API: Meta's limits and errors in, signed webhooks out."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientError, ClientTimeout

from simulator.chat import Tick
from simulator.whatsapp import Person
from tests.tiny_bot import ACCESS, APP_SECRET, PHONE_ID, Stage, TinyBot, stage

WAMID = re.compile(r"wamid\.[A-Za-z0-9+/]+={0,2}")


@pytest.fixture
async def city() -> AsyncIterator[Stage]:
    async with stage() as opened:
        yield opened


@pytest.fixture
def resident(city: Stage) -> Person:
    return city.simulator.whatsapp.person(wrote=True)


def text(to: str, body: str = "halo", **more: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": body}, **more}


def interactive(kind: str, action: dict[str, Any], body: str = "Pilih") -> dict[str, Any]:
    message = {"type": kind, "body": {"text": body}, "action": action}
    return {"messaging_product": "whatsapp", "to": "", "type": "interactive", "interactive": message}


def buttons(*titles: str) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": f"id-{n}", "title": title}} for n, title in enumerate(titles)]
    return interactive("button", {"buttons": replies})


def rows(count: int, *, sections: int = 1, **changed: Any) -> dict[str, Any]:
    made = [
        {"title": f"Bagian {s}", "rows": [{"id": f"{s}-{n}", "title": f"Baris {n}", **changed} for n in range(count)]}
        for s in range(sections)
    ]
    return interactive("list", {"button": "Lihat", "sections": made})


async def inbound(city: Stage, count: int = 1) -> list[dict[str, Any]]:
    def messages() -> list[dict[str, Any]]:
        return [message for value in city.bot.values() for message in value.get("messages", [])]

    await city.bot.until(lambda: len(messages()) >= count)
    return messages()


async def test_every_delivery_is_signed_over_its_raw_bytes(city: Stage, resident: Person) -> None:
    await resident.say("terima kasih 🙏 50/50")
    await inbound(city)
    delivery = city.bot.deliveries[0]
    digest = hmac.new(APP_SECRET.encode(), delivery.raw, hashlib.sha256).hexdigest()
    assert delivery.headers["X-Hub-Signature-256"] == f"sha256={digest}"
    assert rb"\ud83d\ude4f 50\/50" in delivery.raw


async def test_the_address_is_verified_before_anything_is_delivered() -> None:
    bot = TinyBot(verify_token="another word")
    async with stage(bot) as city:
        person = city.simulator.whatsapp.person()
        await person.say("halo")
        await asyncio.sleep(0.15)
        assert not city.simulator.whatsapp.connected
        assert bot.deliveries == []
        bot.verify_token = "a word"
        await inbound(city)
        assert city.simulator.whatsapp.connected


async def test_a_text_is_answered_as_meta_does_and_then_reported_on(city: Stage, resident: Person) -> None:
    status, body = await city.graph(text(resident.chat, biz_opaque_callback_data="outbox-7"))
    wamid = body["messages"][0]["id"]
    assert status == 200
    assert body["contacts"] == [{"input": resident.chat, "wa_id": resident.chat}]
    assert WAMID.fullmatch(wamid)
    await city.bot.until(lambda: len(city.bot.statuses_of(wamid)) == 3)
    assert city.bot.statuses_of(wamid) == ["sent", "delivered", "read"]
    reported = [status for value in city.bot.values() for status in value.get("statuses", [])]
    assert {status["biz_opaque_callback_data"] for status in reported} == {"outbox-7"}
    assert resident.messages[-1].text == "halo"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "text"}, 100),
        (text("", "x"), 100),
        (text("1", "   "), 100),
        (text("1", "x" * 4097), 100),
        (text("1", biz_opaque_callback_data="x" * 513), 131009),
        (text("1", type="hologram"), 100),
        (text("1", type="template", template={"name": "salam"}), 131008),
        (text("1", type="template", template={"name": "salam", "language": {"code": "id"}}), 132001),
        (text("1", type="template", template={"name": "jawaban_siap", "language": {"code": "en"}}), 132001),
        (buttons(), 131009),
        (buttons("a", "b", "c", "d"), 131009),
        (buttons("sama", "sama"), 131009),
        (buttons("x" * 21), 131009),
        (buttons(" "), 131008),
        (rows(11), 131009),
        (rows(4, sections=3), 131009),
        (rows(1, title="x" * 25), 131009),
        (rows(1, description="x" * 73), 131009),
        (rows(2, id="sama"), 131009),
        (rows(0), 131009),
        (interactive("button", buttons("a")["interactive"]["action"], body="x" * 1025), 131009),
        (interactive("carousel", {}), 131009),
        (interactive("location_request_message", {"name": "guess"}), 131009),
        (text("1", type="document", document={"filename": "a.pdf"}), 131009),
        (text("1", type="document", document={"link": "not an address"}), 131009),
        (text("1", type="document", document={"id": "404"}), 131009),
        (text("1", type="location", location={"latitude": "x", "longitude": 1}), 131009),
        (text("1", type="reaction", reaction={}), 131008),
        (text("1", type="interactive"), 131008),
    ],
)
async def test_a_message_beyond_metas_limits_is_refused_by_code(
    city: Stage, resident: Person, message: dict[str, Any], code: int
) -> None:
    if message.get("to") == "" and message["type"] != "text":
        message = {**message, "to": resident.chat}
    status, body = await city.graph(message)
    assert status == 400
    assert body["error"]["code"] == code
    assert {"message", "type", "fbtrace_id"} <= body["error"].keys()
    assert resident.messages == []


@pytest.mark.parametrize("body", [[], "x", None])
async def test_a_body_that_is_no_object_is_refused(city: Stage, body: Any) -> None:
    status, answer = await city.graph(body)
    assert (status, answer["error"]["code"]) == (400, 100)


async def test_a_wrong_token_and_a_wrong_number_are_refused(city: Stage, resident: Person) -> None:
    status, body = await city.graph(text(resident.chat), token="wrong")
    assert (status, body["error"]["code"]) == (401, 190)
    status, body = await city.graph(text(resident.chat), node="999")
    assert (status, body["error"]["code"], body["error"]["error_subcode"]) == (400, 100, 33)


async def test_a_button_and_a_row_come_back_with_their_ids(city: Stage, resident: Person) -> None:
    await city.graph({**buttons("Syarat", "Biaya"), "to": resident.chat})
    await resident.tap("Biaya")
    await city.graph({**rows(3, sections=2, description="rincian"), "to": resident.chat})
    await resident.tap("1-2")
    first, second = await inbound(city, 2)
    assert first["interactive"] == {"type": "button_reply", "button_reply": {"id": "id-1", "title": "Biaya"}}
    assert WAMID.fullmatch(first["context"]["id"])
    assert second["interactive"]["list_reply"] == {"id": "1-2", "title": "Baris 2", "description": "rincian"}


async def test_every_kind_a_resident_sends_has_metas_shape(city: Stage, resident: Person) -> None:
    for kind in ("photo", "voice", "sticker", "document"):
        await resident.send_media(kind)
    await resident.send_location()
    await resident.send_contact()
    await resident.react("👍", await resident.say("x"))
    messages = await inbound(city, 8)
    assert [message["type"] for message in messages] == [
        "image", "audio", "sticker", "document", "location", "contacts", "text", "reaction",
    ]  # fmt: skip
    assert messages[1]["audio"]["voice"] is True
    assert all(message["timestamp"].isdigit() and WAMID.fullmatch(message["id"]) for message in messages)


async def test_media_is_fetched_in_two_steps_with_the_token(city: Stage, resident: Person) -> None:
    await resident.send_media("photo")
    [message] = await inbound(city)
    headers = {"Authorization": f"Bearer {ACCESS}"}
    async with city.http.get(f"{city.url}/v26.0/{message['image']['id']}", headers=headers) as answer:
        about = await answer.json()
    async with city.http.get(about["url"], headers=headers) as answer:
        assert len(await answer.read()) == about["file_size"]
    async with city.http.get(about["url"]) as answer:
        assert answer.status == 401
    async with city.http.get(f"{city.url}/v26.0/404", headers=headers) as answer:
        assert (await answer.json())["error"]["code"] == 100


async def test_a_resident_may_show_only_the_business_scoped_id(city: Stage) -> None:
    shy = city.simulator.whatsapp.person(shows_phone=False)
    await shy.say("halo")
    [message] = await inbound(city)
    assert "from" not in message
    assert message["from_user_id"] == shy.chat
    assert re.fullmatch(r"ID\.[A-Za-z0-9]{1,128}", shy.chat)
    status, body = await city.graph({**text(""), "to": None, "recipient": shy.chat})
    assert (status, body["contacts"]) == (200, [{"input": shy.chat, "user_id": shy.chat}])
    assert shy.messages[-1].by == "bot"


async def test_reading_turns_the_ticks_blue_and_shows_typing(city: Stage, resident: Person) -> None:
    first, second = await resident.say("satu"), await resident.say("dua")
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": first}
    assert await city.graph({**read, "typing_indicator": {"type": "text"}}) == (200, {"success": True})
    assert [bubble.tick is Tick.READ for bubble in resident.messages] == [True, False]
    assert resident.screen.state()["typing"] > 20
    await city.graph({**read, "message_id": second})
    assert [bubble.tick is Tick.READ for bubble in resident.messages] == [True, True]
    assert (await city.graph({**read, "message_id": "wamid.unknown"}))[1]["error"]["code"] == 131009


async def test_a_failed_delivery_comes_again_without_holding_up_the_next(city: Stage, resident: Person) -> None:
    await inbound(city, 0)
    await city.bot.until(lambda: city.simulator.whatsapp.connected)
    city.bot.statuses.extend([500, 500])
    await resident.say("satu")
    await city.bot.until(lambda: city.bot.deliveries)
    await resident.say("dua")
    await city.bot.until(lambda: len(city.bot.deliveries) >= 4)
    await resident.screen.wait_for(lambda chat: all(bubble.tick is Tick.ACCEPTED for bubble in chat.bubbles))


async def test_one_delivery_may_carry_messages_of_several_people(city: Stage) -> None:
    city.simulator.whatsapp.world.webhook.across_people = True
    people = [city.simulator.whatsapp.person() for _ in range(5)]
    for person in people:
        await person.say("halo")
    await inbound(city, 5)
    assert len(city.bot.deliveries) == 1


async def test_duplicates_and_disorder_on_demand(city: Stage, resident: Person) -> None:
    await city.fault(channel="whatsapp", fault="duplicate", times=1)
    await resident.say("satu")
    first, second = await inbound(city, 2)
    assert first["id"] == second["id"]
    city.bot.deliveries.clear()
    await city.fault(channel="whatsapp", fault="shuffled")
    for word in "abc":
        await resident.say(word)
        await asyncio.sleep(0.03)
    words = [message["text"]["body"] for message in await inbound(city, 3)]
    assert sorted(words) == ["a", "b", "c"] != words


@pytest.mark.parametrize(("fault", "status", "code"), [("throttled", 429, 130429), ("server_error", 500, 131000)])
async def test_an_api_fault_strikes_the_next_sending_and_shows_nothing(
    city: Stage, resident: Person, fault: str, status: int, code: int
) -> None:
    await city.fault(channel="whatsapp", fault=fault, times=1)
    refused, body = await city.graph(text(resident.chat))
    assert (refused, body["error"]["code"]) == (status, code)
    assert resident.messages == []
    assert (await city.graph(text(resident.chat)))[0] == 200


@pytest.mark.parametrize("how", ["switch", "resident", "unknown number"])
async def test_an_undeliverable_message_is_taken_and_fails_later_without_contacts(
    city: Stage, resident: Person, how: str
) -> None:
    to = "620000000000" if how == "unknown number" else resident.chat
    if how == "switch":
        await city.fault(channel="whatsapp", fault="blocked", times=1)
    elif how == "resident":
        await resident.block()
    status, body = await city.graph(text(to))
    wamid = body["messages"][0]["id"]
    assert status == 200
    await city.bot.until(lambda: city.bot.statuses_of(wamid))
    [value] = city.bot.values()
    assert value["statuses"][0]["errors"][0]["code"] == 131026
    assert "contacts" not in value
    assert resident.messages == []


async def test_a_lost_answer_leaves_the_message_on_the_phone(city: Stage, resident: Person) -> None:
    await city.fault(channel="whatsapp", fault="lost_answer", times=1)
    url = f"{city.url}/v26.0/{PHONE_ID}/messages"
    headers = {"Authorization": f"Bearer {ACCESS}"}
    with pytest.raises((ClientError, TimeoutError)):
        async with city.http.post(
            url, json=text(resident.chat, "sampai"), headers=headers, timeout=ClientTimeout(total=1)
        ):
            pass
    assert [bubble.text for bubble in resident.messages] == ["sampai"]


async def test_a_slow_api_answers_late(city: Stage, resident: Person) -> None:
    await city.fault(channel="whatsapp", fault="slow", seconds=0.2, times=1)
    started = asyncio.get_running_loop().time()
    assert (await city.graph(text(resident.chat)))[0] == 200
    assert asyncio.get_running_loop().time() - started >= 0.2
