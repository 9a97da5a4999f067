"""Makes Telegram deliver to us: by webhook where it can reach us, else by long polling in one process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import structlog

from bot.domain.errors import BotError, MalformedDelivery
from bot.domain.ports import Book, Channel, Intake

COMMANDS = {
    "id": (
        *("start", "menu", "bantuan", "status", "daftar", "lapor", "tiket", "petugas", "bahasa", "batal"),
        *("data", "hapus", "mulai", "berhenti", "hubungkan"),
    ),
    "en": (
        *("start", "menu", "help", "status", "apply", "complain", "ticket", "officer", "language", "cancel"),
        *("data", "erase", "subscribe", "stop", "link"),
    ),
}
"""The commands shown in Telegram's menu, by language; their descriptions are the phrases `command_<name>`."""

_RETRY_SECONDS = 10.0
_log = structlog.get_logger(__name__)

Commands = Mapping[str, Sequence[tuple[str, str]]]
OnlyOne = Callable[[], AbstractAsyncContextManager[asyncio.Event]]


class TelegramReception(Channel, Protocol):
    """What receiving needs of the Telegram channel."""

    async def prepare(self, webhook_url: str | None, commands: Commands) -> None:
        """Register webhook (None: remove it) and commands. Raises a SendError."""

    async def poll(self, on_update: Callable[[bytes], Awaitable[None]], stop: asyncio.Event) -> None:
        """Long polling until `stop`; an update is confirmed only after `on_update` returned."""


def commands(book: Book) -> Commands:
    return {
        language: [(name, book.phrase(f"command_{name}", language)) for name in names]
        for language, names in COMMANDS.items()
    }


async def receive_telegram(
    channel: TelegramReception,
    intake: Intake,
    book: Book,
    url: str | None,
    only_one: OnlyOne,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Prepare the bot, then poll if there is no webhook `url`; tries again for ever. Cancel to stop.

    `tell` hears `webhook`, `polling` or `down`: how Telegram delivers to us."""
    while True:
        try:
            await channel.prepare(url, commands(book))
            way = "webhook" if url else "polling"
            _log.info("telegram_ready", by=way)
            tell(way)
            if url is None:
                await _poll(channel, intake, only_one)
            else:
                return
        except BotError as error:
            tell("down")
            _log.error("telegram_not_ready", error=type(error).__name__, advice=error.staff_text)
        await asyncio.sleep(_RETRY_SECONDS)


async def _poll(channel: TelegramReception, intake: Intake, only_one: OnlyOne) -> None:
    """Telegram gives updates to one poller at a time, so only the process that holds the lock polls."""

    async def store(update: bytes) -> None:
        try:
            await intake.receive(channel.parse(update))
        except MalformedDelivery:
            _log.warning("update_malformed")

    async with only_one() as lost:
        await channel.poll(store, lost)
