"""The whole bot against the simulator's servers: real PostgreSQL, real Rasa, real HTTP and signatures both ways."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random

import pytest
from aiohttp import ClientSession, web

from bot.adapters import Adapters, real_adapters
from bot.app import build_campaigns, build_worker, receive, web_application
from bot.clock import WallClock
from bot.domain.timing import Clock
from bot.settings import Settings
from bot.staffroom import build_console
from bot.store.engine import Database
from bot.supervisor.ports import free_port
from simulator.feed import Feed
from simulator.service import ServiceServer
from simulator.settings import Pace
from simulator.settings import Settings as SimulatorSettings
from simulator.telegram import TelegramServer
from simulator.whatsapp import WhatsAppServer
from tests.conftest import SECRET_KEY
from tests.nlu.conftest import Server, model, run, server

__all__ = ["model", "run", "server"]

TOKEN = "7012345678:AAinvented-token-for-e2e-tests"
PHONE = "100000000000001"
BUSINESS = "102290129340398"
QUICK = Pace(
    retry_base=0.2,
    retry_cap=(1.0, 1.5),
    gather=0.01,
    sent=0.01,
    delivered=0.02,
    read=0.03,
    lost_answer=0.5,
    shuffle_hold=0.3,
    verify_every=0.1,
)


@asynccontextmanager
async def serving(application: web.Application, port: int) -> AsyncIterator[None]:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()


class City:
    """Both platforms, the bot, and residents. `bot` may be stopped and started again."""

    def __init__(self, database_url: str, nlu_url: str, *, polling: bool = False) -> None:
        self._polling = polling
        self.bot_port, self.platform_port = free_port(), free_port()
        self.bot_url = f"http://127.0.0.1:{self.bot_port}"
        platform_url = f"http://127.0.0.1:{self.platform_port}"
        environment = {
            "DATABASE_URL": database_url,
            "SECRET_KEY": SECRET_KEY,
            "NLU_URL": nlu_url,
            "NLU_TIMEOUT_SECONDS": "2",
            "HTTP_PORT": str(self.bot_port),
            "DEV_ROAD": "true",
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": "e2e-secret",
            "TELEGRAM_API_BASE": platform_url,
            "WHATSAPP_PHONE_NUMBER_ID": PHONE,
            "WHATSAPP_BUSINESS_ACCOUNT_ID": BUSINESS,
            "WHATSAPP_ACCESS_TOKEN": "EAAinvented",
            "WHATSAPP_APP_SECRET": "e2e-app-secret",
            "WHATSAPP_VERIFY_TOKEN": "e2e-verify",
            "WHATSAPP_API_BASE": platform_url,
            "SERVICE_API_URL": f"{platform_url}/service/v1",
            "SERVICE_API_TOKEN": "service-token",
            "SERVICE_API_SECRET": "service-secret",
        } | ({} if polling else {"PUBLIC_URL": self.bot_url})
        self.settings = Settings.read(environment)
        simulated = SimulatorSettings(
            TOKEN,
            PHONE,
            "EAAinvented",
            "e2e-app-secret",
            "e2e-verify",
            service_token="service-token",
            service_secret="service-secret",
            bot_url=self.bot_url,
            pace=QUICK,
        )
        feed = Feed()
        self.telegram = TelegramServer(simulated, feed, Random(1))
        self.whatsapp = WhatsAppServer(simulated, feed, Random(2))
        self.service = ServiceServer(simulated)
        self.clock: Clock = WallClock()

    @asynccontextmanager
    async def platforms(self) -> AsyncIterator[None]:
        application = web.Application()
        application.add_routes([*self.telegram.routes(), *self.whatsapp.routes(), *self.service.routes()])
        async with serving(application, self.platform_port), ClientSession() as http:
            await self.telegram.open(http)
            await self.whatsapp.open(http)
            await self.service.open(http)
            yield
            await self.service.stop()
            await self.telegram.stop()
            await self.whatsapp.stop()

    @asynccontextmanager
    async def bot(self, *, web: bool = True, worker: bool = True) -> AsyncIterator[Adapters]:
        """The bot's processes as tasks of this one; leaving the block stops them cleanly."""
        async with AsyncExitStack() as stack:
            adapters = await stack.enter_async_context(real_adapters(self.settings))
            if web:
                console = build_console(self.settings, adapters)
                application = web_application(self.settings, adapters, console.routes)
                await stack.enter_async_context(serving(application, self.bot_port))
                stack.callback(console.pulse.close)
                for task in (receive(self.settings, adapters), adapters.wakeup.listen(console.pulse.ring)):
                    stack.push_async_callback(_end, asyncio.create_task(task))
            if worker:
                crew, stop = build_worker(self.settings, adapters), asyncio.Event()
                stack.push_async_callback(_end, asyncio.create_task(adapters.wakeup.listen(crew.ring)))
                campaigns = build_campaigns(self.settings, adapters, self.clock)
                working = asyncio.gather(crew.run(stop), campaigns.run(stop))
                stack.push_async_callback(asyncio.wait_for, working, 15)
                stack.callback(stop.set)
            if web:
                await self._until_connected()
            yield adapters

    async def _until_connected(self) -> None:
        async with asyncio.timeout(10):
            # A long poll is known to the platform only when it ends, so there is nothing to wait for.
            while not ((self._polling or self.telegram.connected) and self.whatsapp.connected):  # noqa: ASYNC110
                await asyncio.sleep(0.02)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def city(database_url: str, server: Server) -> AsyncIterator[City]:
    """Both platforms up, the bot not yet."""
    made = City(database_url, server.url)
    async with made.platforms():
        yield made


@pytest.fixture
async def town(city: City, database: Database) -> AsyncIterator[City]:
    """Everything up."""
    async with city.bot():
        yield city
