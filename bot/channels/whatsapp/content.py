"""What a WhatsApp message says, by its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from bot.channels.clean import clean_text
from bot.domain.messages import Contact, Content, Location, Media, MediaKind, Reaction, Tap, Text, Unsupported

Json = dict[str, Any]
Read = Callable[[Json], Content]


def message_content(message: Json, sender: Sequence[str]) -> Content | str:
    """The content, or the word under which a message nobody waits for is counted. Raises KeyError, TypeError, …"""
    kind = message["type"]
    if kind in {"revoke", "system"}:
        return str(kind)
    if kind == "edit":
        return _edited(message)
    if kind == "contacts":
        return _contact(message, sender)
    read = _READERS.get(kind)
    return read(message) if read else Unsupported(clean_text(str(kind))[0][:40])


def _text(message: Json, *, edited: bool = False) -> Text:
    body = message["text"]["body"]
    if not isinstance(body, str):
        raise TypeError("text expected")
    text, masked = clean_text(body)
    return Text(text, edited=edited, masked=masked)


def _edited(message: Json) -> Content | str:
    changed = message["edit"]["message"]
    return _text(changed, edited=True) if changed.get("type") == "text" else "edit"


def _interactive(message: Json) -> Content:
    interactive = message["interactive"]
    kind = interactive["type"]
    if kind not in {"button_reply", "list_reply"}:
        return Unsupported(clean_text(str(kind))[0][:40])
    return _tap(interactive[kind]["id"], interactive[kind].get("title", ""))


def _template_button(message: Json) -> Content:
    """A quick reply under a template of ours."""
    return _tap(message["button"]["payload"], message["button"].get("text", ""))


def _tap(action: Any, title: Any) -> Tap:
    return Tap(clean_text(str(action))[0][:256], clean_text(str(title))[0])


def _location(message: Json) -> Content:
    place = message["location"]
    label = clean_text(str(place.get("name") or place.get("address") or ""))[0]
    return Location(float(place["latitude"]), float(place["longitude"]), label[:200])


def _media(kind: MediaKind, key: str, message: Json) -> Content:
    file = message[key]
    caption, masked = clean_text(str(file.get("caption") or ""))
    if file.get("voice") is True:
        kind = MediaKind.VOICE
    return Media(kind, str(file.get("id", ""))[:256], str(file.get("mime_type", ""))[:100], caption, masked)


def _reaction(message: Json) -> Content:
    """An emoji that is empty or missing means the reaction was taken back."""
    reaction = message["reaction"]
    return Reaction(str(reaction.get("emoji") or "")[:32], str(reaction["message_id"])[:300])


def _contact(message: Json, sender: Sequence[str]) -> Content:
    phones = [phone for card in message["contacts"] for phone in card.get("phones") or []]
    return Contact(own=any(phone.get("wa_id") in sender for phone in phones))


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
    "voice": partial(_media, MediaKind.VOICE, "voice"),
}
