"""One chat as its resident sees it on the phone: bubbles, ticks, typing; and what the platform saw beside it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

from simulator.feed import Address, Feed

_KEPT_BUBBLES = 400
_KEPT_SIGHTS = 80


class Tick(StrEnum):
    """How far a resident's message got."""

    NONE = ""
    SENT = "sent"  # with the platform
    ACCEPTED = "accepted"  # the bot's webhook took it
    READ = "read"  # the bot marked it as read
    RETRYING = "retrying"  # the webhook failed; the platform tries again
    FAILED = "failed"  # the platform gave up


@dataclass(frozen=True, slots=True)
class Bubble:
    """Something on the screen; `body` depends on `kind`. `at` in seconds since 1970."""

    id: str
    by: Literal["resident", "bot"]
    kind: str
    body: Mapping[str, Any]
    at: float = field(default_factory=time.time)
    tick: Tick = Tick.NONE

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))


class Chat:
    """Every change is published under `address`."""

    def __init__(self, address: Address, feed: Feed) -> None:
        self.address = address
        self.bubbles: list[Bubble] = []
        self.keyboard: Mapping[str, Any] | None = None  # Telegram's reply keyboard
        self.typing_until = 0.0
        self.sights: deque[dict[str, Any]] = deque(maxlen=_KEPT_SIGHTS)
        self._feed = feed

    def add(self, bubble: Bubble) -> Bubble:
        self.bubbles.append(bubble)
        del self.bubbles[:-_KEPT_BUBBLES]
        if bubble.by == "bot":
            self.typing_until = 0.0
        self._publish("bubble", bubble=asdict(bubble))
        return bubble

    def find(self, bubble_id: str) -> Bubble | None:
        return next((bubble for bubble in reversed(self.bubbles) if bubble.id == bubble_id), None)

    def change(self, bubble_id: str, **changes: Any) -> None:
        """Nothing happens when the bubble is gone."""
        for index, bubble in enumerate(self.bubbles):
            if bubble.id == bubble_id:
                self.bubbles[index] = replace(bubble, **changes)
                self._publish("bubble", bubble=asdict(self.bubbles[index]))

    def remove(self, bubble_id: str) -> None:
        self.bubbles = [bubble for bubble in self.bubbles if bubble.id != bubble_id]
        self._publish("gone", id=bubble_id)

    def show_keyboard(self, keyboard: Mapping[str, Any] | None) -> None:
        self.keyboard = keyboard
        self._publish("keyboard", keyboard=keyboard)

    def type_for(self, seconds: float) -> None:
        self.typing_until = time.time() + seconds
        self._publish("typing", seconds=seconds)

    def toast(self, text: str, *, alert: bool) -> None:
        self._publish("toast", text=text, alert=alert)

    def saw(self, what: str, **detail: Any) -> None:
        """Note an `act` of the resident, a `webhook` attempt or a `request` of the bot, for the column on the right."""
        sight = {"what": what, "at": time.time(), **detail}
        self.sights.append(sight)
        self._publish("sight", sight=sight)

    def replies(self) -> list[Bubble]:
        """What the bot said since the resident's last bubble."""
        newest = max((i for i, bubble in enumerate(self.bubbles) if bubble.by == "resident"), default=-1)
        return self.bubbles[newest + 1 :]

    async def wait_for(self, condition: Callable[[Chat], Any], seconds: float = 5.0) -> None:
        """Return when the condition holds; raise TimeoutError when it does not in time."""
        with self._feed.watch(self.address) as events:
            async with asyncio.timeout(seconds):
                while not condition(self):
                    await events.get()

    def state(self) -> dict[str, Any]:
        return {
            "bubbles": [asdict(bubble) for bubble in self.bubbles],
            "keyboard": self.keyboard,
            "typing": max(0.0, self.typing_until - time.time()),
            "sights": list(self.sights),
        }

    def _publish(self, kind: str, **detail: Any) -> None:
        self._feed.publish(self.address, {"channel": self.address[0], "kind": kind, **detail})
