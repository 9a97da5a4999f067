"""One Telegram update → one event of ours; never trusts the shape of what came."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.channels.clean import clean_name
from bot.channels.telegram.content import Addressee, Json, identifier, membership, message_content, tap, word
from bot.domain.errors import MalformedDelivery
from bot.domain.masking import mask_json
from bot.domain.messages import ChannelName, Content, Event, Ignored, Inbound, Sender, Unreadable

Now = Callable[[], datetime]

_TELEGRAM = ChannelName.TELEGRAM
_OURS = ("message", "edited_message", "callback_query", "my_chat_member")
_KIND = re.compile(r"[a-z_]{1,40}")
_LARGEST_ID = 2**63 - 1


def parse(body: bytes, account: str, bot: Addressee, now: Now) -> Sequence[Event]:
    """Raises MalformedDelivery when the body is no update at all; `now` dates what Telegram does not."""
    update = _update(body)
    try:
        return [_event(update, account, bot, now)]
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        reason = f"{type(error).__name__} in {_kind(update)}"
        return [Unreadable(_TELEGRAM, account, str(update["update_id"]), reason, _kept(update))]


def _update(body: bytes) -> Json:
    try:
        update = json.loads(body, parse_constant=_number, parse_float=_number)
    except (ValueError, RecursionError) as error:
        raise MalformedDelivery from error
    if not isinstance(update, dict) or not _is_id(update.get("update_id")):
        raise MalformedDelivery
    return update


def _number(written: str) -> float:
    """NaN and infinite numbers are no JSON, and no database column of ours would take them."""
    number = float(written)
    if not math.isfinite(number):
        raise ValueError("number expected")
    return number


def _kept(update: Json) -> Json:
    try:
        return {str(key): value for key, value in mask_json(update).items()}
    except RecursionError:
        return {"nested": "too deep to keep"}


def _kind(update: Json) -> str:
    kind = next((key for key in update if key != "update_id"), "empty")
    return kind if _KIND.fullmatch(kind) else "unknown"


def _event(update: Json, account: str, bot: Addressee, now: Now) -> Event:
    kind = next((kind for kind in _OURS if kind in update), None)
    if kind is None:
        return Ignored(_TELEGRAM, _kind(update))
    part = update[kind]
    content = _content(kind, part, bot)
    if isinstance(content, str):
        return Ignored(_TELEGRAM, content)
    pressed = kind == "callback_query"
    chat = str(_id((part["message"] if pressed else part)["chat"]["id"]))
    writer = part.get("from") or {}
    return Inbound(
        channel=_TELEGRAM,
        account=account,
        external_id=str(update["update_id"]),
        chat=chat,
        aliases=(chat,),
        content=content,
        # Telegram does not tell when a button was pressed.
        sent_at=now() if pressed else _moment(part),
        sender=Sender(clean_name(writer.get("first_name")), word(writer.get("language_code"), 16)),
        reference=identifier(part["id"]) if pressed else "",
    )


def _content(kind: str, part: Json, bot: Addressee) -> Content | str:
    """The content, or the word under which the update is counted and ignored."""
    if kind == "callback_query":
        return tap(part)
    if kind == "my_chat_member":
        return membership(part)
    return message_content(part, bot, edited=kind == "edited_message")


def _moment(part: Json) -> datetime:
    return datetime.fromtimestamp(_id(part.get("edit_date") or part["date"]), UTC)


def _id(value: Any) -> int:
    if not _is_id(value):
        raise TypeError("integer expected")
    return int(value)


def _is_id(value: Any) -> bool:
    """`True` is no id, nor is a number of more than 64 bits."""
    return type(value) is int and abs(value) <= _LARGEST_ID
