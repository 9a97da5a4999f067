"""Residents on WhatsApp: each act of theirs becomes a signed webhook for the bot."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from simulator.chat import Bubble, Chat, Tick
from simulator.whatsapp.ids import new_bsuid, new_phone, new_wamid
from simulator.whatsapp.webhook import DISPLAY_PHONE
from simulator.whatsapp.world import Account, World

_KINDS = {"photo": "image", "voice": "audio", "sticker": "sticker", "document": "document"}


class Person:
    """A resident. Every act returns its wamid at once; the webhook is on its way."""

    def __init__(
        self, world: World, name: str, *, phone: str = "", shows_phone: bool = True, knows_bsuid: bool = True
    ) -> None:
        number = phone or new_phone(world.rng)
        bsuid = new_bsuid(world.rng)
        screen = Chat(("whatsapp", number), world.feed)
        self.account = Account(name, number, bsuid, screen, shows_phone=shows_phone, knows_bsuid=knows_bsuid)
        world.add(self.account)
        self._world = world

    @property
    def chat(self) -> str:
        """The name under which the bot knows this person."""
        return self.account.phone if self.account.shows_phone else self.account.bsuid

    @property
    def screen(self) -> Chat:
        return self.account.screen

    @property
    def messages(self) -> list[Bubble]:
        return self.account.screen.bubbles

    async def say(self, text: str) -> str:
        return self._write("text", {"text": {"body": text}}, "text", {"text": text})

    async def tap(self, words: str, bubble: str | None = None) -> str:
        """Press the reply button or list row that says or carries `words`: of `bubble`, else of the newest."""
        for shown in reversed(self.messages):
            if bubble is None or shown.id == bubble:
                option = _option(shown, words)
                if option is not None:
                    return self._answer(shown, *option)
        raise LookupError(f"no button or row says {words!r}")

    async def send_location(self, latitude: float = -6.3126, longitude: float = 106.8386) -> str:
        place = {"latitude": latitude, "longitude": longitude}
        return self._write("location", {"location": place}, "location", {"location": place})

    async def send_contact(self) -> str:
        name = {"first_name": self.account.name, "formatted_name": self.account.name}
        card = {"name": name, "phones": [{"phone": f"+{self.account.phone}", "type": "CELL"}]}
        shown = {"contact": {"first_name": self.account.name}}
        return self._write("contacts", {"contacts": [card]}, "contact", shown)

    async def send_media(self, kind: str, caption: str = "") -> str:
        """A sample photo, voice, sticker or document."""
        asset, name = self._world.samples[kind], _KINDS[kind]
        media: dict[str, Any] = self._world.keep_media(asset)
        extra: dict[str, dict[str, Any]] = {
            "voice": {"voice": True, "mime_type": "audio/ogg; codecs=opus"},
            "sticker": {"animated": False},
            "document": {"filename": asset.name},
        }
        media |= extra.get(kind, {}) | ({"caption": caption} if caption else {})
        shown = {"text": caption, "picture": asset.picture, "document": {"file_name": asset.name}}
        shown["voice"] = {"duration": asset.seconds}
        return self._write(name, {name: media}, kind, shown)

    async def react(self, emoji: str, wamid: str) -> str:
        reaction = {"message_id": wamid} | ({"emoji": emoji} if emoji else {})
        return self._put("reaction", {"reaction": reaction}, "")

    async def block(self, on: bool = True) -> None:
        """WhatsApp tells nobody: the bot learns it from `failed` statuses."""
        self.account.blocked = on

    async def stop_marketing(self, on: bool = True, *, ago: float = 0.0) -> None:
        """WhatsApp's own "stop": offers and announcements of this business; or take them again. It tells whole seconds;
        `ago`: chosen so many of them before."""
        account = self.account
        account.no_marketing = on
        told: dict[str, Any] = {"wa_id": account.phone} if account.shows_phone else {"user_id": account.bsuid}
        value = "stop" if on else "resume"
        told |= {
            "category": "marketing_messages",
            "value": value,
            "detail": f"User requested to {value} marketing messages",
        }
        told["timestamp"] = int(time.time() - ago)
        whole = {"contacts": [account.contact], "user_preferences": [told]}
        self._world.webhook.tell_of(account.phone, "user_preferences", whole)

    async def push(self, content: dict[str, Any]) -> str:
        """Any other message, as it is: `{"type": …}` and its body."""
        return self._put(str(content["type"]), content, "")

    async def replies(self, at_least: int = 1, seconds: float = 5.0) -> list[Bubble]:
        """What the bot said since this resident's last message; raises TimeoutError when it says too little."""
        await self.screen.wait_for(lambda chat: len(chat.replies()) >= at_least, seconds)
        return self.screen.replies()

    def let_hours_pass(self, hours: float) -> None:
        """As if this person had been silent for so much longer."""
        self.account.wrote_at -= hours * 3600

    def _answer(self, shown: Bubble, kind: str, option: Mapping[str, Any]) -> str:
        if shown.body.get("template"):
            button = {"button": {"payload": option["id"], "text": option["title"]}}
            context = {"context": {"from": DISPLAY_PHONE, "id": shown.id}}
            return self._write("button", button | context, "text", {"text": option["title"], "quote": shown.text})
        reply = {name: option[name] for name in ("id", "title", "description") if option.get(name)}
        content = {"interactive": {"type": kind, kind: reply}, "context": {"from": DISPLAY_PHONE, "id": shown.id}}
        return self._write("interactive", content, "text", {"text": option["title"], "quote": shown.text})

    def _write(self, kind: str, content: Mapping[str, Any], shown_as: str, body: Mapping[str, Any]) -> str:
        wamid = new_wamid(self._world.rng, self.account.phone, incoming=True)
        self.screen.add(Bubble(wamid, "resident", shown_as, body, tick=Tick.SENT))
        return self._put(kind, content, wamid)

    def _put(self, kind: str, content: Mapping[str, Any], wamid: str) -> str:
        number = wamid or new_wamid(self._world.rng, self.account.phone, incoming=True)
        account = self.account
        sender = {"from": account.phone} if account.shows_phone else {}
        sender |= {"from_user_id": account.bsuid} if account.knows_bsuid else {}
        message = {**sender, "id": number, "timestamp": str(int(time.time())), "type": kind, **content}
        self._world.inbound[number] = account
        account.wrote_at = time.time()
        self._world.put_message(account, message, number)
        return number


def _option(shown: Bubble, words: str) -> tuple[str, Mapping[str, Any]] | None:
    """Kind of reply and what was chosen."""
    for button in shown.body.get("buttons", ()):
        if words in (button["id"], button["title"]):
            return "button_reply", button
    for section in shown.body.get("sections", ()):
        for row in section["rows"]:
            if words in (row["id"], row["title"]):
                return "list_reply", row
    return None
