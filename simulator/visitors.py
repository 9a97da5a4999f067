"""Who looks at the page: each visitor has a resident of their own on either channel."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator import telegram, whatsapp
from simulator.feed import Address

Person = telegram.Person | whatsapp.Person

_KEPT_VISITORS = 500


@dataclass(frozen=True, slots=True)
class Visitor:
    """Two phones."""

    key: str
    telegram: telegram.Person
    whatsapp: whatsapp.Person

    def person(self, channel: str) -> Person | None:
        return self.telegram if channel == "telegram" else self.whatsapp if channel == "whatsapp" else None

    @property
    def addresses(self) -> tuple[Address, Address]:
        return self.telegram.screen.address, self.whatsapp.screen.address


class Visitors:
    """Remembers the latest visitors; one that was forgotten starts anew."""

    def __init__(self, telegram_server: telegram.TelegramServer, whatsapp_server: whatsapp.WhatsAppServer) -> None:
        self._telegram = telegram_server
        self._whatsapp = whatsapp_server
        self._known: OrderedDict[str, Visitor] = OrderedDict()

    def new(self, language: str) -> Visitor:
        phones = self._telegram.person("Warga", language), self._whatsapp.person("Warga")
        visitor = Visitor(secrets.token_urlsafe(12), *phones)
        self._known[visitor.key] = visitor
        if len(self._known) > _KEPT_VISITORS:
            self._known.popitem(last=False)
        return visitor

    def find(self, key: str) -> Visitor | None:
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)


async def act(person: Person, wish: Mapping[str, Any]) -> bool:
    """Do on a phone what the page asks, `{"do": "say", "text": …}`; False when there is no such act."""
    text, bubble = str(wish.get("text", "")), wish.get("bubble")
    match wish.get("do"):
        case "say" if text.strip():
            await person.say(text)
        case "tap" if text:
            await person.tap(text, str(bubble) if bubble else None)
        case "photo" | "voice" | "sticker" | "document" as kind:
            await person.send_media(kind)
        case "location":
            await person.send_location()
        case "contact":
            await person.send_contact()
        case "block" | "unblock" as change:
            await person.block(change == "block")
        case "stop" | "resume" as change if isinstance(person, whatsapp.Person):
            await person.stop_marketing(change == "stop")
        case _:
            return False
    return True
