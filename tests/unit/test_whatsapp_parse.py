"""What each recorded WhatsApp delivery becomes: a table over payloads of our own in tests/payloads/whatsapp."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.whatsapp.parse import parse
from bot.domain.masking import MASK
from bot.domain.messages import (
    Command,
    Contact,
    Content,
    DeliveryStatus,
    Event,
    Ignored,
    Inbound,
    Location,
    Media,
    MediaKind,
    Preference,
    Reaction,
    Receipt,
    Sender,
    Tap,
    TemplateNews,
    Text,
    Unreadable,
    Unsupported,
)

PAYLOADS = Path(__file__).parent.parent / "payloads" / "whatsapp"
NUMBER = "100000000000001"
BUSINESS = "100000000000009"
PHONE = "620000000001"
BSUID = "ID.90000000000000000001"
SENT_AT = datetime.fromtimestamp(1764000000, UTC)
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MEDIA_ID = "9000000000000001"
TEMPLATE = "layanan_keliling"

Gist = tuple[object, ...] | str


def gist(event: Event) -> Gist:
    match event:
        case Inbound():
            return event.external_id, event.aliases, event.content
        case Receipt():
            return event.external_id, event.status, event.reference, event.error_code
        case Ignored():
            return f"ignored: {event.what}"
        case Unreadable():
            return f"unreadable: {event.reason}"
        case TemplateNews():
            return event.name, event.language, event.about, event.value, event.reason
        case Preference():
            return event.aliases, event.wanted


def said(content: Content, *aliases: str, wamid: str = "wamid.ONE") -> Gist:
    return wamid, aliases or (PHONE,), content


def told(status: DeliveryStatus, reference: str = "", code: int | None = None, wamid: str = "wamid.OURS") -> Gist:
    return wamid, status, reference, code


def news(about: str, value: str, reason: str = "") -> Gist:
    return TEMPLATE, "id", about, value, reason


def file(kind: MediaKind, mime_type: str, caption: str = "", *, masked: bool = False) -> Gist:
    return said(Media(kind, MEDIA_ID, mime_type, caption, masked))


BECOMES: dict[str, list[Gist]] = {
    "text": [said(Text("KTP saya hilang"))],
    "text_with_identity_number": [said(Text(f"NIK {MASK} hilang", masked=True))],
    "text_with_odd_characters": [said(Text("ktp hilang 🙏"))],
    "text_as_quoted_answer": [said(Text("yang ini"))],
    "text_without_contacts": [said(Text("halo"))],
    "text_from_hidden_number": [said(Text("halo"), BSUID)],
    "text_hidden_number_without_contacts": [said(Text("halo"), BSUID)],
    "text_hidden_number_named_by_the_only_contact": [said(Text("halo"), BSUID)],
    "text_scoped_id_in_from": [said(Text("halo"), BSUID)],
    "text_number_and_scoped_id": [said(Text("halo"), PHONE, BSUID)],
    "text_number_only_in_contact": [said(Text("halo"), PHONE, BSUID)],
    "text_of_the_second_contact": [said(Text("halo"), PHONE, BSUID)],
    "text_with_unreadable_scoped_id": [said(Text("halo"))],
    "text_beside_an_unreadable_contact": [said(Text("halo"))],
    "text_with_unreadable_time": [said(Text("halo"))],
    "text_without_sender": ["unreadable: KeyError in message"],
    "text_from_no_number": ["unreadable: KeyError in message"],
    "text_to_another_number": ["unreadable: foreign account"],
    "text_without_words": ["unreadable: KeyError in message"],
    "button_reply": [said(Tap("topic:ktp_hilang", "KTP hilang"))],
    "button_reply_with_many_digits": [said(Tap(f"helpful:yes:{'0' * 32}", "Ya"))],
    "button_reply_without_id": ["unreadable: KeyError in message"],
    "list_reply": [said(Tap("group:ktp", "KTP-el"))],
    "flow_reply": [said(Unsupported("flow"))],
    "call_permission_reply": [said(Unsupported("call_permission_reply"))],
    "template_button": [said(Tap("topic:jam_layanan", "Jam layanan"))],
    "location": [said(Location(-6.3, 106.8, "Kantor"))],
    "location_without_name": [said(Location(-6.3, 106.8))],
    "location_nowhere": ["unreadable: ValueError in message"],
    "image": [file(MediaKind.PHOTO, "image/jpeg", f"ini {MASK}", masked=True)],
    "video": [file(MediaKind.VIDEO, "video/mp4")],
    "sticker": [file(MediaKind.STICKER, "image/webp")],
    "document": [file(MediaKind.DOCUMENT, "application/pdf", "surat pengantar")],
    "audio": [file(MediaKind.AUDIO, "audio/mpeg")],
    "voice_note": [file(MediaKind.VOICE, "audio/ogg; codecs=opus")],
    "voice_of_the_old_api": [file(MediaKind.VOICE, "audio/ogg; codecs=opus")],
    "reaction": [said(Reaction("👍", "wamid.OURS"))],
    "reaction_emptied": [said(Reaction("", "wamid.OURS"))],
    "reaction_without_emoji": [said(Reaction("", "wamid.OURS"))],
    "contact_own": [said(Contact(own=True))],
    "contact_of_somebody_else": [said(Contact(own=False))],
    "contact_without_phones": [said(Contact(own=False))],
    "order": [said(Unsupported("order"))],
    "number_changed": ["ignored: system"],
    "system_without_sender": ["ignored: system"],
    "chat_opened": [said(Command("start"))],
    "unsupported": [said(Unsupported("unsupported"))],
    "disappearing_picture": [said(Unsupported("ephemeral"))],
    "kind_of_tomorrow": [said(Unsupported("hologram"))],
    "edit": [said(Text("KTP saya rusak", edited=True))],
    "edit_of_a_caption": ["ignored: edit"],
    "revoke": ["ignored: revoke"],
    "group_message": ["ignored: group_message"],
    "message_to_a_group": ["ignored: group_message"],
    "status_sent": [told(DeliveryStatus.SENT, "71")],
    "status_delivered": [told(DeliveryStatus.DELIVERED, "71")],
    "status_read": [told(DeliveryStatus.READ)],
    "status_played": [told(DeliveryStatus.READ)],
    "status_failed": [told(DeliveryStatus.FAILED, "71", 131047)],
    "status_failed_without_code": [told(DeliveryStatus.FAILED)],
    "status_deleted": ["ignored: status_deleted"],
    "status_without_id": ["unreadable: KeyError in status"],
    "account_error": ["ignored: account_error"],
    "marketing_stopped": [((PHONE,), False)],
    "marketing_resumed": [((PHONE, BSUID), True)],
    "marketing_of_hidden_number": [((BSUID,), True)],
    "marketing_of_another_number": ["unreadable: foreign account"],
    "preference_of_tomorrow": ["ignored: user_preferences"],
    "preferences_beside_an_unreadable_one": [
        "unreadable: TypeError in preference",
        "unreadable: KeyError in preference",
        ((PHONE, BSUID), True),
    ],
    "template_status": [("pengingat", "id", "state", "approved", "")],
    "template_approved": [news("state", "approved")],
    "template_rejected": [news("state", "rejected", "Variables stand side by side.")],
    "template_paused": [news("state", "paused", "FIRST_PAUSE")],
    "template_of_tomorrow": [news("state", "unknown")],
    "template_quality": [news("quality", "red")],
    "template_quality_under_another_field": [news("quality", "yellow")],
    "template_category": [news("category", "marketing")],
    "template_category_to_come": [news("category", "utility", "NEXT marketing")],
    "template_in_a_regional_language": [(TEMPLATE, "en_US", "state", "approved", "")],
    "template_of_another_business": ["ignored: message_template_status_update"],
    "template_without_name": ["unreadable: ValueError in message_template_status_update"],
    "account_update": ["ignored: account_update"],
    "nothing_we_know": ["unreadable: nothing we know"],
    "change_without_field": ["unreadable: change without field"],
    "change_without_value": ["unreadable: change without value"],
    "entry_without_changes": ["unreadable: entry without changes"],
    "nothing_at_all": [],
    "batch": [
        said(Text("satu")),
        "unreadable: TypeError in message",
        said(Text("dua"), BSUID, wamid="wamid.TWO"),
        told(DeliveryStatus.SENT, wamid="wamid.OURS1"),
        "unreadable: TypeError in status",
        told(DeliveryStatus.READ, wamid="wamid.OURS2"),
        "ignored: account_error",
        "ignored: account_update",
        said(Text("tiga"), wamid="wamid.THREE"),
        said(Text("empat"), wamid="wamid.FOUR"),
        said(Text("empat"), wamid="wamid.FOUR"),
    ],
}


def events(name: str) -> list[Event]:
    return list(parse((PAYLOADS / f"{name}.json").read_bytes(), NUMBER, lambda: NOW, BUSINESS))


@pytest.mark.parametrize("name", sorted(BECOMES))
def test_a_recorded_delivery_becomes_its_events(name: str) -> None:
    assert [gist(event) for event in events(name)] == BECOMES[name]


def test_every_recorded_delivery_has_an_expectation() -> None:
    assert {path.stem for path in PAYLOADS.glob("*.json")} == BECOMES.keys()


@pytest.mark.parametrize("name", sorted(BECOMES))
def test_a_repeated_delivery_brings_the_same_events(name: str) -> None:
    assert events(name) == events(name)


@pytest.mark.parametrize("name", sorted(BECOMES))
def test_an_answer_goes_to_the_first_alias_and_an_acknowledgement_to_the_message(name: str) -> None:
    for event in events(name):
        if isinstance(event, Inbound):
            assert (event.chat, event.reference) == (event.aliases[0], event.external_id)


def test_a_message_tells_when_it_was_written_and_by_whom() -> None:
    [message] = events("text")
    assert isinstance(message, Inbound)
    assert (message.sent_at, message.sender, message.account) == (SENT_AT, Sender("Warga"), NUMBER)


def test_a_status_tells_when_it_was_reached() -> None:
    [receipt] = events("status_sent")
    assert isinstance(receipt, Receipt)
    assert (receipt.at, receipt.account) == (SENT_AT, NUMBER)


def test_an_unreadable_time_counts_as_received_now() -> None:
    [message] = events("text_with_unreadable_time")
    assert isinstance(message, Inbound)
    assert message.sent_at == NOW


@pytest.mark.parametrize("name", ["text_of_the_second_contact", "text_beside_an_unreadable_contact"])
def test_the_name_is_taken_from_the_contact_of_this_sender(name: str) -> None:
    [message] = events(name)
    assert isinstance(message, Inbound)
    assert message.sender.name == "Warga"


def test_news_of_a_template_tell_when_and_are_known_again() -> None:
    [approved], [paused] = events("template_approved"), events("template_paused")
    assert isinstance(approved, TemplateNews)
    assert isinstance(paused, TemplateNews)
    assert (approved.at, approved.account) == (SENT_AT, NUMBER)
    assert approved.external_id == events("template_approved")[0].external_id  # type: ignore[union-attr]
    assert approved.external_id != paused.external_id


def test_without_a_business_account_news_of_templates_are_nobodys() -> None:
    body = (PAYLOADS / "template_approved.json").read_bytes()
    assert [gist(event) for event in parse(body, NUMBER, lambda: NOW)] == ["ignored: message_template_status_update"]
