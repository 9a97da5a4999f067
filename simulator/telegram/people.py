"""Residents on Telegram: each act of theirs becomes an update for the bot."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from simulator.chat import Bubble, Chat
from simulator.telegram.keyboards import button_with
from simulator.telegram.markup import find_entities
from simulator.telegram.rooms import Message, Room
from simulator.telegram.world import Callback, World

_CALLBACK_LANE = 3 << 33
"""Telegram queues callbacks by user, apart from messages: one can overtake the other."""


class Person:
    """A resident with a private chat with the bot. Every act returns at once; the update is on its way."""

    def __init__(self, world: World, name: str, language: str = "id", chat_id: int | None = None) -> None:
        number = chat_id or world.new_id(world.rng.choice((9, 10)))
        self.user: dict[str, Any] = {"id": number, "is_bot": False, "first_name": name, "language_code": language}
        self.room = world.new_room({"id": number, "first_name": name, "type": "private"})
        self._world = world

    @property
    def chat(self) -> str:
        return str(self.room.id)

    @property
    def screen(self) -> Chat:
        return self.room.screen

    @property
    def messages(self) -> list[Bubble]:
        return self.room.screen.bubbles

    async def say(self, text: str, room: Room | None = None) -> Message:
        """Type a message; `room` is a group."""
        entities = find_entities(text)
        return self._write({"text": text, **({"entities": entities} if entities else {})}, room)

    async def start(self, payload: str = "") -> Message:
        return await self.say(f"/start {payload}".strip())

    async def edit(self, message: Message, text: str) -> Message:
        changed = self.room.rewrite(message["message_id"], {"text": text})
        self._world.put("edited_message", changed, self.chat, self.room)
        return changed

    async def tap(self, words: str, bubble: str | None = None) -> None:
        """Press a button that says or carries `words`: under `bubble`, else the newest one; or a reply button."""
        reply = button_with(self.screen.keyboard, words)
        if bubble is None and reply is not None:
            await self._press_reply(reply)
            return
        for number in [int(bubble)] if bubble else sorted(self.room.messages, reverse=True):
            message = self.room.messages[number]
            button = button_with(message.get("reply_markup"), words)
            if button is not None:
                self._press(message, button)
                return
        raise LookupError(f"no button says {words!r}")

    async def send_location(self, latitude: float = -6.3126, longitude: float = 106.8386) -> Message:
        self._hide_one_time_keyboard()
        return self._write({"location": {"latitude": latitude, "longitude": longitude}})

    async def send_contact(self, *, own: bool = True) -> Message:
        contact = {"phone_number": "+62000" + str(self.room.id)[:8], "first_name": self.user["first_name"]}
        return self._write({"contact": contact | ({"user_id": self.room.id} if own else {})})

    async def send_media(self, kind: str, caption: str = "") -> Message:
        """A sample photo, voice, sticker or document."""
        asset = self._world.samples[kind]
        file = self._world.keep_file(kind, asset)
        contents: dict[str, Any] = {
            "photo": [{**file, "width": asset.width, "height": asset.height}],
            "voice": {**file, "duration": asset.seconds, "mime_type": asset.mime_type},
            "document": {**file, "file_name": asset.name, "mime_type": asset.mime_type},
            "sticker": {
                **file,
                "type": "regular",
                "width": asset.width,
                "height": asset.height,
                "is_animated": False,
                "is_video": False,
                "emoji": "🙏",
            },
        }
        extra = {"caption": caption} if caption else {}
        return self._write({kind: contents[kind], **extra}, picture=asset.picture)

    async def block(self, on: bool = True) -> None:
        """Block the bot or let it in again."""
        self.room.blocked = on
        user = {**self._world.bot}
        states = ({"user": user, "status": "member"}, {"user": user, "status": "kicked", "until_date": 0})
        change = {"chat": self.room.info, "from": self.user, "date": int(time.time())}
        change |= {"old_chat_member": states[not on], "new_chat_member": states[on]}
        self._world.put("my_chat_member", change, self.chat, self.room)

    async def push(self, kind: str, content: dict[str, Any]) -> int:
        """Any other update, as it is: polls, channel posts, …"""
        return self._world.put(kind, content, self.chat, self.room)

    async def replies(self, at_least: int = 1, seconds: float = 5.0) -> list[Bubble]:
        """What the bot said since this resident's last message; raises TimeoutError when it says too little."""
        await self.screen.wait_for(lambda chat: len(chat.replies()) >= at_least, seconds)
        return self.screen.replies()

    def _write(self, content: Mapping[str, Any], room: Room | None = None, picture: str = "") -> Message:
        target = room or self.room
        target.opened = True
        message = target.write(self.user, content, picture)
        self._world.put("message", message, str(target.id), target)
        return message

    def _press(self, message: Message, button: Mapping[str, Any]) -> None:
        if "callback_data" not in button:
            return
        world = self._world
        query_id = str(world.new_id(19))
        room = world.rooms[message["chat"]["id"]]
        world.callbacks[query_id] = Callback(room, time.time())
        query = {
            "id": query_id,
            "from": self.user,
            "message": message,
            "chat_instance": str(-world.new_id(18)),
            "data": button["callback_data"],
        }
        lane = f"callback:{self.user['id'] + _CALLBACK_LANE}"
        world.put("callback_query", query, lane, room, world.pace.callback_expires)

    async def _press_reply(self, button: Mapping[str, Any]) -> None:
        if button.get("request_location"):
            await self.send_location()
        elif button.get("request_contact"):
            await self.send_contact()
        else:
            self._hide_one_time_keyboard()
            await self.say(button["text"])

    def _hide_one_time_keyboard(self) -> None:
        if self.screen.keyboard and self.screen.keyboard.get("one_time_keyboard"):
            self.screen.show_keyboard(None)
