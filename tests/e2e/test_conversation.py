"""Residents on both simulated platforms talk with the real bot."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import ClientSession

from bot.store.engine import Database
from simulator.chat import Bubble, Tick
from simulator.faults import Fault
from tests.contract.test_intake import rows
from tests.e2e.conftest import City

LOST = "ktp sy ilang di krl gmn ya"


def said(bubbles: list[Bubble]) -> str:
    """All words on the screen, buttons and rows included."""
    return "\n".join(str(dict(bubble.body)) for bubble in bubbles)


async def test_slang_about_a_lost_card_is_answered_rightly_on_telegram(town: City) -> None:
    resident = town.telegram.person()
    await resident.say(LOST)
    await resident.screen.wait_for(lambda chat: "polisi" in said(chat.replies()))
    await resident.tap("Syarat")
    await resident.screen.wait_for(lambda chat: "Kartu Keluarga" in chat.bubbles[-1].text)


async def test_slang_about_a_lost_card_is_answered_rightly_on_whatsapp(town: City) -> None:
    resident = town.whatsapp.person()
    await resident.say(LOST)
    await resident.screen.wait_for(lambda chat: "polisi" in said(chat.replies()))
    await resident.tap("Syarat")
    await resident.screen.wait_for(lambda chat: "Kartu Keluarga" in chat.bubbles[-1].text)


async def test_a_whatsapp_message_is_marked_as_read(town: City) -> None:
    resident = town.whatsapp.person()
    await resident.say("menu")
    await resident.replies()
    await resident.screen.wait_for(lambda chat: any(bubble.tick is Tick.READ for bubble in chat.bubbles))


async def test_a_pressed_telegram_button_stops_spinning(town: City) -> None:
    resident = town.telegram.person()
    await resident.say("menu")
    await resident.screen.wait_for(lambda chat: "KTP pertama" in said(chat.replies()))
    await resident.tap("KTP pertama")
    await resident.screen.wait_for(lambda chat: "ktp_baru" in said(chat.replies()[-1:]))
    await asyncio.sleep(0.2)
    assert any(call.method == "answerCallbackQuery" and call.status == 200 for call in town.telegram.calls)


async def test_a_resident_without_a_phone_number_is_answered(town: City, database: Database) -> None:
    shy = town.whatsapp.person(shows_phone=False)
    await shy.say(LOST)
    await shy.screen.wait_for(lambda chat: "polisi" in said(chat.replies()))
    assert await rows(database, "SELECT count(*) FROM conversation") == [(1,)]


async def test_english_is_answered_in_english_after_switching(town: City) -> None:
    resident = town.telegram.person()
    await resident.say("english")
    await resident.replies()
    await resident.say("I lost my KTP")
    await resident.screen.wait_for(lambda chat: "police" in said(chat.replies()))


async def test_an_english_question_is_answered_in_english_without_switching(town: City) -> None:
    resident = town.whatsapp.person()
    await resident.say("how long does it take until my KTP is ready?")
    await resident.screen.wait_for(lambda chat: "How long it takes" in said(chat.replies()))


async def test_telegram_shows_the_commands_in_the_residents_language(town: City) -> None:
    assert [command["command"] for command in town.telegram.commands("en")] == [
        "start", "menu", "help", "status", "apply", "complain", "ticket", "officer", "language", "cancel",
        "data", "erase", "subscribe", "stop", "link",
    ]  # fmt: skip
    assert "petugas" in {command["command"] for command in town.telegram.commands("id")}
    assert town.telegram.commands("ar") == town.telegram.commands("id")


async def test_a_deep_link_opens_its_topic(town: City) -> None:
    resident = town.telegram.person()
    await resident.start("t_ktp_hilang")
    await resident.screen.wait_for(lambda chat: "polisi" in said(chat.replies()))


async def test_in_a_group_only_who_addresses_the_bot_is_answered(town: City) -> None:
    resident = town.telegram.person()
    group = town.telegram.group("Warga RT 3")
    await resident.say("ktp saya hilang", room=group)
    await asyncio.sleep(0.5)
    assert [bubble for bubble in town.telegram.messages(group.id) if bubble.by == "bot"] == []
    name = town.telegram.world.bot["username"]
    await resident.say(f"@{name} ktp saya hilang", room=group)
    await group.screen.wait_for(lambda chat: "polisi" in said(chat.replies()))


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
@pytest.mark.parametrize("kind", ["photo", "sticker", "document"])
async def test_a_file_nobody_asked_for_gets_a_kind_word_and_is_not_fetched(town: City, channel: str, kind: str) -> None:
    resident = town.telegram.person() if channel == "telegram" else town.whatsapp.person()
    await resident.send_media(kind)
    await resident.replies()
    assert not any(call.method == "getFile" for call in town.telegram.calls)


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_a_shared_place_and_contact_get_an_answer(town: City, channel: str) -> None:
    resident = town.telegram.person() if channel == "telegram" else town.whatsapp.person()
    await resident.send_location()
    await resident.replies()
    await resident.send_contact()
    await resident.replies()


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
@pytest.mark.parametrize(
    "words",
    [
        "🙏🙏🙏",
        "   ",
        "x" * 4096,
        "مرحبا كيف حالك",
        "ktp\x00hilang",
        "<b>ktp</b> & *hilang* _ya_ `x`",
        '/keluhan{"x":1}',
    ],
    ids=["emoji", "blank", "longest", "right-to-left", "null byte", "markup", "intent syntax"],
)
async def test_odd_texts_are_answered_sanely(town: City, database: Database, channel: str, words: str) -> None:
    resident = town.telegram.person() if channel == "telegram" else town.whatsapp.person()
    await resident.say(words)
    await resident.replies(seconds=10)
    assert await rows(database, "SELECT count(*) FROM inbox WHERE state = 'dead'") == [(0,)]
    obeyed = "SELECT count(*) FROM question WHERE CAST(ranking -> 0 ->> 'confidence' AS float) = 1"
    assert await rows(database, obeyed) == [(0,)], "Rasa took it for a command"


async def test_an_identity_number_is_stored_nowhere(town: City, database: Database) -> None:
    resident = town.whatsapp.person()
    await resident.say("nik saya 3174000000000001 tidak ditemukan di bpjs")
    await resident.replies(2)
    for table in ("inbox", "question", "outbox", "conversation"):
        found = await rows(database, f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%3174000000000001%'")
        assert found == [(0,)], table


async def test_a_block_and_a_return_are_noticed(town: City, database: Database) -> None:
    resident = town.telegram.person()
    await resident.say("menu")
    await resident.replies()
    await resident.block()
    await _until(database, "SELECT reachable FROM conversation", False)
    await resident.block(on=False)
    await _until(database, "SELECT reachable FROM conversation", True)


async def test_kinds_of_updates_nobody_acts_on_are_counted(town: City, database: Database) -> None:
    resident = town.telegram.person()
    pinned = {"message_id": 9, "date": 1, "chat": resident.room.info, "pinned_message": {"message_id": 8}}
    await resident.push("message", pinned)
    await _until(database, "SELECT count FROM event_count WHERE what = 'service_message'", 1)


async def test_delivery_statuses_are_kept(town: City, database: Database) -> None:
    resident = town.whatsapp.person()
    await resident.say("menu")
    await resident.replies()
    await _until(
        database,
        """SELECT count(DISTINCT r.status) FROM receipt r JOIN outbox o
           ON o.external_id = r.external_id AND r.reference = o.id::text""",
        3,
    )


async def test_the_road_of_a_message_can_be_watched(town: City) -> None:
    resident = town.telegram.person()
    await resident.say(LOST)
    await resident.screen.wait_for(lambda chat: "polisi" in said(chat.replies()))
    await asyncio.sleep(0.3)
    url = f"{town.bot_url}/dev/road?channel=telegram&chat={resident.chat}"
    async with ClientSession() as http, http.get(url) as answer:
        steps = (await answer.json())["steps"]
    assert [step["step"] for step in steps] == ["received", "understood", "answered", "sent"]
    assert steps[1]["detail"]["ranking"][0]["id"] == "faq/ktp_hilang"
    assert steps[1]["titles"]["faq/ktp_hilang"]["id"] == "KTP hilang"


async def test_duplicates_and_disorder_of_the_platform_lead_to_one_answer_each(town: City, database: Database) -> None:
    for board in (town.telegram.faults, town.whatsapp.faults):
        board.set(Fault.DUPLICATE)
        board.set(Fault.SHUFFLED)
    first, second = town.telegram.person(), town.whatsapp.person()
    for number in range(4):
        await first.say(f"ktp hilang {number}")
        await second.say(f"ktp hilang {number}")
    await _until(database, "SELECT count(*) FROM inbox WHERE state = 'handled'", 8)
    await asyncio.sleep(0.5)
    assert await rows(database, "SELECT count(*) FROM question") == [(8,)]


async def _until(database: Database, query: str, value: object) -> None:
    async with asyncio.timeout(10):
        while [(value,)] != await rows(database, query):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_the_road_of_a_tap_tells_what_was_tapped(town: City) -> None:
    resident = town.telegram.person()
    await resident.say(LOST)
    await resident.screen.wait_for(lambda chat: "polisi" in said(chat.replies()))
    await resident.tap("Syarat")
    await resident.screen.wait_for(lambda chat: "Syarat:" in chat.bubbles[-1].text)
    await asyncio.sleep(0.3)
    url = f"{town.bot_url}/dev/road?channel=telegram&chat={resident.chat}"
    async with ClientSession() as http, http.get(url) as answer:
        steps = {step["step"]: step for step in (await answer.json())["steps"]}
    tapped = "part:ktp_hilang:requirements"
    assert steps["answered"]["detail"] == {"band": "tap", "answered": tapped}
    assert steps["answered"]["titles"][tapped]["id"] == "KTP hilang"
