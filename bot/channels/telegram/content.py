"""What a Telegram message says: its kind, its words, and in groups whether it is meant for the bot."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.channels.clean import clean_text
from bot.domain.messages import (
    Command,
    Contact,
    Content,
    Location,
    Media,
    MediaKind,
    Membership,
    Tap,
    Text,
    Unsupported,
)

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)
_MEDIA = {
    "voice": MediaKind.VOICE,
    "audio": MediaKind.AUDIO,
    "video": MediaKind.VIDEO,
    "video_note": MediaKind.VIDEO,
    "animation": MediaKind.VIDEO,
    "document": MediaKind.DOCUMENT,
    "sticker": MediaKind.STICKER,
}
# Fields every message has or that only describe it; whatever else stands in a message names its kind.
_FRAME = frozenset(
    [
        *("message_id", "date", "edit_date", "chat", "from", "sender_chat", "sender_boost_count"),
        *("sender_business_bot", "business_connection_id", "message_thread_id", "is_topic_message"),
        *("direct_messages_topic", "forward_origin", "is_automatic_forward", "reply_to_message", "external_reply"),
        *("quote", "reply_to_story", "reply_to_checklist_task_id", "via_bot", "has_protected_content"),
        *("is_from_offline", "is_paid_post", "media_group_id", "author_signature", "paid_star_count", "entities"),
        *("caption_entities", "link_preview_options", "effect_id", "show_caption_above_media"),
        *("has_media_spoiler", "reply_markup", "suggested_post_info"),
    ]
)
# Messages Telegram writes by itself, not a person; nobody waits for an answer to them.
_SERVICE = re.compile(
    r"new_chat_|left_chat_|group_chat_created|supergroup_|channel_chat_|message_auto_delete|migrate_|pinned_message"
    r"|forum_topic|general_forum|video_chat|write_access|boost_added|chat_background|proximity_alert|chat_owner"
    r"|direct_message_price|suggested_post|chat_shared|users_shared|giveaway_(created|completed)|connected_website"
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who the bot is on Telegram. The user name is empty until getMe has told it."""

    id: int
    username: str = ""


class Unaddressed:
    """A message in a group that is not meant for the bot."""


def message_content(message: dict[str, Any], bot: Addressee, *, edited: bool) -> Content | Unaddressed | None:
    """None for Telegram's own service messages. Raises KeyError, TypeError, … for what is no message."""
    words = message.get("text", message.get("caption", ""))
    if not isinstance(words, str):
        raise TypeError("words expected")
    if message["chat"].get("type", "private") != "private":
        if not _addressed(message, words, bot):
            return Unaddressed()
        words = _without_mention(words, bot)
    if "text" in message:
        return _said(words, edited=edited)
    return _shown(message, words)


def tap(query: dict[str, Any]) -> Content | str:
    """A pressed inline button; its title is looked up in the keyboard it was under."""
    if "data" not in query or "message" not in query:
        return "callback_without_data"
    data = str(query["data"])[:256]
    rows = (query["message"].get("reply_markup") or {}).get("inline_keyboard") or []
    titles = [button.get("text", "") for row in rows for button in row if button.get("callback_data") == data]
    return Tap(clean_text(data)[0], clean_text(str(titles[0]))[0] if titles else "")


def membership(change: dict[str, Any]) -> Content | str:
    if change["chat"].get("type") != "private":
        return "group_membership"
    return Membership(active=change["new_chat_member"]["status"] not in {"kicked", "left"})


def _addressed(message: dict[str, Any], words: str, bot: Addressee) -> bool:
    if (command := _COMMAND.fullmatch(words)) is not None:
        return command[2] is None or command[2].lower() == bot.username.lower()
    replied_to = (message.get("reply_to_message") or {}).get("from") or {}
    return replied_to.get("id") == bot.id or bool(bot.username and _mention(bot).search(words))


def _mention(bot: Addressee) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)@{re.escape(bot.username)}\b[,:]?\s*", re.IGNORECASE)


def _without_mention(words: str, bot: Addressee) -> str:
    if not bot.username or words.startswith("/"):
        return words
    return _mention(bot).sub("", words).strip()


def _said(words: str, *, edited: bool) -> Content:
    text, masked = clean_text(words)
    if (command := _COMMAND.fullmatch(text)) is not None:
        return Command(command[1].lower(), (command[3] or "").strip())
    return Text(text, edited=edited, masked=masked)


def _shown(message: dict[str, Any], words: str) -> Content | None:
    if "photo" in message:
        sizes = message["photo"]
        return _media(MediaKind.PHOTO, sizes[-1] if sizes else {}, words)
    for kind, media in _MEDIA.items():
        if kind in message:
            return _media(media, message[kind], words)
    for kind, read in _READERS.items():
        if kind in message:
            return read(message)
    others = [key for key in message if key not in _FRAME]
    if others and all(_SERVICE.search(key) for key in others):
        return None
    return Unsupported(clean_text(others[0])[0][:40] if others else "empty")


def _media(kind: MediaKind, file: dict[str, Any], words: str) -> Media:
    caption, masked = clean_text(words)
    return Media(kind, str(file.get("file_id", ""))[:256], str(file.get("mime_type", ""))[:100], caption, masked)


def _location(message: dict[str, Any]) -> Location:
    place = message["location"]
    label = str((message.get("venue") or {}).get("title", ""))
    return Location(float(place["latitude"]), float(place["longitude"]), clean_text(label)[0][:200])


def _contact(message: dict[str, Any]) -> Contact:
    user_id = message["contact"].get("user_id")
    return Contact(own=user_id is not None and user_id == (message.get("from") or {}).get("id"))


_READERS: dict[str, Callable[[dict[str, Any]], Content]] = {"location": _location, "contact": _contact}
