"""/control/faults: the fault switches over HTTP, for the page and for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from simulator.faults import Fault, FaultBoard
from simulator.feed import EVERYONE, Feed


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
