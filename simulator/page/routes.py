"""The page's own HTTP: visitors, what they do on the phones, the stream of what happens there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from simulator.assets import STATIC
from simulator.faults import FaultBoard
from simulator.feed import Feed
from simulator.settings import Settings
from simulator.telegram import TelegramServer
from simulator.visitors import Visitor, Visitors, act
from simulator.whatsapp import WhatsAppServer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HEARTBEAT_SECONDS = 15.0
_ROAD_TIMEOUT = ClientTimeout(total=3)
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'"
_HEADERS = {
    "Content-Security-Policy": f"{_POLICY}; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


@web.middleware
async def own_pages_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Another site open in the same browser must not press the buttons here."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        raise web.HTTPForbidden(text="only this page may do that")
    return await handler(request)


class Page:
    """Serves the page and acts for its visitors."""

    def __init__(self, settings: Settings, feed: Feed, telegram: TelegramServer, whatsapp: WhatsAppServer) -> None:
        self._settings = settings
        self._feed = feed
        self._telegram = telegram
        self._whatsapp = whatsapp
        self._visitors = Visitors(telegram, whatsapp)
        self._http: ClientSession

    def open(self, http: ClientSession) -> None:
        self._http = http

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._index),
            web.get("/static/{name}", self._static),
            web.get("/page/media/{media}", self._media),
            web.post("/page/visitors", self._new_visitor),
            web.get("/page/visitors/{key}", self._state),
            web.get("/page/visitors/{key}/events", self._events),
            web.get("/page/visitors/{key}/{channel}/road", self._road),
            web.post("/page/visitors/{key}/{channel}", self._act),
        ]

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "index.html", headers=_HEADERS)

    async def _static(self, request: web.Request) -> web.StreamResponse:
        path = STATIC / Path(request.match_info["name"]).name
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=_HEADERS)

    async def _media(self, request: web.Request) -> web.Response:
        """A picture the bot sent."""
        asset = self._whatsapp.world.media.get(request.match_info["media"])
        if asset is None or not asset.mime_type.startswith("image/"):
            raise web.HTTPNotFound
        return web.Response(body=asset.content, content_type=asset.mime_type, headers=_HEADERS)

    async def _new_visitor(self, request: web.Request) -> web.Response:
        wish = await _json(request)
        visitor = self._visitors.new("en" if wish.get("language") == "en" else "id")
        return web.json_response(self._view(visitor))

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(self._view(self._visitor(request)))

    async def _act(self, request: web.Request) -> web.Response:
        person = self._visitor(request).person(request.match_info["channel"])
        try:
            understood = person is not None and await act(person, await _json(request))
        except (LookupError, ValueError):
            understood = False
        if not understood:
            raise web.HTTPBadRequest(text="not understood")
        return web.json_response({"ok": True})

    async def _road(self, request: web.Request) -> web.Response:
        """What the bot itself tells about the last message; `steps` is null where it does not."""
        channel = request.match_info["channel"]
        person = self._visitor(request).person(channel)
        if person is None:
            raise web.HTTPNotFound
        query = {"channel": channel, "chat": person.chat}
        steps: Any = None
        try:
            async with self._http.get(
                f"{self._settings.bot_url}/dev/road", params=query, timeout=_ROAD_TIMEOUT
            ) as answer:
                if answer.status == 200:
                    steps = (await answer.json()).get("steps")
        except (ClientError, TimeoutError, OSError, ValueError, AttributeError):
            pass
        return web.json_response({"steps": steps})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events. The first is the whole state, so that nothing is missed after a broken line."""
        visitor = self._visitor(request)
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        with self._feed.watch(*visitor.addresses) as events:
            await _write(response, {"kind": "state", "state": self._view(visitor)})
            await self._pass_on(response, events)
        return response

    async def _pass_on(self, response: web.StreamResponse, events: asyncio.Queue[dict[str, Any]]) -> None:
        """Until the visitor leaves or the simulator ends."""
        closing = asyncio.ensure_future(self._feed.closing.wait())
        try:
            while not closing.done():
                event = asyncio.ensure_future(events.get())
                await asyncio.wait({event, closing}, timeout=_HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                if event.done():
                    await _write(response, event.result())
                else:
                    event.cancel()
                    await response.write(b": still here\n\n")
        except ConnectionError:
            pass  # the visitor left
        finally:
            closing.cancel()

    def _visitor(self, request: web.Request) -> Visitor:
        visitor = self._visitors.find(request.match_info["key"])
        if visitor is None:
            raise web.HTTPNotFound(text="unknown visitor")
        return visitor

    def _view(self, visitor: Visitor) -> dict[str, Any]:
        boards: dict[str, FaultBoard] = {"telegram": self._telegram.faults, "whatsapp": self._whatsapp.faults}
        telegram = visitor.telegram.screen.state() | {
            "blocked": visitor.telegram.room.blocked,
            "commands": self._telegram.commands("id"),
            "commands_en": self._telegram.commands("en"),
            "connected": self._telegram.connected,
        }
        whatsapp = visitor.whatsapp.screen.state() | {
            "blocked": visitor.whatsapp.account.blocked,
            "stopped": visitor.whatsapp.account.no_marketing,
            "connected": self._whatsapp.connected,
        }
        faults = {channel: board.state() for channel, board in boards.items()}
        return {"visitor": visitor.key, "telegram": telegram, "whatsapp": whatsapp, "faults": faults}


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        value = json.loads(await request.read() or b"{}")
    except ValueError:
        raise web.HTTPBadRequest(text="not JSON") from None
    return value if isinstance(value, dict) else {}


async def _write(response: web.StreamResponse, event: dict[str, Any]) -> None:
    await response.write(f"data: {json.dumps(event)}\n\n".encode())
