"""A Telegram chat: its messages as the Bot API shows them, and the screen of the resident's phone."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Literal

from simulator.chat import Bubble, Chat, Tick

Message = dict[str, Any]

_SHOWN = ("text", "caption", "entities", "caption_entities", "location", "contact", "document", "voice", "reply_markup")


class Room:
    """Numbers its messages from 1, so that ids repeat from chat to chat."""

    def __init__(self, info: Mapping[str, Any], screen: Chat) -> None:
        self.info = info
        self.screen = screen
        self.messages: dict[int, Message] = {}
        self.blocked = False
        self.opened = False  # the bot may write only after the resident did

    @property
    def id(self) -> int:
        return int(self.info["id"])

    def write(self, sender: Mapping[str, Any], content: Mapping[str, Any], picture: str = "") -> Message:
        """Add a message; `picture` is what the screen shows for a photo or sticker."""
        number = max(self.messages, default=0) + 1
        message = {"message_id": number, "from": sender, "chat": self.info, "date": int(time.time()), **content}
        self.messages[number] = message
        by: Literal["bot", "resident"] = "bot" if sender["is_bot"] else "resident"
        tick = Tick.NONE if by == "bot" else Tick.SENT
        self.screen.add(Bubble(str(number), by, kind_of(message), body_of(message, picture), tick=tick))
        return message

    def rewrite(self, number: int, changes: Mapping[str, Any]) -> Message:
        """Change a message; a None takes the field away."""
        message = {**self.messages[number], **changes, "edit_date": int(time.time())}
        self.messages[number] = {name: value for name, value in message.items() if value is not None}
        body = body_of(self.messages[number]) | {"edited": "text" in changes}
        self.screen.change(str(number), body=body)
        return self.messages[number]


def kind_of(message: Mapping[str, Any]) -> str:
    kinds = ("photo", "document", "location", "contact", "voice", "sticker")
    return next((kind for kind in kinds if kind in message), "text")


def body_of(message: Mapping[str, Any], picture: str = "") -> dict[str, Any]:
    body = {name: message[name] for name in _SHOWN if name in message}
    if picture:
        body["picture"] = picture
    body["text"] = message.get("text", message.get("caption", ""))
    body["entities"] = message.get("entities", message.get("caption_entities", []))
    return body
