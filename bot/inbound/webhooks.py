"""The channels' webhooks: verify the raw bytes, parse, store, and only then answer 200."""

from __future__ import annotations

import structlog
from aiohttp import web

from bot.domain.errors import BadSignature, MalformedDelivery, StoreUnavailable
from bot.domain.ports import Channel, Intake
from bot.inbound.challenge import Challenger

MAX_BODY = 4 * 1024 * 1024
"""Largest delivery taken, in bytes: Meta sends up to 3 MB."""

_RETRY_AFTER_SECONDS = "2"
_log = structlog.get_logger(__name__)


def webhook_routes(intake: Intake, telegram: Channel | None, whatsapp: Challenger | None) -> list[web.RouteDef]:
    """Routes for the channels that are set up; the others stay unknown (404)."""
    routes = []
    if telegram is not None:
        routes.append(web.post("/hooks/telegram", _Webhook(telegram, intake).receive))
    if whatsapp is not None:
        routes.append(web.post("/hooks/whatsapp", _Webhook(whatsapp, intake).receive))
        routes.append(web.get("/hooks/whatsapp", _Verification(whatsapp).answer))
    return routes


class _Webhook:
    """POST of one channel."""

    def __init__(self, channel: Channel, intake: Intake) -> None:
        self._channel = channel
        self._intake = intake

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        channel = self._channel.name
        try:
            self._channel.verify(request.headers, body)
            new = await self._intake.receive(self._channel.parse(body))
        except BadSignature:
            _log.warning("webhook_refused", channel=channel, remote=request.remote)
            return web.Response(status=401, text="bad signature")
        except MalformedDelivery:
            _log.warning("webhook_malformed", channel=channel, size=len(body))
            return web.Response(status=400, text="malformed delivery")
        except StoreUnavailable:
            _log.error("webhook_not_stored", channel=channel)
            return web.Response(status=503, headers={"Retry-After": _RETRY_AFTER_SECONDS}, text="try again")
        _log.debug("webhook_stored", channel=channel, new=new)
        return web.Response(text="ok")


class _Verification:
    """Meta's GET that proves we own the address."""

    def __init__(self, channel: Challenger) -> None:
        self._channel = channel

    async def answer(self, request: web.Request) -> web.Response:
        try:
            return web.Response(text=self._channel.challenge(request.query))
        except BadSignature:
            return web.Response(status=403, text="bad verify token")
