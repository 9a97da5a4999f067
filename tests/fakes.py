"""A fake for each port whose real side is another company's server or another process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from bot.clock import JAKARTA
from bot.domain.bookings import Booking, OwnBooking, Slot, Wish
from bot.domain.campaigns import Button
from bot.domain.entities import Document
from bot.domain.errors import BadSignature, MediaGone, NluUnavailable, ServiceRefused, ServiceUnavailable, SlotGone
from bot.domain.interests import Subscription
from bot.domain.lookups import SeenLookup
from bot.domain.messages import ChannelName, Event, Inbound
from bot.domain.privacy import KeptData
from bot.domain.registration import written
from bot.domain.reply import Bubble, Guess, Payload, Say, Understanding
from bot.domain.service import Application, Visit
from bot.domain.staff_notices import Phone
from tests.residents import ACCOUNT

Sender = Callable[[str, Payload], Awaitable[str]]


@dataclass
class FakeChannel:
    """Records what is sent; `on_send` may raise a SendError; `delivery` is what `parse` gives."""

    name: ChannelName = ChannelName.TELEGRAM
    account: str = ACCOUNT
    delivery: Sequence[Event] = ()
    on_send: Sender | None = None
    sent: list[tuple[str, Payload]] = field(default_factory=list)
    acknowledged: list[Inbound] = field(default_factory=list)
    typed: list[Inbound] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        if headers.get("X-Signature") != "good":
            raise BadSignature

    def parse(self, body: bytes) -> Sequence[Event]:
        return self.delivery

    def render(self, bubble: Bubble) -> Sequence[Payload]:
        return [{"text": bubble.text if isinstance(bubble, Say) else bubble.kind}]

    async def send(self, chat: str, payload: Payload, reference: str) -> str:
        external_id = await self.on_send(chat, payload) if self.on_send else f"sent-{reference}"
        self.sent.append((chat, payload))
        return external_id

    async def download(self, media_id: str) -> bytes:
        if media_id not in self.files:
            raise MediaGone
        return self.files[media_id]

    def needs_window(self, payload: Payload) -> bool:
        return "template" not in payload

    async def acknowledge(self, inbound: Inbound) -> None:
        self.acknowledged.append(inbound)

    async def show_typing(self, inbound: Inbound) -> None:
        self.typed.append(inbound)


@dataclass
class FakeUnderstander:
    """Understands every text as `label`; None: Rasa is down. `seconds` to think."""

    label: str | None = "faq/ktp_hilang"
    confidence: float = 0.9
    seconds: float = 0.0
    asked: list[str] = field(default_factory=list)

    async def understand(self, text: str) -> Understanding:
        self.asked.append(text)
        await asyncio.sleep(self.seconds)
        if self.label is None:
            raise NluUnavailable
        return Understanding((Guess(self.label, self.confidence),), model="fake")

    async def healthy(self) -> bool:
        return self.label is not None


@dataclass
class FakeService:
    """The applications it is given, by number; `free` times at the counter; `away`: it does not answer; `refuses`: with
    this reason. `booked` by key."""

    known: Mapping[str, tuple[date, Application]] = field(default_factory=dict)
    free: list[Slot] = field(default_factory=list)
    coming: Sequence[Visit] = ()
    away: bool = False
    refuses: str = ""
    connected: bool = True
    booked: dict[str, Booking] = field(default_factory=dict)

    async def application(self, registration: str, born: date) -> Application | None:
        self._answer()
        found = self.known.get(registration)
        return found[1] if found and found[0] == born else None

    async def slots(self, document: Document) -> Sequence[Slot]:
        self._answer()
        return list(self.free)

    async def book(self, wish: Wish) -> Booking:
        self._answer()
        if wish.key not in self.booked:
            slot = self._taken(wish.slot)
            self.booked[wish.key] = Booking(written("261124", 700 + len(self.booked)), slot.start, slot.end, "Loket 1")
        return self.booked[wish.key]

    async def move(self, registration: str, born: date, slot: str) -> Booking | None:
        self._answer()
        taken = self._taken(slot)
        return Booking(registration, taken.start, taken.end, "Loket 1")

    async def cancel(self, registration: str, born: date) -> bool:
        self._answer()
        return True

    async def visits(self) -> Sequence[Visit]:
        self._answer()
        return self.coming

    def _answer(self) -> None:
        if self.away:
            raise ServiceUnavailable
        if self.refuses:
            raise ServiceRefused(self.refuses)

    def _taken(self, slot: str) -> Slot:
        found = next((each for each in self.free if each.id == slot), None)
        if found is None:
            raise SlotGone
        self.free.remove(found)
        return found

    async def healthy(self) -> bool:
        return not self.away


@dataclass
class FakeAttempts:
    """Lets `left` tries through."""

    left: int = 1000
    forgotten: int = 0

    async def take(self, person: UUID, registration: str) -> bool:
        self.left -= 1
        return self.left >= 0

    async def used_up(self, person: UUID, registration: str) -> bool:
        return self.left <= 0

    async def right(self, person: UUID, registration: str) -> None:
        self.forgotten += 1


@dataclass
class FakeLookupLog:
    """Shows these lines to whoever asks."""

    lines: Sequence[SeenLookup] = ()

    async def of(self, registration: str, person: UUID, limit: int = 10) -> Sequence[SeenLookup]:
        return self.lines


@dataclass
class FakeBookings:
    """Everybody's own bookings are these."""

    kept: list[OwnBooking] = field(default_factory=list)

    async def of_person(self, person: UUID) -> Sequence[OwnBooking]:
        return list(self.kept)

    async def find(self, registration: str, person: UUID) -> OwnBooking | None:
        return next((each for each in self.kept if each.registration == registration), None)


