"""One Telegram update → one event of ours; never trusts the shape of what came."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.channels.clean import clean_name
from bot.channels.telegram.content import Addressee, Unaddressed, membership, message_content, tap
from bot.domain.errors import MalformedDelivery
from bot.domain.masking import mask_json
from bot.domain.messages import ChannelName, Content, Event, Ignored, Inbound, Sender, Unreadable

_TELEGRAM = ChannelName.TELEGRAM
_MESSAGES = ("message", "edited_message")
_OURS = (*_MESSAGES, "callback_query", "my_chat_member")


def parse(body: bytes, account: str, bot: Addressee) -> Sequence[Event]:
    """Raises MalformedDelivery when the body is no update at all."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedDelivery from error
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        raise MalformedDelivery
    try:
        return [_event(update, account, bot)]
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        reason = f"{type(error).__name__} in {_kind(update)}"
        return [Unreadable(_TELEGRAM, account, str(update["update_id"]), reason, mask_json(update))]


def _kind(update: dict[str, Any]) -> str:
    return next((key for key in update if key != "update_id"), "empty")[:40]


def _event(update: dict[str, Any], account: str, bot: Addressee) -> Event:
    kind = next((kind for kind in _OURS if kind in update), None)
    if kind is None:
        return Ignored(_TELEGRAM, _kind(update))
    part = update[kind]
    message = part["message"] if kind == "callback_query" else part
    content = _content(kind, part, bot)
    if isinstance(content, str):
        return Ignored(_TELEGRAM, content)
    chat = str(_integer(message["chat"]["id"]))
    writer = part.get("from") or {}
    seconds = part.get("edit_date") or part.get("date") or message["date"]
    return Inbound(
        channel=_TELEGRAM,
        account=account,
        external_id=str(update["update_id"]),
        chat=chat,
        aliases=(chat,),
        content=content,
        sent_at=datetime.fromtimestamp(_integer(seconds), UTC),
        sender=Sender(clean_name(writer.get("first_name")), str(writer.get("language_code") or "")[:16]),
        reference=str(part["id"]) if kind == "callback_query" else "",
    )


def _content(kind: str, part: dict[str, Any], bot: Addressee) -> Content | str:
    """The content, or the word under which the update is counted and ignored."""
    if kind == "callback_query":
        return tap(part)
    if kind == "my_chat_member":
        return membership(part)
    content = message_content(part, bot, edited=kind == "edited_message")
    if isinstance(content, Unaddressed):
        return "group_message"
    return "service_message" if content is None else content


def _integer(value: Any) -> int:
    """Raises TypeError for anything else: `True` is no chat id."""
    if type(value) is not int:
        raise TypeError("integer expected")
    return value
