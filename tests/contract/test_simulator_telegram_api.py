"""The simulated Bot API through python-telegram-bot, which takes nothing that is not Telegram's shape."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import FormData
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.error import BadRequest, Conflict, InvalidToken

from simulator.telegram import Person
from tests.tiny_bot import TOKEN, Stage, stage


@pytest.fixture
async def city() -> AsyncIterator[Stage]:
    async with stage() as opened:
        yield opened


@pytest.fixture
async def client(city: Stage) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{city.url}/bot", base_file_url=f"{city.url}/file/bot") as bot:
        yield bot


@pytest.fixture
async def resident(city: Stage) -> Person:
    person = city.simulator.telegram.person()
    await person.say("halo")
    return person


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(word.title(), callback_data=word)] for word in data])


async def test_the_bot_learns_who_it_is(client: Bot) -> None:
    assert (await client.get_me()).username == "sambung_rasa_bot"


async def test_a_wrong_token_is_unauthorized(city: Stage) -> None:
    status, body = await city.bot_api("getMe", token="1:wrong")
    assert (status, body) == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", base_url=f"{city.url}/bot"):
            pass


async def test_an_unknown_method_is_not_found(city: Stage) -> None:
    assert await city.bot_api("sendTelepathy") == (404, {"ok": False, "error_code": 404, "description": "Not Found"})


async def test_a_text_arrives_on_the_phone_with_its_markup_read(client: Bot, resident: Person) -> None:
    message = await client.send_message(
        resident.chat, " <b>Syarat 🙏</b> &lt;KK&gt; <a href='https://x.test'>di sini</a> ", "HTML"
    )
    assert message.text == "Syarat 🙏 <KK> di sini"
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities] == [
        ("bold", 0, 9),
        ("text_link", 15, 7),
    ]
    assert resident.messages[-1].text == message.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<b>halo", 'Can\'t find end tag corresponding to start tag "b"'),
        ("halo <KK>", 'Unsupported start tag "kk" at byte offset 5'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
    ],
)
async def test_broken_markup_is_refused_in_telegrams_words(
    city: Stage, resident: Person, text: str, words: str
) -> None:
    status, body = await city.bot_api("sendMessage", chat_id=resident.chat, text=text, parse_mode="HTML")
    assert (status, body["description"]) == (400, f"Bad Request: can't parse entities: {words}")


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "empty"), (" \n", "empty"), ("<b> </b>", "empty"), ("x" * 4097, "too long"), ("😀" * 2049, "too long")],
)
async def test_a_text_of_the_wrong_length_is_refused(client: Bot, resident: Person, text: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        await client.send_message(resident.chat, text, "HTML")


async def test_the_length_counts_after_the_markup_is_read(client: Bot, resident: Person) -> None:
    await client.send_message(resident.chat, "<b>" + "&amp;" * 4096 + "</b>", "HTML")


async def test_a_stranger_cannot_be_written_to(city: Stage, client: Bot) -> None:
    silent = city.simulator.telegram.person()
    for chat in (silent.chat, 12345):
        with pytest.raises(BadRequest, match=r"(?i)chat not found"):
            await client.send_message(chat, "halo")


@pytest.mark.parametrize("data", ["", "x" * 65, "é" * 33])
async def test_button_data_is_1_to_64_bytes(city: Stage, resident: Person, data: str) -> None:
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": data}]]}
    status, body = await city.bot_api("sendMessage", chat_id=resident.chat, text="x", reply_markup=markup)
    assert (status, body["description"]) == (400, "Bad Request: BUTTON_DATA_INVALID")


async def test_a_pressed_button_becomes_a_callback_that_is_answered_once(
    city: Stage, client: Bot, resident: Person
) -> None:
    await client.send_message(resident.chat, "Pilih", reply_markup=keyboard("syarat", "biaya"))
    await resident.tap("Biaya")
    update = Update.de_json((await client.get_updates())[-1].to_dict(), client)
    assert update.callback_query is not None
    assert update.callback_query.data == "biaya"
    assert await update.callback_query.answer("Baik")
    with pytest.raises(BadRequest, match="Query is too old"):
        await client.answer_callback_query(update.callback_query.id)


async def test_a_message_can_be_edited_but_not_into_itself(client: Bot, resident: Person) -> None:
    message = await client.send_message(resident.chat, "satu", reply_markup=keyboard("a"))
    changed = await client.edit_message_text("dua", resident.chat, message.message_id, reply_markup=keyboard("a"))
    assert getattr(changed, "text", "") == "dua"
    with pytest.raises(BadRequest, match="Message is not modified"):
        await client.edit_message_text("dua", resident.chat, message.message_id, reply_markup=keyboard("a"))
    await client.edit_message_reply_markup(resident.chat, message.message_id)
    assert "reply_markup" not in resident.messages[-1].body
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await client.edit_message_text("x", resident.chat, 999)


async def test_a_reply_keyboard_asks_for_the_place_and_goes_away(client: Bot, resident: Person) -> None:
    button = KeyboardButton("Kirim lokasi", request_location=True)
    markup = ReplyKeyboardMarkup([[button]], one_time_keyboard=True)
    await client.send_message(resident.chat, "Di mana?", reply_markup=markup)
    await resident.tap("Kirim lokasi")
    assert resident.screen.keyboard is None
    [*_, update] = await client.get_updates()
    assert update.message is not None
    assert update.message.location is not None
    await client.send_message(resident.chat, "Lagi", reply_markup=markup)
    await client.send_message(resident.chat, "Sudah", reply_markup=ReplyKeyboardRemove())
    assert resident.screen.keyboard is None


async def test_typing_shows_until_the_message(client: Bot, resident: Person) -> None:
    await client.send_chat_action(resident.chat, "typing")
    assert resident.screen.state()["typing"] > 4
    await client.send_message(resident.chat, "ya")
    assert resident.screen.state()["typing"] == 0


async def test_files_and_places_arrive_and_can_be_fetched(client: Bot, resident: Person) -> None:
    sent = await client.send_document(
        resident.chat, b"%PDF", filename="surat.pdf", caption="<i>ini</i>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert await (await client.get_file(sent.document.file_id)).download_as_bytearray() == b"%PDF"
    by_address = await client.send_document(resident.chat, "https://kelurahan.test/formulir.pdf")
    assert by_address.document is not None
    assert by_address.document.file_name == "formulir.pdf"
    await client.send_photo(resident.chat, b"picture")
    await client.send_location(resident.chat, -6.3, 106.8)
    assert [bubble.kind for bubble in resident.messages[1:]] == ["document", "document", "photo", "location"]
    with pytest.raises(BadRequest):
        await client.send_document(resident.chat, "nonsense")
    with pytest.raises(BadRequest):
        await client.send_photo(resident.chat, b"x", caption="x" * 1025)


async def test_commands_are_kept_by_language(city: Stage, client: Bot) -> None:
    await client.set_my_commands([BotCommand("menu", "Daftar layanan")])
    await client.set_my_commands([BotCommand("menu", "List of services")], language_code="en")
    assert [command.description for command in await client.get_my_commands(language_code="en")] == ["List of services"]
    assert city.simulator.telegram.commands("id")[0]["description"] == "Daftar layanan"
    with pytest.raises(BadRequest, match=r"(?i)BOT_COMMAND_INVALID"):
        await client.set_my_commands([BotCommand("Not good", "x")])
    await client.delete_my_commands()
    assert await client.get_my_commands() == ()


@pytest.mark.parametrize("form", ["query", "form", "multipart"])
async def test_a_call_may_come_in_any_of_telegrams_forms(city: Stage, resident: Person, form: str) -> None:
    url = f"{city.url}/bot{TOKEN}/SENDMESSAGE"
    values = {"chat_id": resident.chat, "text": "halo", "reply_markup": '{"remove_keyboard": true}'}
    if form == "query":
        request = city.http.get(url, params=values)
    elif form == "form":
        request = city.http.post(url, data=values)
    else:
        data = FormData(values, default_to_multipart=True)
        request = city.http.post(url, data=data)
    async with request as answer:
        assert (await answer.json())["ok"]


async def test_every_kind_a_resident_sends_is_an_update_the_library_reads(client: Bot, resident: Person) -> None:
    for kind in ("photo", "voice", "sticker", "document"):
        await resident.send_media(kind)
    await resident.send_contact()
    await resident.send_location()
    await resident.start("ktp_hilang")
    await resident.edit(await resident.say("hlo"), "halo")
    await resident.block()
    await resident.block(False)
    updates = await client.get_updates()
    messages = [update.message for update in updates if update.message]
    assert [message.text for message in messages if message.text] == ["halo", "/start ktp_hilang", "hlo"]
    assert messages[5].contact is not None
    assert messages[5].contact.user_id == int(resident.chat)
    assert messages[7].entities[0].type == "bot_command"
    assert sum(update.edited_message is not None for update in updates) == 1
    members = [update.my_chat_member.new_chat_member.status for update in updates if update.my_chat_member]
    assert members == ["kicked", "member"]


async def test_polling_confirms_by_offset_and_ends_where_a_webhook_is_set(
    city: Stage, client: Bot, resident: Person
) -> None:
    await resident.say("dua")
    first, second = await client.get_updates()
    assert first.update_id < second.update_id
    [left] = await client.get_updates(offset=second.update_id)
    assert left.update_id == second.update_id
    assert await client.get_updates(offset=second.update_id + 1) == ()
    await client.set_webhook(f"{city.bot_url}/hooks/telegram")
    with pytest.raises(Conflict, match="webhook is active"):
        await client.get_updates()


async def test_message_ids_repeat_from_chat_to_chat_but_update_ids_rise(client: Bot, city: Stage) -> None:
    people = [city.simulator.telegram.person() for _ in range(4)]
    for person in people:
        await person.say("halo")
    updates = await client.get_updates()
    assert [update.message.message_id for update in updates if update.message] == [1, 1, 1, 1]
    numbers = [update.update_id for update in updates]
    assert numbers == sorted(set(numbers))
    assert all(len(person.chat) in {9, 10} for person in people)


async def test_a_group_hears_the_bot_answer_one_of_its_messages(city: Stage, client: Bot) -> None:
    group, person = city.simulator.telegram.group("RT 05"), city.simulator.telegram.person("Sari")
    await person.say("@sambung_rasa_bot jam buka?", group)
    [update] = await client.get_updates()
    assert update.message is not None
    assert (update.message.chat.type, update.message.entities[0].type) == ("group", "mention")
    answer = await update.message.reply_text("Senin–Jumat", do_quote=True)
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.message_id == update.message.message_id
    assert [bubble.text for bubble in group.screen.replies()] == ["Senin–Jumat"]
    assert person.messages == []