@dataclass
class FakeLinks:
    """These codes hold, and everybody has so many chats."""

    codes: Mapping[str, UUID] = field(default_factory=dict)
    chats: int = 1

    async def owner(self, code: str) -> UUID | None:
        return self.codes.get(code)

    async def channels(self, person: UUID) -> int:
        return self.chats


@dataclass
class FakeArchive:
    """Everybody has told the same."""

    kept: KeptData = field(default_factory=lambda: KeptData((), (), (), (), (), ()))

    async def of(self, person: UUID) -> KeptData:
        return self.kept


@dataclass
class FakeSubscriptions:
    """Everybody is subscribed like this."""

    kept: Subscription = field(default_factory=Subscription)
    per_week: int = 3

    async def of(self, person: UUID) -> Subscription:
        return self.kept


@dataclass
class FakeQueue:
    """Everybody is next but `before`."""

    before: int = 0

    async def place(self, conversation: UUID) -> int:
        return self.before + 1


class FixedClock:
    """Tuesday 24 November 2026, ten in the morning in Jakarta."""

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 10, 0, tzinfo=JAKARTA)


@dataclass
class FakeAnnouncements:
    """Buttons by campaign."""

    buttons: dict[UUID, Sequence[Button]] = field(default_factory=dict)

    async def button(
        self, campaign: UUID, version: int, number: int, language: str, conversation: UUID
    ) -> Button | None:
        found = self.buttons.get(campaign, ())
        return found[number] if version == 0 and number < len(found) else None


@dataclass
class FakeStaffPhones:
    """Codes of officers by name; a code works in the first chat that uses it."""

    codes: dict[str, str] = field(default_factory=dict)
    used: dict[str, UUID] = field(default_factory=dict)

    async def offer(self, account: UUID) -> str:
        code = f"ABCD-{len(self.codes):04}"
        self.codes[code] = str(account)
        return code

    async def link(self, code: str, conversation: UUID) -> str | None:
        if self.used.setdefault(code, conversation) != conversation:
            return None
        return self.codes.get(code)

    async def burn(self, code: str) -> None:
        self.codes.pop(code, None)

    async def phone(self, account: UUID) -> Phone:
        return Phone()

    async def unlink(self, account: UUID) -> bool:
        return False

    async def say(self, account: UUID, text: str, key: str) -> bool:
        return False
