"""Stand-ins for both platforms' servers, and for the address stock Rasa answers to: they only note arrivals."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict

from aiohttp import web

from rig.cluster import TELEGRAM_ACCOUNT

_BOT = {"id": int(TELEGRAM_ACCOUNT), "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


class Platforms:
    """`first[chat]` is when the first message to that chat arrived, `times` when each did: `time.perf_counter()`."""

    def __init__(self) -> None:
        self.first: dict[str, float] = {}
        self.times: list[float] = []
        self._waiting: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.url = ""

    async def start(self) -> web.AppRunner:
        application = web.Application()
        application.add_routes(
            [
                web.post("/bot{token}/{method}", self._telegram),
                web.post("/{version}/{phone}/messages", self._whatsapp),
                web.post("/callback", self._callback),
            ]
        )
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    def forget(self) -> None:
        self.first.clear()
        self.times.clear()
        self._waiting.clear()

    async def answered(self, chat: str, seconds: float) -> float:
        """When the first message to `chat` arrived. Raises TimeoutError."""
        await asyncio.wait_for(self._waiting[chat].wait(), seconds)
        return self.first[chat]

    def _arrive(self, chat: str) -> int:
        now = time.perf_counter()
        self.times.append(now)
        if chat not in self.first:
            self.first[chat] = now
            self._waiting[chat].set()
        return len(self.times)

    async def _telegram(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "getMe":
            return web.json_response({"ok": True, "result": _BOT})
        if method != "sendMessage":
            return web.json_response({"ok": True, "result": True})
        json_body = "json" in request.content_type
        body = await request.json() if json_body else await request.post()
        chat = int(str(body["chat_id"]))
        message = {
            "message_id": self._arrive(str(chat)),
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "W"},
            "text": "x",
        }
        return web.json_response({"ok": True, "result": message})

    async def _whatsapp(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body.get("status") == "read":
            return web.json_response({"success": True})
        number = self._arrive(body["to"])
        contacts = [{"input": body["to"], "wa_id": body["to"]}]
        return web.json_response(
            {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": f"wamid.{number}"}]}
        )

    async def _callback(self, request: web.Request) -> web.Response:
        self._arrive(str((await request.json())["recipient_id"]))
        return web.json_response({})
