"""Signed webhook deliveries as both platforms make them."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from dataclasses import dataclass
from typing import Any

from rig.cluster import APP_SECRET, PHONE, TELEGRAM_SECRET


@dataclass(frozen=True, slots=True)
class Delivery:
    """One POST: `path` below the bot's address."""

    path: str
    body: bytes
    headers: dict[str, str]


_numbers = itertools.count(int(time.time()))


def telegram(chat: int, text: str) -> Delivery:
    """A new message in a private chat."""
    number = next(_numbers)
    person = {"id": chat, "is_bot": False, "first_name": "Warga", "language_code": "id"}
    message = {
        "message_id": number,
        "date": int(time.time()),
        "text": text,
        "from": person,
        "chat": {"id": chat, "type": "private", "first_name": "Warga"},
    }
    body = json.dumps({"update_id": number, "message": message}).encode()
    return Delivery("/hooks/telegram", body, {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET, **_JSON})


def whatsapp(phone: str, text: str) -> Delivery:
    """A new message of one resident."""
    message = {
        "from": phone,
        "id": f"wamid.RIG{next(_numbers)}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": text},
    }
    contacts = [{"profile": {"name": "Warga"}, "wa_id": phone}]
    return whatsapp_value({"contacts": contacts, "messages": [message]})


def whatsapp_value(value: dict[str, Any]) -> Delivery:
    """Any content of Meta's `messages` field."""
    metadata = {"display_phone_number": "15550000000", "phone_number_id": PHONE}
    change = {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
    delivery = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    body = json.dumps(delivery).encode()
    signature = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    return Delivery("/hooks/whatsapp", body, {"X-Hub-Signature-256": f"sha256={signature}", **_JSON})


_JSON = {"Content-Type": "application/json"}
