"""GET /dev/road: the road of a chat's last message, for the simulator's page; mounted only with DEV_ROAD."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

Road = Callable[[str, str], Awaitable[list[dict[str, Any]]]]


def dev_routes(road: Road) -> list[web.RouteDef]:
    """`road(channel, chat)` gives the steps."""

    async def last(request: web.Request) -> web.Response:
        steps = await road(request.query.get("channel", ""), request.query.get("chat", ""))
        return web.json_response({"steps": steps})

    return [web.get("/dev/road", last)]
