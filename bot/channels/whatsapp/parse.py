"""A webhook delivery → events, every message and status of every change on its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from bot.channels.clean import clean_name
from bot.channels.whatsapp.content import message_content
from bot.domain.errors import MalformedDelivery
from bot.domain.masking import mask_json
from bot.domain.messages import (
    ChannelName,
    DeliveryStatus,
    Event,
    Ignored,
    Inbound,
    Receipt,
    Sender,
    Unreadable,
)

_WHATSAPP = ChannelName.WHATSAPP
_SENSELESS = (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError, IndexError)
_PHONE = re.compile(r"[0-9]{3,20}")
BSUID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
"""A business-scoped user id: it stands in for the phone number where the resident hides that."""

_STATUSES = {
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "played": DeliveryStatus.READ,
    "failed": DeliveryStatus.FAILED,
}

Json = dict[str, Any]
Now = Callable[[], datetime]


def parse(body: bytes, account: str, now: Now) -> Sequence[Event]:
    """Raises MalformedDelivery when the outer shape is not Meta's."""
    try:
        delivery = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedDelivery from error
    if not isinstance(delivery, dict) or delivery.get("object") != "whatsapp_business_account":
        raise MalformedDelivery
    entries = delivery.get("entry")
    if not isinstance(entries, list):
        raise MalformedDelivery
    return [event for entry in entries for event in _entry(entry, account, now)]


def _entry(entry: Any, account: str, now: Now) -> Iterator[Event]:
    changes = entry.get("changes") if isinstance(entry, dict) else None
    if not isinstance(changes, list):
        yield _unreadable(entry, account, "entry without changes")
        return
    for change in changes:
        value = change.get("value") if isinstance(change, dict) else None
        if not isinstance(value, dict):
            yield _unreadable(change, account, "change without value")
        elif change.get("field") != "messages":
            yield Ignored(_WHATSAPP, str(change.get("field"))[:40])
        elif _foreign(value, account):
            yield _unreadable(change, account, "foreign account")
        else:
            yield from _value(value, account, now)


def _foreign(value: Json, account: str) -> bool:
    metadata = value.get("metadata")
    return not isinstance(metadata, dict) or metadata.get("phone_number_id") != account


def _value(value: Json, account: str, now: Now) -> Iterator[Event]:
    """Messages, statuses and errors may stand side by side."""
    contacts = [contact for contact in _listed(value, "contacts") if isinstance(contact, dict)]
    for message in _listed(value, "messages"):
        try:
            yield _message(message, contacts, account, now)
        except _SENSELESS as error:
            yield _unreadable(message, account, f"{type(error).__name__} in message")
    for status in _listed(value, "statuses"):
        try:
            yield _status(status, account, now)
        except _SENSELESS as error:
            yield _unreadable(status, account, f"{type(error).__name__} in status")
    for _error in _listed(value, "errors"):
        yield Ignored(_WHATSAPP, "account_error")


def _listed(value: Json, key: str) -> list[Any]:
    found = value.get(key, [])
    return found if isinstance(found, list) else [found]


def _message(message: Json, contacts: list[Json], account: str, now: Now) -> Event:
    external_id = _text(message["id"])
    if message.get("group_id") or message.get("recipient_type") == "group":
        return Ignored(_WHATSAPP, "group_message")
    contact = _contact_of(message, contacts)
    aliases = _aliases(message, contact)
    content = message_content(message, aliases)
    if isinstance(content, str):
        return Ignored(_WHATSAPP, content)
    profile = contact.get("profile")
    return Inbound(
        channel=_WHATSAPP,
        account=account,
        external_id=external_id,
        chat=aliases[0],
        aliases=aliases,
        content=content,
        sent_at=_moment(message.get("timestamp"), now),
        sender=Sender(clean_name(profile.get("name")) if isinstance(profile, dict) else ""),
        reference=external_id,
    )


def _contact_of(message: Json, contacts: list[Json]) -> Json:
    """The contact that names this sender: by phone number or business-scoped id, never by position alone."""
    names = {message.get("from"), message.get("from_user_id")} - {None}
    for contact in contacts:
        if names & {contact.get("wa_id"), contact.get("user_id")}:
            return contact
    return contacts[0] if len(contacts) == 1 and not names else {}


def _aliases(message: Json, contact: Json) -> tuple[str, ...]:
    """All names of the sender, the phone number first where it is told. Raises KeyError when there is none."""
    given = (message.get("from"), contact.get("wa_id"), message.get("from_user_id"), contact.get("user_id"))
    names = [name for name in given if isinstance(name, str) and (_PHONE.fullmatch(name) or BSUID.fullmatch(name))]
    if not names:
        raise KeyError("sender")
    return tuple(sorted(dict.fromkeys(names), key=lambda name: not name.isdigit()))


def _status(status: Json, account: str, now: Now) -> Event:
    reached = _STATUSES.get(status["status"])
    if reached is None:
        return Ignored(_WHATSAPP, f"status_{_text(status['status'])[:30]}")
    errors = status.get("errors") or [{}]
    code = errors[0].get("code")
    return Receipt(
        channel=_WHATSAPP,
        account=account,
        external_id=_text(status["id"]),
        status=reached,
        at=_moment(status.get("timestamp"), now),
        reference=str(status.get("biz_opaque_callback_data") or "")[:100],
        error_code=code if type(code) is int and abs(code) < 2**31 else None,
    )


def _text(value: Any) -> str:
    """Raises TypeError: an id that is no text is no id."""
    if not isinstance(value, str) or not value or "\x00" in value:
        raise TypeError("text expected")
    return value[:300].encode("utf-8", "replace").decode()


def _moment(seconds: Any, now: Now) -> datetime:
    """Seconds since 1970 as text; what cannot be read counts as received now."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return now()


def _unreadable(element: Any, account: str, reason: str) -> Unreadable:
    """Known by its content, so that a repeated delivery is stored once."""
    raw = element if isinstance(element, dict) else {"element": element}
    fingerprint = sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()[:32]
    return Unreadable(_WHATSAPP, account, f"unreadable:{fingerprint}", reason, mask_json(raw))
