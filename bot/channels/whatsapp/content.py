"""What a WhatsApp message says, by its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from bot.channels.clean import clean_text
from bot.domain.messages import (
    Command,
    Contact,
    Content,
    Location,
    Media,
    MediaKind,
    Reaction,
    Tap,
    Text,
    Unsupported,
)

Json = dict[str, Any]
Read = Callable[[Json], Content]


def message_content(message: Json, sender: Sequence[str]) -> Content | None:
    """None for a message that asks for no answer. Raises KeyError, TypeError, … for what is no message."""
    kind = message["type"]
    if kind == "edit":
        return _edited(message)
    if kind == "contacts":
        return _contact(message, sender)
    read = _READERS.get(kind)
    return read(message) if read else _unsupported(kind)


def word(value: Any, limit: int) -> str:
    """A short text of Meta's, fit to keep; empty where there is none."""
    return clean_text(value)[0][:limit] if isinstance(value, str) else ""


def identifier(value: Any) -> str:
    """Kept as it is, not masked: media ids have 16 digits too. Raises TypeError: an id that is no text is no id."""
    if not isinstance(value, str) or not value or "\x00" in value:
        raise TypeError("text expected")
    return value[:300].encode("utf-8", "replace").decode()


def _unsupported(kind: Any) -> Unsupported:
    return Unsupported(word(kind, 40) or "unknown")


def _text(message: Json, *, edited: bool = False) -> Text:
    body = message["text"]["body"]
    if not isinstance(body, str):
        raise TypeError("text expected")
    text, masked = clean_text(body)
    return Text(text, edited=edited, masked=masked)


def _edited(message: Json) -> Content | None:
    changed = message["edit"]["message"]
    return _text(changed, edited=True) if changed.get("type") == "text" else None


def _interactive(message: Json) -> Content:
    interactive = message["interactive"]
    kind = interactive["type"]
    if kind in {"button_reply", "list_reply"}:
        return _tap(interactive[kind]["id"], interactive[kind].get("title"))
    return Unsupported("flow") if kind == "nfm_reply" else _unsupported(kind)


def _template_button(message: Json) -> Content:
    """A quick reply under a template of ours."""
    return _tap(message["button"]["payload"], message["button"].get("text"))


def _tap(action: Any, title: Any) -> Tap:
    """The action is an id of ours, never a resident's words; masking could break the hexadecimal ids in it."""
    return Tap(identifier(action)[:256], word(title, 256))


def _location(message: Json) -> Content:
    place = message["location"]
    latitude, longitude = float(place["latitude"]), float(place["longitude"])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError("not on this earth")
    return Location(latitude, longitude, word(place.get("name") or place.get("address"), 200))


def _media(kind: MediaKind, key: str, message: Json) -> Content:
    file = message[key]
    caption = file.get("caption")
    said, masked = clean_text(caption if isinstance(caption, str) else "")
    if file.get("voice") is True:
        kind = MediaKind.VOICE
    return Media(kind, identifier(file["id"]), word(file.get("mime_type"), 100), said, masked)


def _reaction(message: Json) -> Content:
    """An emoji that is empty or missing means the reaction was taken back."""
    reaction = message["reaction"]
    return Reaction(word(reaction.get("emoji"), 32), identifier(reaction["message_id"]))


def _contact(message: Json, sender: Sequence[str]) -> Content:
    phones = [phone for card in message["contacts"] for phone in card.get("phones") or []]
    return Contact(own=any(phone.get("wa_id") in sender for phone in phones))


def _welcome(_message: Json) -> Content:
    """The resident opened the chat for the first time: the same as Telegram's start button."""
    return Command("start")


_READERS: dict[str, Read] = {
    "text": _text,
    "interactive": _interactive,
    "button": _template_button,
    "location": _location,
    "reaction": _reaction,
    "image": partial(_media, MediaKind.PHOTO, "image"),
    "video": partial(_media, MediaKind.VIDEO, "video"),
    "sticker": partial(_media, MediaKind.STICKER, "sticker"),
    "document": partial(_media, MediaKind.DOCUMENT, "document"),
    "audio": partial(_media, MediaKind.AUDIO, "audio"),
    "request_welcome": _welcome,
    "voice": partial(_media, MediaKind.VOICE, "voice"),
}
