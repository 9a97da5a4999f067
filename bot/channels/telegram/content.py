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

Json = dict[str, Any]

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
        *("message_id", "date", "edit_date", "chat", "from", "sender_chat", "sender_boost_count", "sender_tag"),
        *("sender_business_bot", "business_connection_id", "message_thread_id", "is_topic_message"),
        *("direct_messages_topic", "forward_origin", "is_automatic_forward", "reply_to_message", "external_reply"),
        *("quote", "reply_to_story", "reply_to_checklist_task_id", "reply_to_poll_option_id", "via_bot"),
        *("guest_query_id", "guest_bot_caller_user", "guest_bot_caller_chat", "has_protected_content"),
        *("is_from_offline", "is_paid_post", "media_group_id", "author_signature", "paid_star_count", "entities"),
        *("caption_entities", "link_preview_options", "effect_id", "show_caption_above_media"),
        *("has_media_spoiler", "reply_markup", "suggested_post_info"),
    ]
)
# Messages Telegram writes by itself, not a person; nobody waits for an answer to them.
_SERVICE = re.compile(
    r"new_chat_|left_chat_|delete_chat_photo|group_chat_created|supergroup_|channel_chat_|message_auto_delete"
    r"|migrate_|pinned_message"
    r"|forum_topic|general_forum|video_chat|write_access|boost_added|chat_background|proximity_alert|chat_owner"
    r"|direct_message_price|paid_message_price|suggested_post|chat_shared|users_shared|connected_website"
    r"|giveaway_(created|completed)|poll_option_|checklist_tasks_|managed_bot_created"
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who the bot is on Telegram. The user name is empty until getMe has told it."""

    id: int
    username: str = ""


def message_content(message: Json, bot: Addressee, *, edited: bool) -> Content | str:
    """What it says, or the word under which it is counted and ignored. Raises KeyError, … for what is no message."""
    words = message.get("text", message.get("caption", ""))
    if not isinstance(words, str):
        raise TypeError("words expected")
    if _by_a_bot(message):
        return "bot_message"
    if message["chat"].get("type", "private") != "private":
        if not _addressed(message, words, bot):
            return "group_message"
        words = _without_mention(words, bot)
    if edited and "location" in message:
        # A live location is edited every few seconds; only its first message is something the resident did.
        return "live_location"
    return _said(words, edited=edited) if "text" in message else _shown(message, words)


def tap(query: Json) -> Content | str:
    """A pressed inline button; its title is looked up in the keyboard it was under.

    The action is an id of ours, never a resident's words; masking could break the hexadecimal ids in it.
    """
    if "data" not in query or "message" not in query:
        return "callback_without_data"
    action = identifier(query["data"])
    rows = (query["message"].get("reply_markup") or {}).get("inline_keyboard") or []
    titles = [button.get("text") for row in rows for button in row if button.get("callback_data") == action]
    return Tap(action, word(titles[0], 256) if titles else "")


def membership(change: Json) -> Content | str:
    if change["chat"].get("type") != "private":
        return "group_membership"
    return Membership(active=change["new_chat_member"]["status"] not in {"kicked", "left"})


def identifier(value: Any) -> str:
    """An id of Telegram's or ours, kept as it is. Raises TypeError: an id that is no text is no id."""
    if not isinstance(value, str) or not value:
        raise TypeError("id expected")
    return value.replace("\x00", "").encode("utf-8", "replace").decode()[:256]


def word(value: Any, limit: int) -> str:
    """A short text of Telegram's, fit to keep; empty where there is none."""
    return clean_text(value)[0][:limit] if isinstance(value, str) else ""


def _by_a_bot(message: Json) -> bool:
    """Two bots that answer each other would never stop. Anonymous admins write as a bot on behalf of a chat."""
    return (message.get("from") or {}).get("is_bot") is True and "sender_chat" not in message


def _addressed(message: Json, words: str, bot: Addressee) -> bool:
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


def _shown(message: Json, words: str) -> Content | str:
    if "photo" in message:
        return _media(MediaKind.PHOTO, message["photo"][-1], words)
    for kind, media in _MEDIA.items():
        if kind in message:
            return _media(media, message[kind], words)
    for kind, read in _READERS.items():
        if kind in message:
            return read(message)
    others = [key for key in message if key not in _FRAME]
    if others and all(_SERVICE.search(key) for key in others):
        return "service_message"
    return Unsupported((word(others[0], 40) if others else "") or "empty")


def _media(kind: MediaKind, file: Json, words: str) -> Media:
    caption, masked = clean_text(words)
    return Media(kind, identifier(file["file_id"]), word(file.get("mime_type"), 100), caption, masked)


def _location(message: Json) -> Location:
    place = message["location"]
    latitude, longitude = float(place["latitude"]), float(place["longitude"])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError("not on this earth")
    return Location(latitude, longitude, word((message.get("venue") or {}).get("title"), 200))


def _contact(message: Json) -> Contact:
    user_id = message["contact"].get("user_id")
    return Contact(own=user_id is not None and user_id == (message.get("from") or {}).get("id"))


_READERS: dict[str, Callable[[Json], Content]] = {"location": _location, "contact": _contact}
