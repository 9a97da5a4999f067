"""HTTP of the Telegram stand-in: token, faults, method, answer in Telegram's shape."""

from __future__ import annotations

import time
from random import Random
from typing import Any

from aiohttp import ClientSession, web

from simulator.chat import Bubble
from simulator.faults import AnswerLost, Fault, FaultBoard
from simulator.feed import Feed
from simulator.settings import Settings
from simulator.telegram.errors import Refusal, blocked, not_found, server_error, throttled, unauthorized
from simulator.telegram.methods import METHODS, VISIBLE, Method
from simulator.telegram.params import Params, read_params
from simulator.telegram.people import Person
from simulator.telegram.rooms import Room
from simulator.telegram.updates import Webhook
from simulator.telegram.world import KEPT_CALLS, Call, World


class TelegramServer:
    """Tests and the page act through `person`; the bot through the routes."""

    def __init__(self, settings: Settings, feed: Feed, rng: Random) -> None:
        self.world = World(settings, feed, rng)
        self._settings = settings

    @property
    def faults(self) -> FaultBoard:
        return self.world.faults

    @property
    def calls(self) -> list[Call]:
        """Every request of the bot, oldest first."""
        return self.world.calls

    def person(self, name: str = "Warga", language: str = "id", chat_id: int | None = None) -> Person:
        return Person(self.world, name, language, chat_id)

    def group(self, title: str) -> Room:
        number = -self.world.new_id(10)
        return self.world.new_room({"id": number, "title": title, "type": "group"})

    def messages(self, chat: int | str) -> list[Bubble]:
        return self.world.rooms[int(chat)].screen.bubbles

    @property
    def connected(self) -> bool:
        """Whether the bot said where updates should go, or fetched some."""
        return bool(self.world.updates.webhook.url) or any(call.method == "getUpdates" for call in self.calls)

    def commands(self, language: str) -> list[dict[str, str]]:
        """What the app's menu shows to speakers of a language."""
        known = self.world.commands
        scopes = ("all_private_chats", "default")
        choices = [(scope, code) for scope in scopes for code in (language, "")]
        return next((known[choice] for choice in choices if known.get(choice)), [])

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self._answer),
            web.get("/file/bot{token}/files/{name}", self._file),
        ]

    async def open(self, http: ClientSession) -> None:
        """A secret in the settings stands for a webhook that was set earlier: it survives our restarts."""
        self.world.updates.courier.open(http)
        if self._settings.telegram_secret:
            webhook = Webhook(self._settings.telegram_hook, self._settings.telegram_secret)
            await self.world.updates.set_webhook(webhook)

    async def stop(self) -> None:
        await self.world.updates.stop()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        started = time.perf_counter()
        name, params = request.match_info["method"], Params({})
        try:
            name, method = self._method(request)
            params = await read_params(request)
            status, body = 200, {"ok": True, "result": await self._run(name, method, params)}
        except Refusal as refusal:
            status, body = refusal.code, refusal.body()
        except AnswerLost:
            status, body = 0, {}
        self._note(Call(name, params.values, status), (time.perf_counter() - started) * 1000, body)
        if status == 0:
            return await self.world.feed.fall_silent(request, self._settings.pace.lost_answer)
        return web.json_response(body, status=status)

    def _method(self, request: web.Request) -> tuple[str, Method]:
        if request.match_info["token"] != self._settings.telegram_token:
            raise unauthorized()
        known = METHODS.get(request.match_info["method"].lower())
        if known is None:
            raise not_found()
        return known

    async def _run(self, name: str, method: Method, params: Params) -> Any:
        visible, faults = name in VISIBLE, self.faults
        if (slow := faults.take(Fault.SLOW, visible=visible)) is not None:
            await self.world.feed.pause(slow.seconds)
        if (limit := faults.take(Fault.THROTTLED, visible=visible)) is not None:
            raise throttled(max(1, round(limit.seconds)))
        if faults.take(Fault.SERVER_ERROR, visible=visible):
            raise server_error()
        if faults.take(Fault.BLOCKED, visible=visible):
            raise blocked()
        result = await method(self.world, params)
        if faults.take(Fault.LOST_ANSWER, visible=visible):
            raise AnswerLost
        return result

    def _note(self, call: Call, milliseconds: float, body: dict[str, Any]) -> None:
        self.world.calls.append(call)
        del self.world.calls[:-KEPT_CALLS]
        chat_id = str(call.values.get("chat_id", ""))
        room = self.world.rooms.get(int(chat_id)) if chat_id.lstrip("-").isdigit() else None
        if room is not None:
            room.screen.saw(
                "request",
                method=call.method,
                status=call.status,
                ms=milliseconds,
                error=str(body.get("description", "")),
                shown=call.method in VISIBLE and call.status in {0, 200},
            )

    async def _file(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self._settings.telegram_token:
            raise web.HTTPUnauthorized
        number = request.match_info["name"].split("_")[0]
        files = list(self.world.files.values())
        if not number.isdigit() or int(number) >= len(files):
            raise web.HTTPNotFound
        asset = files[int(number)]
        return web.Response(body=asset.content, content_type=asset.mime_type)
