"""A webhook delivery → events, every message and status of every change on its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from bot.channels.clean import clean_name
from bot.channels.whatsapp.content import identifier, message_content, word
from bot.channels.whatsapp.preferences import is_about_announcements, preference
from bot.channels.whatsapp.template_news import FIELDS, Stamp, template_news
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
_SENSELESS = (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError, IndexError, RecursionError)
_PHONE = re.compile(r"[0-9]{3,20}")
BSUID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
"""A business-scoped user id: it stands in for the phone number where the resident hides that."""

_SILENT = frozenset({"revoke", "system"})
"""Messages that tell something and ask for no answer."""

_MAX_DEPTH = 60
_MAX_NUMBER = 10**15

_STATUSES = {
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "played": DeliveryStatus.READ,
    "failed": DeliveryStatus.FAILED,
}

Json = dict[str, Any]
Now = Callable[[], datetime]


def parse(body: bytes, account: str, now: Now, business: str = "") -> Sequence[Event]:
    """`business` is the business account whose templates are ours; without one, news of templates is passed over.
    Raises MalformedDelivery when the outer shape is not Meta's."""
    try:
        delivery = json.loads(body, parse_constant=_no_json)
    except (ValueError, RecursionError) as error:
        raise MalformedDelivery from error
    if not isinstance(delivery, dict) or delivery.get("object") != "whatsapp_business_account":
        raise MalformedDelivery
    entries = delivery.get("entry")
    if not isinstance(entries, list):
        raise MalformedDelivery
    return [event for entry in entries for event in _entry(entry, account, now, business)]


def _no_json(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _entry(entry: Any, account: str, now: Now, business: str) -> Iterator[Event]:
    changes = entry.get("changes") if isinstance(entry, dict) else None
    if not isinstance(changes, list):
        yield _unreadable(entry, account, "entry without changes")
        return
    for change in changes:
        field = _field(change)
        if field in FIELDS and business and entry.get("id") == business:
            yield _news(change, account, entry.get("time"), now)
        elif field == "user_preferences":
            yield from _preferences(change, account, now)
        else:
            yield from _change(change, account, now)


def _field(change: Any) -> str:
    field = change.get("field") if isinstance(change, dict) else None
    return field if isinstance(field, str) else ""


def _news(change: Json, account: str, time: Any, now: Now) -> Event:
    try:
        return template_news(change["field"], change["value"], Stamp(account, str(time)[:40], _moment(time, now)))
    except _SENSELESS as error:
        return _unreadable(change, account, f"{type(error).__name__} in {change['field']}")


def _preferences(change: Json, account: str, now: Now) -> Iterator[Event]:
    """Of this number's residents only; other numbers of the business have a bot of their own."""
    value = change.get("value")
    if not isinstance(value, dict):
        yield _unreadable(change, account, "change without value")
        return
    if _foreign(value, account):
        yield _unreadable(change, account, "foreign account")
        return
    contacts = [contact for contact in _listed(value, "contacts") if isinstance(contact, dict)]
    for told in _listed(value, "user_preferences"):
        try:
            if is_about_announcements(told):
                names = _aliases(
                    {"from": told.get("wa_id"), "from_user_id": told.get("user_id")}, _whose(told, contacts)
                )
                yield preference(told, account, names, _moment(told.get("timestamp"), now))
            else:
                yield Ignored(_WHATSAPP, "user_preferences")
        except _SENSELESS as error:
            yield _unreadable(told, account, f"{type(error).__name__} in preference")


def _whose(told: Json, contacts: list[Json]) -> Json:
    return _contact_of({"from": told.get("wa_id"), "from_user_id": told.get("user_id")}, contacts)


def _change(change: Any, account: str, now: Now) -> Iterator[Event]:
    if not isinstance(change, dict) or not isinstance(change.get("field"), str):
        yield _unreadable(change, account, "change without field")
    elif change["field"] != "messages":
        yield Ignored(_WHATSAPP, word(change["field"], 40))
    elif not isinstance(value := change.get("value"), dict):
        yield _unreadable(change, account, "change without value")
    elif _foreign(value, account):
        yield _unreadable(change, account, "foreign account")
    elif not any(value.get(key) for key in ("messages", "statuses", "errors")):
        yield _unreadable(change, account, "nothing we know")
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
    found = value.get(key)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _message(message: Json, contacts: list[Json], account: str, now: Now) -> Event:
    external_id = identifier(message["id"])
    if message.get("group_id") or message.get("recipient_type") == "group":
        return Ignored(_WHATSAPP, "group_message")
    if message["type"] in _SILENT:
        return Ignored(_WHATSAPP, message["type"])
    contact = _contact_of(message, contacts)
    aliases = _aliases(message, contact)
    content = message_content(message, aliases)
    if content is None:
        return Ignored(_WHATSAPP, message["type"])
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
    names = [name for name in (message.get("from"), message.get("from_user_id")) if name is not None]
    for contact in contacts:
        if contact.get("wa_id") in names or contact.get("user_id") in names:
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
        return Ignored(_WHATSAPP, f"status_{word(status['status'], 30)}")
    return Receipt(
        channel=_WHATSAPP,
        account=account,
        external_id=identifier(status["id"]),
        status=reached,
        at=_moment(status.get("timestamp"), now),
        reference=_reference(status.get("biz_opaque_callback_data")),
        error_code=_error_code(status.get("errors")),
    )


def _reference(value: Any) -> str:
    """Our own outbox id; statuses of messages sent by hand carry none."""
    try:
        return identifier(value)
    except TypeError:
        return ""


def _error_code(errors: Any) -> int | None:
    """None for what is no code of Meta's: a failure without one is still a failure."""
    match errors:
        case [{"code": code}, *_] if type(code) is int and abs(code) < 2**31:
            return code
        case _:
            return None


def _moment(seconds: Any, now: Now) -> datetime:
    """Seconds since 1970 as text; what cannot be read counts as received now."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return now()


def _unreadable(element: Any, account: str, reason: str) -> Unreadable:
    """Known by its content, so that a repeated delivery is stored once."""
    kept = _storable(element if isinstance(element, dict) else {"element": element}, _MAX_DEPTH)
    fingerprint = sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:32]
    return Unreadable(_WHATSAPP, account, f"unreadable:{fingerprint}", reason, mask_json(kept))


def _storable(value: Any, depth: int) -> Any:
    """No endless nesting, and no number a database or the masking would stumble over."""
    if isinstance(value, float) and not abs(value) < _MAX_NUMBER:
        return str(value)
    if not isinstance(value, list | dict):
        return value
    if depth == 0:
        return "…"
    if isinstance(value, list):
        return [_storable(item, depth - 1) for item in value]
    return {key: _storable(item, depth - 1) for key, item in value.items()}
