"""The application service's webhook: verify, read, put the news before those who watch, and only then answer 200."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable

import structlog
from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from bot.domain.errors import StoreUnavailable
from bot.domain.lookups import Watchers
from bot.domain.service import StageChanged

FRESH_SECONDS = 300
"""An event with an older time is a replay; a service stamps anew each time it sends."""
_EVENT = TypeAdapter(StageChanged)
_log = structlog.get_logger(__name__)


def service_routes(watchers: Watchers, secret: str, now: Callable[[], float] = time.time) -> list[web.RouteDef]:
    """`secret` is shared with the service."""
    return [web.post("/hooks/service", _Reception(watchers, secret, now).receive)]


class _Reception:
    def __init__(self, watchers: Watchers, secret: str, now: Callable[[], float]) -> None:
        self._watchers = watchers
        self._secret = secret.encode()
        self._now = now

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        stamp = request.headers.get("X-Service-Timestamp", "")
        if not self._genuine(stamp, request.headers.get("X-Service-Signature", ""), body):
            _log.warning("service_event_refused", remote=request.remote)
            return web.Response(status=401, text="bad signature")
        try:
            event = _EVENT.validate_json(body)
        except ValidationError:
            _log.warning("service_event_malformed", size=len(body))
            return web.Response(status=400, text="not a StageChanged")
        try:
            told = await self._watchers.tell(event)
        except StoreUnavailable:
            return web.Response(status=503, text="try again", headers={"Retry-After": "2"})
        _log.info("service_event", told=told)
        return web.Response(text="ok")

    def _genuine(self, stamp: str, signature: str, body: bytes) -> bool:
        if not (stamp.isascii() and stamp.isdecimal()) or abs(self._now() - int(stamp)) > FRESH_SECONDS:
            return False
        expected = "sha256=" + hmac.new(self._secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
