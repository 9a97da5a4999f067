"""Long polling: fetches updates and confirms each only after it has been stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.channels.telegram.request import AiohttpRequest, Flooded
from bot.domain.errors import StoreUnavailable

_WAIT_SECONDS = 25
_TROUBLE_SECONDS = 1.0
_LONGEST_TROUBLE_SECONDS = 30.0
_IDLE_SECONDS = 0.1
_log = structlog.get_logger(__name__)

OnUpdate = Callable[[bytes], Awaitable[None]]


async def poll(
    request: AiohttpRequest, base_url: str, allowed: Sequence[str], on_update: OnUpdate, stop: asyncio.Event
) -> None:
    """Until `stop`. Trouble (network, 409 from a second poller, database) is waited out; nothing is skipped."""
    offset, troubles = 0, 0
    while not stop.is_set():
        wanted = {"offset": offset, "timeout": _WAIT_SECONDS, "limit": 100, "allowed_updates": list(allowed)}
        fetching = request.call(f"{base_url}/getUpdates", wanted, read_seconds=_WAIT_SECONDS + 10)
        try:
            updates = _updates(await _unless(stop, fetching))
            for update in updates:
                # Raw bytes, as a webhook would bring them: one parser for both ways in.
                await on_update(json.dumps(update).encode())
                offset = update["update_id"] + 1
            troubles = 0
            # A server that does not hold the request must not make us spin.
            wait = 0.0 if updates else _IDLE_SECONDS
        except (TelegramError, StoreUnavailable) as error:
            wait = _pause(error, troubles)
            troubles += 1
            _log.warning("polling_trouble", error=type(error).__name__, wait=wait)
        await _unless(stop, asyncio.sleep(wait))


def _updates(answer: Any) -> list[dict[str, Any]]:
    """Those with a number: without one an update can neither be stored nor confirmed."""
    given = answer if isinstance(answer, list) else []
    return [update for update in given if isinstance(update, dict) and type(update.get("update_id")) is int]


def _pause(error: Exception, troubles: int) -> float:
    if isinstance(error, Flooded):
        return error.seconds
    return min(_TROUBLE_SECONDS * 2.0 ** min(troubles, 10), _LONGEST_TROUBLE_SECONDS)


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, Any]) -> Any:
    """What `work` gives; nothing when `stop` comes first."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
