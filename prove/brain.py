"""Stands where Rasa would: refuses at once (residents are then told that their question is kept) or thinks long."""

from __future__ import annotations

import asyncio

from aiohttp import web


class Brain:
    """`seconds`: how long a text is thought about before it is refused."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.asked = 0
        self._runner: web.AppRunner

    async def start(self, port: int) -> None:
        application = web.Application()
        application.add_routes([web.post("/model/parse", self._parse)])
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _parse(self, _request: web.Request) -> web.Response:
        self.asked += 1
        await asyncio.sleep(self.seconds)
        return web.json_response({}, status=503)
