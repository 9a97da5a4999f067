"""Updates on their way to the bot: kept until its webhook or its polling took them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from simulator.courier import Attempt, Courier, Parcel
from simulator.faults import FaultBoard
from simulator.settings import Pace
from simulator.telegram.errors import two_pollers, webhook_active

Tell = Callable[[Attempt, int, bool], None]

_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
_LONGEST_POLL = 50.0


@dataclass(frozen=True, slots=True)
class Pending:
    """An update nobody took yet."""

    update: dict[str, Any]
    lane: str
    expires: float
    tell: Tell


@dataclass(frozen=True, slots=True)
class Webhook:
    """What setWebhook said."""

    url: str = ""
    secret: str = ""
    allowed: tuple[str, ...] = ()
    connections: int = 40


class Updates:
    """Numbers updates, keeps them, brings them to the webhook or hands them to the poller."""

    def __init__(self, faults: FaultBoard, pace: Pace, rng: Random) -> None:
        self.webhook = Webhook()
        self.courier = Courier(faults, pace, rng, blocking=True)
        self._pace = pace
        self._rng = rng
        self._pending: dict[int, Pending] = {}
        self._last_id = rng.randrange(10**8, 9 * 10**8)
        self._last_error: tuple[int, str] | None = None
        self._arrived = asyncio.Event()
        self._poll = 0

    def put(self, kind: str, content: dict[str, Any], lane: str, tell: Tell, expires_in: float | None = None) -> int:
        """The update's id. Telegram skips numbers now and then."""
        self._last_id += self._rng.choice((1, 1, 1, 2, 5))
        update = {"update_id": self._last_id, kind: content}
        expires = time.time() + (expires_in or self._pace.update_expires)
        if self._wanted(kind, self.webhook.allowed):
            self._pending[self._last_id] = Pending(update, lane, expires, tell)
            self._dispatch(self._pending[self._last_id])
            self._arrived.set()
        return self._last_id

    async def set_webhook(self, webhook: Webhook, *, drop_pending: bool = False) -> None:
        """An empty address ends delivery by webhook; what was not taken waits."""
        await self.courier.stop()
        self.webhook = webhook
        self._last_error = None
        if drop_pending:
            self._pending.clear()
        if webhook.url:
            self.courier.url = webhook.url
            self.courier.allow(webhook.connections)
            for pending in list(self._pending.values()):
                self._dispatch(pending)

    async def fetch(self, offset: int, limit: int, seconds: float, allowed: Sequence[str]) -> list[dict[str, Any]]:
        """Long poll: an offset confirms everything before it; a newer poll ends an older one."""
        if self.webhook.url:
            raise webhook_active()
        self._poll += 1
        poll = self._poll
        self._arrived.set()
        self._confirm(offset)
        deadline = time.monotonic() + min(seconds, _LONGEST_POLL)
        while not (waiting := self._waiting(offset, limit, allowed)):
            self._arrived.clear()
            if not await self._wait_until(deadline):
                return []
            if self._poll != poll:
                raise two_pollers()
            if self.webhook.url:
                raise webhook_active()
        return waiting

    def info(self) -> dict[str, Any]:
        info: dict[str, Any] = {
            "url": self.webhook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._pending),
        }
        if self.webhook.url:
            info |= {"max_connections": self.webhook.connections, "ip_address": "127.0.0.1"}
            info |= {"allowed_updates": list(self.webhook.allowed)} if self.webhook.allowed else {}
        if self._last_error:
            info |= {"last_error_date": self._last_error[0], "last_error_message": self._last_error[1]}
        return info

    async def stop(self) -> None:
        await self.courier.stop()

    def _wanted(self, kind: str, allowed: Sequence[str]) -> bool:
        return kind in allowed if allowed else kind not in _NOT_BY_DEFAULT

    def _dispatch(self, pending: Pending) -> None:
        if not self.webhook.url:
            return
        number = pending.update["update_id"]

        def tell(attempt: Attempt, count: int, done: bool) -> None:
            if done:
                self._pending.pop(number, None)
            if not attempt.ok:
                self._last_error = (int(time.time()), _words(attempt.status))
            pending.tell(attempt, count, done)

        headers = {"Content-Type": "application/json"}
        if self.webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook.secret
        body = json.dumps(pending.update).encode()
        self.courier.put(Parcel(pending.lane, body, headers, pending.expires, tell))

    def _confirm(self, offset: int) -> None:
        for number in [number for number in self._pending if number < offset]:
            self._pending.pop(number).tell(Attempt(200, 0.0), 1, True)

    def _waiting(self, offset: int, limit: int, allowed: Sequence[str]) -> list[dict[str, Any]]:
        if offset < 0:
            for number in list(self._pending)[:offset]:
                del self._pending[number]
        waiting = [p.update for p in self._pending.values() if self._wanted([*p.update][1], allowed)]
        return waiting[: max(1, min(limit, 100))]

    async def _wait_until(self, deadline: float) -> bool:
        try:
            await asyncio.wait_for(self._arrived.wait(), max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            return False
        return True


def _words(status: int) -> str:
    return f"Wrong response from the webhook: {status}" if status else "Connection refused"
