"""Everything a Telegram server remembers: chats, people, files, callbacks, the bot's commands."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator.assets import Asset, samples
from simulator.chat import Chat, Tick
from simulator.courier import Attempt
from simulator.faults import FaultBoard
from simulator.feed import Feed
from simulator.settings import Settings
from simulator.telegram.errors import bad_request
from simulator.telegram.rooms import Room
from simulator.telegram.updates import Updates

KEPT_CALLS = 20_000


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the bot, for tests and the page."""

    method: str
    values: Mapping[str, Any]
    status: int
    at: float = field(default_factory=time.time)


KEPT_CALLS = 20_000


@dataclass(frozen=True, slots=True)
class Callback:
    """A pressed button that waits for its answer."""

    room: Room
    asked_at: float


class World:
    """State without HTTP; methods and people act on it."""

    def __init__(self, settings: Settings, feed: Feed, rng: Random) -> None:
        self.settings = settings
        self.pace = settings.pace
        self.rng = rng
        self.faults = FaultBoard()
        self.updates = Updates(self.faults, settings.pace, rng)
        self.rooms: dict[int, Room] = {}
        self.callbacks: dict[str, Callback] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.files: dict[str, Asset] = {}
        self.samples = samples()
        self.calls: list[Call] = []
        self.bot = {
            "id": int(settings.telegram_token.split(":")[0]),
            "is_bot": True,
            "first_name": "Sambung Rasa",
            "username": "sambung_rasa_bot",
        }
        self.feed = feed

    def new_room(self, info: Mapping[str, Any]) -> Room:
        room = Room(info, Chat(("telegram", str(info["id"])), self.feed))
        self.rooms[room.id] = room
        return room

    def room(self, chat_id: str) -> Room:
        """The chat the bot names; raises Telegram's refusals."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        known = self.rooms.get(int(chat_id)) if chat_id.lstrip("-").isdigit() else None
        if known is None or not known.opened:
            raise bad_request("chat not found")
        return known

    def new_id(self, digits: int) -> int:
        return self.rng.randrange(10 ** (digits - 1), 10**digits)

    def keep_file(self, kind: str, asset: Asset) -> dict[str, Any]:
        """Remember a file; its Bot API description without the kind's own fields."""
        letters = base64.urlsafe_b64encode(self.rng.randbytes(51)).decode()
        file_id = {"photo": "AgACAgU", "voice": "AwACAgU", "sticker": "CAACAgU"}.get(kind, "BQACAgU") + letters
        self.files[file_id] = asset
        unique = base64.urlsafe_b64encode(self.rng.randbytes(12)).decode()[:15]
        return {"file_id": file_id, "file_unique_id": unique, "file_size": len(asset.content)}

    def put(self, kind: str, content: dict[str, Any], lane: str, room: Room, expires_in: float | None = None) -> int:
        """Send an update on its way; what becomes of it shows on the room's screen."""
        number = content.get("message_id")
        room.screen.saw("act", update=kind, text=content.get("text") or content.get("data", ""))

        def tell(attempt: Attempt, count: int, done: bool) -> None:
            room.screen.saw("webhook", status=attempt.status, ms=attempt.milliseconds, attempt=count, update=kind)
            if number is not None:
                tick = Tick.ACCEPTED if attempt.ok else Tick.FAILED if done else Tick.RETRYING
                room.screen.change(str(number), tick=tick)

        return self.updates.put(kind, content, lane, tell, expires_in)
