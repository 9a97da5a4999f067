"""What stands before the web processes in a city: spreads deliveries over those that live, repeats them on demand."""

from __future__ import annotations

import asyncio
import itertools
from random import Random

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web

_TIMEOUT = ClientTimeout(total=20)
_KEPT = ("Content-Type", "X-Telegram-Bot-Api-Secret-Token", "X-Hub-Signature-256")


class Front:
    """`webs` are addresses; `copies` is how often each delivery is made at most, at once (1: not repeated)."""

    def __init__(self, rng: Random) -> None:
        self.webs: list[str] = []
        self.copies = 1
        self.deliveries = 0
        self.refused = 0
        self._rng = rng
        self._turn = itertools.count()
        self._http: ClientSession
        self._runner: web.AppRunner

    async def start(self, port: int) -> None:
        self._http = ClientSession(timeout=_TIMEOUT, connector=TCPConnector(limit=0, force_close=True))
        application = web.Application(client_max_size=50 * 1024 * 1024)
        application.add_routes([web.route("*", "/{path:.*}", self._pass_on)])
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()

    async def stop(self) -> None:
        await self._runner.cleanup()
        await self._http.close()

    async def _pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name: request.headers[name] for name in _KEPT if name in request.headers}
        copies = self._rng.randint(1, self.copies) if request.method == "POST" else 1
        tries = [self._once(request, body, headers) for _ in range(copies)]
        answers = await asyncio.gather(*tries)
        self.deliveries += 1
        worst = max(answers, key=lambda answer: answer[0])
        if worst[0] >= 500:
            self.refused += 1
        return web.Response(status=worst[0], body=worst[1])

    async def _once(self, request: web.Request, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """502 where the process behind us has just died, as a load balancer says it."""
        if not self.webs:
            return 502, b""
        base = self.webs[next(self._turn) % len(self.webs)]
        try:
            async with self._http.request(
                request.method, base + request.path_qs, data=body or None, headers=headers
            ) as answer:
                return answer.status, await answer.read()
        except (ClientError, TimeoutError, OSError):
            return 502, b""
