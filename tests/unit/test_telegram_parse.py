"""What each Telegram update becomes: a table over payloads of our own in tests/payloads/telegram."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.telegram.content import Addressee
from bot.channels.telegram.parse import parse
from bot.domain.errors import MalformedDelivery
from bot.domain.masking import MASK
from bot.domain.messages import (
    MAX_TEXT,
    Command,
    Contact,
    Content,
    Event,
    Ignored,
    Inbound,
    Location,
    Media,
    MediaKind,
    Membership,
    Sender,
    Tap,
    Text,
    Unreadable,
    Unsupported,
)

PAYLOADS = Path(__file__).parent.parent / "payloads" / "telegram"
ACCOUNT = "7000000001"
BOT = Addressee(7000000001, "sambung_rasa_bot")
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
PRIVATE, GROUP = "4201", "-100420000001"


def media(kind: MediaKind, name: str, mime_type: str = "", caption: str = "", *, masked: bool = False) -> Media:
    return Media(kind, f"invented-{name}", mime_type, caption, masked)


SAYS: dict[str, Content] = {
    "text": Text("KTP saya hilang"),
    "text_with_identity_number": Text(f"NIK {MASK} hilang", masked=True),
    "text_with_odd_characters": Text("ktp hilang 🙏"),
    "text_empty": Text(""),
    "text_with_rasa_syntax": Text('/keluhan{"x":1}'),
    "text_without_sender": Text("halo"),
    "text_as_reply": Text("yang ini"),
    "text_edited": Text("KTP saya rusak", edited=True),
    "text_with_long_names": Text("halo"),
    "command_start": Command("start"),
    "command_start_with_payload": Command("start", "topic_ktp_hilang"),
    "command_to_this_bot": Command("menu"),
    "tap": Tap("part:ktp_hilang:requirements", "Syarat"),
    "tap_with_many_digits": Tap(f"helpful:yes:{'0' * 32}", "Ya"),
    "tap_on_a_changed_keyboard": Tap("topic:ktp_rusak"),
    "tap_on_a_message_too_old_to_see": Tap("topic:ktp_rusak"),
    "location": Location(-6.307, 106.838),
    "live_location": Location(-6.307, 106.838),
    "venue": Location(-6.307, 106.838, "Balai warga"),
    "contact_own": Contact(own=True),
    "contact_of_somebody_else": Contact(own=False),
    "contact_not_on_telegram": Contact(own=False),
    "photo": media(MediaKind.PHOTO, "large"),
    "photo_with_caption": media(MediaKind.PHOTO, "large", caption=f"ini NIK {MASK} saya", masked=True),
    "voice": media(MediaKind.VOICE, "voice", "audio/ogg"),
    "audio": media(MediaKind.AUDIO, "audio", "audio/mpeg"),
    "video": media(MediaKind.VIDEO, "video", "video/mp4", "antreannya begini"),
    "video_note": media(MediaKind.VIDEO, "note"),
    "animation": media(MediaKind.VIDEO, "gif", "video/mp4"),
    "document": media(MediaKind.DOCUMENT, "document", "application/pdf"),
    "sticker": media(MediaKind.STICKER, "sticker"),
    "blocked": Membership(active=False),
    "unblocked": Membership(active=True),
    "poll": Unsupported("poll"),
    "dice": Unsupported("dice"),
    "game": Unsupported("game"),
    "story": Unsupported("story"),
    "checklist": Unsupported("checklist"),
    "giveaway": Unsupported("giveaway"),
    "web_app_data": Unsupported("web_app_data"),
    "forwarded_paid_media": Unsupported("paid_media"),
    "kind_of_tomorrow": Unsupported("hologram"),
    "nothing_at_all": Unsupported("empty"),
}
SAYS_IN_GROUP: dict[str, Content] = {
    "group_mention": Text("KTP saya hilang"),
    "group_mention_in_caption": media(MediaKind.PHOTO, "large", caption="ini apa"),
    "group_reply_to_the_bot": Text("di mana kantornya?"),
    "group_command": Command("menu"),
    "group_command_to_this_bot": Command("menu"),
    "group_command_by_an_anonymous_admin": Command("menu"),
    "group_tap": Tap("part:ktp_hilang:requirements", "Syarat"),
}
COUNTED = {
    "text_from_another_bot": "bot_message",
    "live_location_moved": "live_location",
    "tap_on_an_inline_message": "callback_without_data",
    "tap_on_a_game": "callback_without_data",
    "group_chatter": "group_message",
    "group_mention_of_a_longer_name": "group_message",
    "group_reply_to_a_neighbour": "group_message",
    "group_command_to_another_bot": "group_message",
    "group_new_member": "group_message",
    "added_to_group": "group_membership",
    "pinned": "service_message",
    "timer_changed": "service_message",
    "channel_post": "channel_post",
    "inline_query": "inline_query",
    "poll_vote": "poll_answer",
    "member_of_a_group": "chat_member",
    "reaction": "message_reaction",
    "update_of_tomorrow": "unknown",
    "update_without_anything": "empty",
}
UNREADABLE = {
    "location_nowhere": "ValueError in message",
    "photo_without_sizes": "IndexError in message",
    "document_without_id": "KeyError in message",
    "message_without_chat": "KeyError in message",
    "message_without_date": "KeyError in message",
    "message_of_no_shape": "AttributeError in message",
    "text_of_no_shape": "TypeError in message",
}


def body(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def read(raw: bytes, bot: Addressee = BOT) -> Event:
    [event] = parse(raw, ACCOUNT, bot, lambda: NOW)
    return event


def heard(raw: bytes) -> Inbound:
    event = read(raw)
    assert isinstance(event, Inbound)
    return event


def written(text: str, **more: object) -> bytes:
    chat = {"id": 4201, "type": "private"}
    return json.dumps({"update_id": 1, "message": {"chat": chat, "date": 1764000000, "text": text, **more}}).encode()


@pytest.mark.parametrize("name", sorted(SAYS))
def test_what_a_resident_does_becomes_one_inbound(name: str) -> None:
    inbound = heard(body(name))
    assert (inbound.content, inbound.chat, inbound.aliases) == (SAYS[name], PRIVATE, (PRIVATE,))


@pytest.mark.parametrize("name", sorted(SAYS_IN_GROUP))
def test_in_a_group_the_bot_hears_what_is_addressed_to_it(name: str) -> None:
    inbound = heard(body(name))
    assert (inbound.content, inbound.chat, inbound.aliases) == (SAYS_IN_GROUP[name], GROUP, (GROUP,))


@pytest.mark.parametrize("name", sorted(COUNTED))
def test_what_asks_for_no_answer_is_counted_by_its_kind(name: str) -> None:
    event = read(body(name))
    assert isinstance(event, Ignored)
    assert event.what == COUNTED[name]


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_an_update_that_cannot_be_read_is_kept_for_staff(name: str) -> None:
    event = read(body(name))
    assert isinstance(event, Unreadable)
    assert event.reason == UNREADABLE[name]
    assert event.external_id == str(json.loads(body(name))["update_id"])


def test_an_unreadable_update_is_kept_without_identity_numbers() -> None:
    event = read(body("message_without_chat"))
    assert isinstance(event, Unreadable)
    assert event.raw["message"]["text"] == f"NIK {MASK}"


def test_every_payload_has_an_expectation() -> None:
    expected = [*SAYS, *SAYS_IN_GROUP, *COUNTED, *UNREADABLE]
    assert sorted(path.stem for path in PAYLOADS.glob("*.json")) == sorted(expected)


@pytest.mark.parametrize("name", sorted([*SAYS, *SAYS_IN_GROUP]))
def test_an_event_is_known_by_the_number_of_its_update(name: str) -> None:
    inbound = heard(body(name))
    assert (inbound.external_id, inbound.account) == (str(json.loads(body(name))["update_id"]), ACCOUNT)


def test_a_message_is_dated_when_it_was_sent_and_an_edit_when_it_was_edited() -> None:
    assert heard(body("text")).sent_at == datetime.fromtimestamp(1764000000, UTC)
    assert heard(body("text_edited")).sent_at == datetime.fromtimestamp(1764000060, UTC)


@pytest.mark.parametrize("name", ["tap", "tap_on_a_message_too_old_to_see"])
def test_a_tap_is_dated_now_and_keeps_the_id_its_answer_needs(name: str) -> None:
    assert (heard(body(name)).sent_at, heard(body(name)).reference) == (NOW, "90000001")


def test_the_sender_is_known_by_first_name_and_language() -> None:
    assert heard(body("text")).sender == Sender("Warga", "id")
    assert heard(body("text_with_long_names")).sender == Sender("W" * 64, "en-US")
    assert heard(body("text_without_sender")).sender == Sender()


def test_before_the_bot_knows_its_name_no_mention_in_a_group_is_for_it() -> None:
    nameless = Addressee(BOT.id)
    assert read(body("group_mention"), nameless) == read(body("group_chatter"), nameless)


def test_the_longest_text_telegram_lets_through_is_kept_whole() -> None:
    assert heard(written("a" * MAX_TEXT)).content == Text("a" * MAX_TEXT)


def test_a_text_that_is_longer_than_telegram_lets_through_is_cut() -> None:
    assert heard(written("a" * 1_000_000)).content == Text("a" * MAX_TEXT)


def test_half_an_emoji_is_replaced_and_right_to_left_text_stays() -> None:
    assert heard(written("\ud83d ktp")).content == Text("? ktp")
    assert heard(written("مرحبا ktp")).content == Text("مرحبا ktp")


def test_a_command_keeps_several_lines_after_it() -> None:
    assert heard(written("/keluhan lampu\nmati")).content == Command("keluhan", "lampu\nmati")


@pytest.mark.parametrize("name", ["/", "/ menu", "//menu", "/me-nu", f"/{'a' * 33}", "menu /menu"])
def test_what_only_looks_like_a_command_is_a_text(name: str) -> None:
    assert heard(written(name)).content == Text(name)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"halo",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"x"',
        b"7",
        b"{}",
        b'{"update_id": "7"}',
        b'{"update_id": true}',
        b'{"update_id": 7.0}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": 7, "message": NaN}',
        b'{"update_id": 7, "message": 1e999}',
        b'{"update_id": 7, "message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda raw: raw[:40].decode(errors="replace"),
)
def test_what_is_no_update_is_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedDelivery):
        read(raw)
