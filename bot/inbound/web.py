"""The aiohttp application of the web process: webhooks, health, and what every answer has in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from uuid import uuid4

import structlog
from aiohttp import web

from bot.domain.errors import StoreUnavailable
from bot.inbound.webhooks import MAX_BODY

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_log = structlog.get_logger(__name__)


def build_application(routes: Iterable[web.RouteDef]) -> web.Application:
    """Bodies over 4 MiB are answered 413 by aiohttp itself."""
    application = web.Application(client_max_size=MAX_BODY, middlewares=[_request_id, _errors])
    application.add_routes(list(routes))
    return application


@web.middleware
async def _request_id(request: web.Request, handler: Handler) -> web.StreamResponse:
    with structlog.contextvars.bound_contextvars(request=uuid4().hex[:12]):
        response = await handler(request)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@web.middleware
async def _errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except StoreUnavailable:
        return web.Response(status=503, text="try again")
    except Exception as error:
        # The words of the error may quote a delivery: only its kind and place are kept.
        _log.error("request_broken", path=request.path, error=type(error).__name__)
        return web.Response(status=500, text="internal error")
