"""Gathers events into Meta's envelopes, signs them and brings them to the bot, once its address is verified."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from aiohttp import ClientError, ClientSession, ClientTimeout

from simulator.chores import Chores
from simulator.courier import Attempt, Courier, Parcel
from simulator.faults import FaultBoard
from simulator.feed import EVERYONE, Feed
from simulator.settings import Settings

DISPLAY_PHONE = "15550100123"
_GIVE_UP_SECONDS = 7 * 24 * 3600.0

Tell = Callable[[Attempt, int, bool], None]


@dataclass(frozen=True, slots=True)
class Event:
    """A message or status of one person; `contact` is empty where Meta leaves it out."""

    person: str
    kind: Literal["messages", "statuses"]
    content: dict[str, Any]
    contact: dict[str, Any]
    tell: Tell


class WebhookSender:
    """`across_people`: let one delivery carry events of several residents, as Meta does under load."""

    def __init__(self, settings: Settings, faults: FaultBoard, feed: Feed, rng: Random) -> None:
        self.across_people = False
        self.verified = asyncio.Event()
        self._settings = settings
        self._feed = feed
        self._rng = rng
        self._courier = Courier(faults, settings.pace, rng, blocking=False)
        self._courier.url = settings.whatsapp_hook
        self._chores = Chores()
        self._waiting: list[Event] = []

    def open(self, http: ClientSession) -> None:
        self._courier.open(http)
        self._chores.start(self._verify(http))

    async def stop(self) -> None:
        await self._chores.stop()
        await self._courier.stop()

    def put(self, event: Event) -> None:
        self._waiting.append(event)
        if len(self._waiting) == 1:
            self._chores.start(self._flush())

    def tell_business(self, field: str, value: dict[str, Any]) -> None:
        """News of the business account, such as of its templates: a delivery of its own."""
        entry = {"time": int(time.time()), "changes": [{"value": value, "field": field}]}
        self._chores.start(self._post("business", [entry]))

    def tell_of(self, person: str, field: str, value: dict[str, Any]) -> None:
        """About a person, but no message: a delivery of its own."""
        metadata = {"display_phone_number": DISPLAY_PHONE, "phone_number_id": self._settings.phone_number_id}
        whole = {"messaging_product": "whatsapp", "metadata": metadata, **value}
        self._chores.start(self._post(person, [{"changes": [{"value": whole, "field": field}]}]))

    async def _post(self, lane: str, entries: list[dict[str, Any]]) -> None:
        await self.verified.wait()
        entries = [{"id": self._settings.business_account, **entry} for entry in entries]
        body = _dumped({"object": "whatsapp_business_account", "entry": entries})
        self._courier.put(Parcel(lane, body, self._headers(body), time.time() + _GIVE_UP_SECONDS, _nobody_asks))

    async def _verify(self, http: ClientSession) -> None:
        """Meta's challenge, until the bot is up and answers it."""
        challenge = str(self._rng.randrange(10**9, 10**10))
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": self._settings.verify_token,
        }
        timeout = ClientTimeout(total=self._settings.pace.webhook_timeout)
        while not self.verified.is_set():
            try:
                async with http.get(self._settings.whatsapp_hook, params=query, timeout=timeout) as answer:
                    if answer.status == 200 and await answer.text() == challenge:
                        self.verified.set()
                        self._feed.publish(EVERYONE, {"channel": "whatsapp", "kind": "verified"})
                        return
            except (ClientError, TimeoutError, OSError):
                pass
            await asyncio.sleep(self._settings.pace.verify_every)

    async def _flush(self) -> None:
        await self.verified.wait()
        await asyncio.sleep(self._settings.pace.gather)
        events, self._waiting = self._waiting, []
        for together in self._deliveries(events):
            self._courier.put(self._parcel(together))

    def _deliveries(self, events: Sequence[Event]) -> list[list[Event]]:
        """Mostly all events of one person go together, sometimes each alone."""
        if self.across_people:
            return [list(events)]
        groups: dict[str, list[Event]] = {}
        for event in events:
            groups.setdefault(event.person, []).append(event)
        apart = self._rng.random() < 0.3
        return [part for group in groups.values() for part in ([[event] for event in group] if apart else [group])]

    def _parcel(self, events: Sequence[Event]) -> Parcel:
        numbers = self._settings.business_account, self._settings.phone_number_id
        body = envelope(events, *numbers, split=self._rng.random() < 0.5)

        def tell(attempt: Attempt, number: int, done: bool) -> None:
            for event in events:
                event.tell(attempt, number, done)

        return Parcel(events[0].person, body, self._headers(body), time.time() + _GIVE_UP_SECONDS, tell)

    def _headers(self, body: bytes) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": sign(body, self._settings.app_secret),
        }


def sign(body: bytes, secret: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def envelope(events: Sequence[Event], business: str, phone_number_id: str, *, split: bool) -> bytes:
    """One delivery; `split` puts each event into a change of its own, else events share one value."""
    groups = [[event] for event in events] if split else [list(events)]
    changes = [{"value": _value(group, phone_number_id), "field": "messages"} for group in groups]
    return _dumped({"object": "whatsapp_business_account", "entry": [{"id": business, "changes": changes}]})


def _dumped(body: dict[str, Any]) -> bytes:
    # Meta escapes everything beyond ASCII, and slashes: a bot that signs its own rendering fails here.
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def _nobody_asks(attempt: Attempt, number: int, done: bool) -> None:
    """No phone shows what became of it."""


def _value(events: Sequence[Event], phone_number_id: str) -> dict[str, Any]:
    metadata = {"display_phone_number": DISPLAY_PHONE, "phone_number_id": phone_number_id}
    value: dict[str, Any] = {"messaging_product": "whatsapp", "metadata": metadata}
    contacts: list[dict[str, Any]] = []
    for event in events:
        if event.contact and event.contact not in contacts:
            contacts.append(event.contact)
        value.setdefault(event.kind, []).append(event.content)
    return value | ({"contacts": contacts} if contacts else {})
