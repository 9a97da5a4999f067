"""The channels' webhooks: verify the raw bytes, parse, store, and only then answer 200."""

from __future__ import annotations

import structlog
from aiohttp import web

from bot.domain.errors import BadSignature, MalformedDelivery, StoreUnavailable
from bot.domain.messages import Ignored
from bot.domain.ports import Channel, Intake
from bot.inbound.challenge import Challenger
from bot.metrics import Metrics

MAX_BODY = 4 * 1024 * 1024
"""Largest delivery taken, in bytes: Meta sends up to 3 MB."""

_RETRY_AFTER_SECONDS = "2"
_log = structlog.get_logger(__name__)


def webhook_routes(
    intake: Intake, telegram: Channel | None, whatsapp: Challenger | None, metrics: Metrics | None = None
) -> list[web.RouteDef]:
    """Routes for the channels that are set up; the others stay unknown (404)."""
    metrics = metrics or Metrics()
    routes = []
    if telegram is not None:
        routes.append(web.post("/hooks/telegram", _Webhook(telegram, intake, metrics).receive))
    if whatsapp is not None:
        routes.append(web.post("/hooks/whatsapp", _Webhook(whatsapp, intake, metrics).receive))
        routes.append(web.get("/hooks/whatsapp", _Verification(whatsapp).answer))
    return routes


class _Webhook:
    """POST of one channel."""

    def __init__(self, channel: Channel, intake: Intake, metrics: Metrics) -> None:
        self._channel = channel
        self._intake = intake
        self._metrics = metrics

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        channel = self._channel.name
        try:
            self._channel.verify(request.headers, body)
            events = self._channel.parse(body)
            new = await self._intake.receive(events)
        except BadSignature:
            _log.warning("webhook_refused", channel=channel, remote=request.remote)
            return self._answer("forged", 401, "bad signature")
        except MalformedDelivery:
            _log.warning("webhook_malformed", channel=channel, size=len(body))
            return self._answer("malformed", 400, "malformed delivery")
        except StoreUnavailable:
            _log.error("webhook_not_stored", channel=channel)
            return self._answer("refused", 503, "try again", {"Retry-After": _RETRY_AFTER_SECONDS})
        kept = sum(not isinstance(event, Ignored) for event in events)
        self._metrics.stored(channel, new, kept - new)
        _log.debug("webhook_stored", channel=channel, new=new)
        return self._answer("stored", 200, "ok")

    def _answer(self, result: str, status: int, words: str, headers: dict[str, str] | None = None) -> web.Response:
        self._metrics.delivery(self._channel.name, result)
        return web.Response(status=status, text=words, headers=headers)


class _Verification:
    """Meta's GET that proves we own the address."""

    def __init__(self, channel: Challenger) -> None:
        self._channel = channel

    async def answer(self, request: web.Request) -> web.Response:
        try:
            return web.Response(text=self._channel.challenge(request.query))
        except BadSignature:
            return web.Response(status=403, text="bad verify token")
