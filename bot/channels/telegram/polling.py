"""Long polling: fetches updates and confirms each only after it has been stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Sequence
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
    while not stop.is_set():
        try:
            for update in await _unless(stop, _updates(bot, request, allowed, offset)):
                # Raw bytes, as a webhook would bring them: one parser for both ways in.
                await on_update(json.dumps(update).encode())
                offset = int(update["update_id"]) + 1
        except (TelegramError, StoreUnavailable, ValueError) as error:
            _log.warning("polling_trouble", error=type(error).__name__)
            await _unless(stop, asyncio.sleep(_TROUBLE_SECONDS, []))


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, list[Any]]) -> list[Any]:
    """What `work` gives; nothing when `stop` comes first."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else []
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)


async def _updates(bot: Bot, request: AiohttpRequest, allowed: Sequence[str], offset: int) -> list[dict[str, Any]]:
    """getUpdates as plain JSON: the typed call would fail whole on one update it cannot read."""
    wanted = {"offset": offset, "timeout": _WAIT_SECONDS, "limit": 100, "allowed_updates": list(allowed)}
    data = RequestData([RequestParameter.from_input(key, value) for key, value in wanted.items()])
    answer = await request.post(f"{bot.base_url}/getUpdates", data, read_timeout=_WAIT_SECONDS + 10)
    return list(answer) if isinstance(answer, list) else []
