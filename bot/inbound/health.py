"""Health pages: /health/live (this process runs) and /health/ready (residents get answers)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

Check = Callable[[], Awaitable[bool]]


def health_routes(checks: dict[str, Check]) -> list[web.RouteDef]:
    """`checks` by the name shown, e.g. "database": all must hold for ready."""

    async def live(_request: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def ready(_request: web.Request) -> web.Response:
        found = {name: await check() for name, check in checks.items()}
        return web.json_response({"ready": all(found.values()), **found}, status=200 if all(found.values()) else 503)

    return [web.get("/health/live", live), web.get("/health/ready", ready)]
