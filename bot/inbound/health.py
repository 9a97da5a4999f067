"""/health/live: the process runs. /health/ready: what works, what does not, and how far behind we are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.domain.backlog import Backlog
from bot.domain.errors import StoreUnavailable

MAX_BACKLOG_SECONDS = 60.0
"""A message that waits longer than this for its turn means that the workers do not keep up, or are not there."""


def health_routes(
    read_backlog: Callable[[], Awaitable[Backlog]], nlu_healthy: Callable[[], Awaitable[bool]]
) -> list[web.RouteDef]:
    """Ready (200) only when residents get answers in time: database, Rasa and workers all do their part."""

    async def live(_request: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def ready(_request: web.Request) -> web.Response:
        nlu = await nlu_healthy()
        try:
            backlog: Backlog | None = await read_backlog()
        except StoreUnavailable:
            backlog = None
        report = {"database": backlog is not None, "nlu": nlu, **_queues(backlog or Backlog())}
        fine = backlog is not None and nlu and backlog.oldest_inbox_seconds < MAX_BACKLOG_SECONDS
        return web.json_response({"ready": fine, **report}, status=200 if fine else 503)

    return [web.get("/health/live", live), web.get("/health/ready", ready)]


def _queues(backlog: Backlog) -> dict[str, object]:
    """In whole numbers; an account in trouble does not make us unready: questions still come in and are kept."""
    return {
        "oldest_message_seconds": round(backlog.oldest_inbox_seconds, 1),
        "oldest_reply_seconds": round(backlog.oldest_reply_seconds, 1),
        "dead_letters": sum(queue.count for queue in backlog.dead_letters),
        "accounts_in_trouble": {trouble.channel: trouble.trouble for trouble in backlog.troubles},
    }
