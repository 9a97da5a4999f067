"""/control: the fault switches and Meta's word on templates over HTTP, for the page and for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from simulator.faults import Fault, FaultBoard
from simulator.feed import EVERYONE, Feed
from simulator.whatsapp.management import TemplateOffice, state_of


def control_routes(boards: Mapping[str, FaultBoard], feed: Feed) -> list[web.RouteDef]:
    """POST `{"channel", "fault", "on": true, "times": null, "seconds": null, "everywhere": false}`.

    `times` limits it to the next so many requests or deliveries; `{"channel", "on": false}` without a fault ends all.
    """

    def state() -> dict[str, Any]:
        return {channel: board.state() for channel, board in boards.items()}

    async def show(request: web.Request) -> web.Response:
        return web.json_response(state())

    async def switch(request: web.Request) -> web.Response:
        try:
            _switch(boards, json.loads(await request.read()))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise web.HTTPBadRequest(text=f"not understood: {error}") from None
        feed.publish(EVERYONE, {"kind": "faults", "faults": state()})
        return web.json_response(state())

    return [web.get("/control/faults", show), web.post("/control/faults", switch)]


def template_control(office: TemplateOffice) -> list[web.RouteDef]:
    """POST `{"name", "language": "id"}` with one of `"event": "APPROVED"` (REJECTED, PAUSED, DISABLED, FLAGGED, …, and
    a `"reason"`), `"quality": "RED"`, `"category": "UTILITY"`; the bot is told by webhook."""

    async def show(request: web.Request) -> web.Response:
        return web.json_response({"templates": state_of(office)})

    async def decide(request: web.Request) -> web.Response:
        try:
            _decide(office, json.loads(await request.read()))
        except (ValueError, KeyError, TypeError, AttributeError, LookupError) as error:
            raise web.HTTPBadRequest(text=f"not understood: {error}") from None
        return web.json_response({"templates": state_of(office)})

    return [web.get("/control/templates", show), web.post("/control/templates", decide)]


def _decide(office: TemplateOffice, wish: Mapping[str, Any]) -> None:
    name, language = str(wish["name"]), str(wish.get("language", "id"))
    if "event" in wish:
        office.decide(name, str(wish["event"]), language, str(wish.get("reason", "NONE")))
    elif "quality" in wish:
        office.rate(name, str(wish["quality"]), language)
    else:
        office.recategorise(name, str(wish["category"]), language)


def _switch(boards: Mapping[str, FaultBoard], wish: Mapping[str, Any]) -> None:
    board = boards[wish["channel"]]
    fault = Fault(wish["fault"]) if "fault" in wish else None
    if not wish.get("on", True):
        board.clear(fault)
    elif fault is None:
        raise ValueError("fault is missing")
    else:
        times, seconds = wish.get("times"), wish.get("seconds")
        board.set(
            fault,
            None if times is None else int(times),
            None if seconds is None else float(seconds),
            everywhere=bool(wish.get("everywhere")),
        )
