"""Everything a Cloud API server remembers: people, messages, media; and the statuses it reports."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator.assets import Asset, samples
from simulator.chat import Chat, Tick
from simulator.chores import Chores
from simulator.courier import Attempt
from simulator.faults import FaultBoard
from simulator.feed import Feed
from simulator.settings import Settings
from simulator.whatsapp.errors import failure
from simulator.whatsapp.ids import new_media_id
from simulator.whatsapp.templates import Template, approved
from simulator.whatsapp.webhook import Event, WebhookSender

_PRICING = {"billable": False, "pricing_model": "PMP", "category": "service", "type": "free_customer_service"}
_UNDELIVERABLE = "Message Undeliverable."


KEPT_CALLS = 20_000
WINDOW_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the bot, for tests and the page."""

    path: str
    body: Mapping[str, Any]
    status: int
    at: float = field(default_factory=time.time)


@dataclass(slots=True)
class Account:
    """How Meta knows a resident. Without `shows_phone` webhooks name only the business-scoped id."""

    name: str
    phone: str
    bsuid: str
    screen: Chat
    shows_phone: bool = True
    knows_bsuid: bool = True
    blocked: bool = False
    reads: bool = True
    no_marketing: bool = False
    wrote_at: float = 0.0
    refusals: list[int] = field(default_factory=list)  # codes, one for each of the next messages to this person

    @property
    def window_open(self) -> bool:
        """Meta's 24 hours after the resident's last message, in which anything may be sent."""
        return time.time() - self.wrote_at < WINDOW_SECONDS

    @property
    def contact(self) -> dict[str, Any]:
        ids = {"wa_id": self.phone} if self.shows_phone else {}
        ids |= {"user_id": self.bsuid} if self.knows_bsuid else {}
        return {"profile": {"name": self.name}, **ids}


class World:
    """State without HTTP."""

    def __init__(self, settings: Settings, feed: Feed, rng: Random) -> None:
        self.settings = settings
        self.feed = feed
        self.rng = rng
        self.faults = FaultBoard()
        self.webhook = WebhookSender(settings, self.faults, feed, rng)
        self.accounts: dict[str, Account] = {}  # by phone and by bsuid
        self.inbound: dict[str, Account] = {}  # by wamid of what they wrote
        self.media: dict[str, Asset] = {}
        self.samples = samples()
        self.calls: list[Call] = []
        self.templates: list[Template] = approved()
        self.chores = Chores()

    def add(self, account: Account) -> None:
        self.accounts[account.phone] = account
        self.accounts[account.bsuid] = account

    def find(self, message: Mapping[str, Any]) -> tuple[str, Account | None]:
        """The recipient as named, and the person if there is one; `to` wins over `recipient`."""
        named = str(message.get("to") or message.get("recipient"))
        return named, self.accounts.get(named.lstrip("+"))

    def keep_media(self, asset: Asset) -> dict[str, Any]:
        """Remember a file; what a webhook tells about it."""
        media_id = new_media_id(self.rng)
        self.media[media_id] = asset
        digest = base64.b64encode(hashlib.sha256(asset.content).digest()).decode()
        return {"id": media_id, "mime_type": asset.mime_type, "sha256": digest}

    def report_soon(self, wamid: str, person: Account | None, named: str, opaque: str, *, failed: int = 0) -> None:
        """Statuses for an accepted message, in the platform's own time; `failed`: the code of why it did not arrive."""
        failed = failed or (131026 if person is None or person.blocked else 0)
        self.chores.start(self._report(wamid, person, named, opaque, failed))

    async def _report(self, wamid: str, person: Account | None, named: str, opaque: str, failed: int) -> None:
        pace = self.settings.pace
        await asyncio.sleep(pace.sent)
        if failed:
            self._status(wamid, "failed", person, named, opaque, failed)
            return
        self._status(wamid, "sent", person, named, opaque)
        await asyncio.sleep(pace.delivered)
        self._status(wamid, "delivered", person, named, opaque)
        if person is not None and person.reads:
            await asyncio.sleep(pace.read)
            self._status(wamid, "read", person, named, opaque)

    def _status(self, wamid: str, status: str, person: Account | None, named: str, opaque: str, code: int = 0) -> None:
        content: dict[str, Any] = {"id": wamid, "status": status, "timestamp": str(int(time.time()))}
        phone = person.phone if person and person.shows_phone else named if named.isdigit() else ""
        content |= {"recipient_id": phone} if phone else {}
        contact: dict[str, Any] = {}
        if status == "failed":
            content["errors"] = [failure(code, _UNDELIVERABLE)]
        elif person is not None:
            contact = person.contact
            content |= {"recipient_user_id": person.bsuid} if person.knows_bsuid else {}
            content |= {"pricing": _PRICING} if status != "read" else {}
        if opaque:
            content["biz_opaque_callback_data"] = opaque
        self.webhook.put(Event(phone or named, "statuses", content, contact, _unseen))

    def put_message(self, person: Account, content: dict[str, Any], bubble_id: str) -> None:
        """Send what a resident did on its way; what becomes of it shows as ticks."""
        screen = person.screen
        shown = screen.find(bubble_id)
        screen.saw("act", update=str(content["type"]), text=shown.text if shown else "")

        def tell(attempt: Attempt, count: int, done: bool) -> None:
            screen.saw("webhook", status=attempt.status, ms=attempt.milliseconds, attempt=count, update="message")
            bubble = screen.find(bubble_id)
            if bubble is not None and bubble.tick is not Tick.READ:
                tick = Tick.ACCEPTED if attempt.ok else Tick.FAILED if done else Tick.RETRYING
                screen.change(bubble_id, tick=tick)

        self.webhook.put(Event(person.phone, "messages", content, person.contact, tell))

    async def stop(self) -> None:
        await self.chores.stop()
        await self.webhook.stop()


def _unseen(attempt: Attempt, count: int, done: bool) -> None:
    """Statuses leave no trace on the phone."""
