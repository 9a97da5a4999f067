"""Long polling: fetches updates and confirms each only after it has been stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.request import AiohttpRequest
from bot.domain.errors import StoreUnavailable

_WAIT_SECONDS = 25
_TROUBLE_SECONDS = 3.0
_log = structlog.get_logger(__name__)

OnUpdate = Callable[[bytes], Awaitable[None]]


async def poll(
    bot: Bot, request: AiohttpRequest, allowed: Sequence[str], on_update: OnUpdate, stop: asyncio.Event
) -> None:
    """Until `stop`. Trouble (network, 409 from a second poller, database) is waited out; nothing is skipped."""
    offset = 0
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            asking = asyncio.create_task(_updates(bot, request, allowed, offset))
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                asking.cancel()
                with suppress(asyncio.CancelledError, TelegramError):
                    await asking
                return
            try:
                for update in asking.result():
                    # Raw bytes, as a webhook would bring them: one parser for both ways in.
                    await on_update(json.dumps(update).encode())
                    offset = int(update["update_id"]) + 1
            except (TelegramError, StoreUnavailable, ValueError) as error:
                _log.warning("polling_trouble", error=type(error).__name__)
                await _pause(stop)
    finally:
        stopping.cancel()


async def _updates(bot: Bot, request: AiohttpRequest, allowed: Sequence[str], offset: int) -> list[dict[str, Any]]:
    """getUpdates as plain JSON: the typed call would fail whole on one update it cannot read."""
    wanted = {"offset": offset, "timeout": _WAIT_SECONDS, "limit": 100, "allowed_updates": list(allowed)}
    data = RequestData([RequestParameter.from_input(key, value) for key, value in wanted.items()])
    answer = await request.post(f"{bot.base_url}/getUpdates", data, read_timeout=_WAIT_SECONDS + 10)
    return list(answer) if isinstance(answer, list) else []


async def _pause(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), _TROUBLE_SECONDS)
