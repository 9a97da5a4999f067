"""GET /dev/road: the road of a chat's last message, for the simulator's page; mounted only with DEV_ROAD."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

Road = Callable[[str, str], Awaitable[list[dict[str, Any]]]]
Title = Callable[[str, str], str]
_LANGUAGES = ("id", "en")


def dev_routes(road: Road, title: Title) -> list[web.RouteDef]:
    """`road(channel, chat)` gives the steps; `title(label, language)` what people call a label."""

    async def last(request: web.Request) -> web.Response:
        steps = await road(request.query.get("channel", ""), request.query.get("chat", ""))
        return web.json_response({"steps": [_readable(step, title) for step in steps]})

    return [web.get("/dev/road", last)]


def _readable(step: dict[str, Any], title: Title) -> dict[str, Any]:
    """With the titles of all labels in it, in both languages."""
    detail = step["detail"]
    labels = [guess["id"] for guess in detail.get("ranking", ())] + [detail.get("answered") or ""]
    return step | {"titles": {label: titles for label in labels if (titles := _titles(label, title))}}


def _titles(label: str, title: Title) -> dict[str, str]:
    """Also of a tap: `topic:ktp_hilang`, `part:ktp_hilang:requirements`; empty for what has no title."""
    verb, *rest = label.split(":")
    known = f"{'task' if verb == 'task' else 'faq'}/{rest[0]}" if rest else label
    try:
        return {language: title(known, language) for language in _LANGUAGES}
    except KeyError:
        return {}
