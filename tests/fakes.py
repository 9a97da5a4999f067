"""A fake for each port whose real side is another company's server or another process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import JAKARTA
from bot.domain.errors import BadSignature, MediaGone, NluUnavailable
from bot.domain.messages import ChannelName, Event, Inbound
from bot.domain.reply import Bubble, Guess, Payload, Say, Understanding
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


class FixedClock:
    """Tuesday 24 November 2026, ten in the morning in Jakarta."""

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 10, 0, tzinfo=JAKARTA)
