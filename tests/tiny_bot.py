"""A bot of a few lines, and a stage on which it meets the simulator: for tests of the simulator itself."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from simulator.app import Simulator, build
from simulator.settings import Pace, Settings

TOKEN = "7012345678:AAinvented-token-for-tests"
PHONE_ID = "100000000000001"
ACCESS = "EAAinvented"
APP_SECRET = "an app secret"

BRISK = Pace(
    webhook_timeout=2.0,
    retry_base=0.05,
    retry_cap=(0.3, 0.4),
    gather=0.01,
    sent=0.01,
    delivered=0.02,
    read=0.03,
    shuffle_hold=0.15,
    verify_every=0.05,
    lost_answer=0.3,
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook call as it came in."""

    channel: str
    headers: dict[str, str]
    raw: bytes
    at: float

    @property
    def body(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.raw)
        return value


@dataclass(slots=True)
class TinyBot:
    """Takes deliveries, each with the next of `statuses` (200 when there is none); hands taken ones to `on_taken`."""

    deliveries: list[Delivery] = field(default_factory=list)
    statuses: deque[int] = field(default_factory=deque)
    headers: dict[str, str] = field(default_factory=dict)
    verify_token: str = "a word"
    road: list[dict[str, Any]] | None = None
    on_taken: Callable[[Delivery], Any] | None = None

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/hooks/{channel}", self._take)
        app.router.add_get("/hooks/whatsapp", self._verify)
        app.router.add_get("/dev/road", self._road)
        return app

    def of(self, channel: str) -> list[dict[str, Any]]:
        return [delivery.body for delivery in self.deliveries if delivery.channel == channel]

    def values(self) -> list[dict[str, Any]]:
        """The `value` of every change of every WhatsApp delivery."""
        return [
            change["value"] for body in self.of("whatsapp") for entry in body["entry"] for change in entry["changes"]
        ]

    def statuses_of(self, wamid: str) -> list[str]:
        return [status["status"] for v in self.values() for status in v.get("statuses", []) if status["id"] == wamid]

    async def until(self, condition: Callable[[], Any], seconds: float = 5.0) -> None:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - a test may poll
                await asyncio.sleep(0.005)

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        now = asyncio.get_running_loop().time()
        delivery = Delivery(request.match_info["channel"], dict(request.headers), raw, now)
        self.deliveries.append(delivery)
        status = self.statuses.popleft() if self.statuses else 200
        if status == 200 and self.on_taken is not None:
            self.on_taken(delivery)
        return web.Response(status=status, headers=self.headers if status != 200 else None)

    async def _verify(self, request: web.Request) -> web.Response:
        if request.query.get("hub.verify_token") != self.verify_token:
            return web.Response(status=403)
        return web.Response(text=request.query["hub.challenge"])

    async def _road(self, request: web.Request) -> web.Response:
        return web.Response(status=404) if self.road is None else web.json_response({"steps": self.road})


@dataclass(frozen=True, slots=True)
class Stage:
    """The simulator at `url` and the bot it delivers to."""

    simulator: Simulator
    url: str
    bot: TinyBot
    bot_url: str
    http: ClientSession

    async def graph(self, body: Any, token: str = ACCESS, node: str = PHONE_ID) -> tuple[int, dict[str, Any]]:
        """POST to the Cloud API."""
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self.url}/v26.0/{node}/messages"
        async with self.http.post(url, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def bot_api(self, method: str, token: str = TOKEN, **values: Any) -> tuple[int, dict[str, Any]]:
        """POST to the Bot API."""
        async with self.http.post(f"{self.url}/bot{token}/{method}", json=values) as answer:
            return answer.status, await answer.json()

    async def fault(self, **wish: Any) -> dict[str, Any]:
        async with self.http.post(f"{self.url}/control/faults", json=wish) as answer:
            answer.raise_for_status()
            state: dict[str, Any] = await answer.json()
            return state


@asynccontextmanager
async def stage(bot: TinyBot | None = None, pace: Pace = BRISK, seed: int = 7) -> AsyncIterator[Stage]:
    bot = bot or TinyBot()
    async with TestServer(bot.application()) as bot_server:
        bot_url = str(bot_server.make_url("")).rstrip("/")
        settings = Settings(TOKEN, PHONE_ID, ACCESS, APP_SECRET, "a word", bot_url=bot_url, pace=pace, seed=seed)
        simulator = build(settings)
        async with TestServer(simulator.app) as server, ClientSession() as http:
            yield Stage(simulator, str(server.make_url("")).rstrip("/"), bot, bot_url, http)
