"""Composition root: settings → both stand-ins and the page, as one aiohttp application."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from random import Random, SystemRandom

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web

from simulator.control import control_routes, template_control
from simulator.feed import Feed
from simulator.page.routes import Page, own_pages_only
from simulator.service import ServiceServer
from simulator.settings import Settings
from simulator.telegram import TelegramServer
from simulator.whatsapp import WhatsAppServer

MAX_BODY = 50 * 1024 * 1024
"""Telegram takes files up to 50 MB."""


@dataclass(frozen=True, slots=True)
class Simulator:
    """The parts, for tests that embed it: `TestServer(simulator.app)`."""

    app: web.Application
    telegram: TelegramServer
    whatsapp: WhatsAppServer
    feed: Feed
    service: ServiceServer


def build(settings: Settings) -> Simulator:
    """Nothing runs before the application starts. A seed in the settings makes ids and batching repeatable."""
    rng = SystemRandom() if settings.seed is None else Random(settings.seed)  # noqa: S311
    feed = Feed()
    telegram = TelegramServer(settings, feed, rng)
    whatsapp = WhatsAppServer(settings, feed, rng)
    service = ServiceServer(settings)
    page = Page(settings, feed, telegram, whatsapp)
    app = web.Application(client_max_size=MAX_BODY, middlewares=[own_pages_only])
    boards = {"telegram": telegram.faults, "whatsapp": whatsapp.faults, "service": service.faults}
    app.add_routes(page.routes())
    app.add_routes(control_routes(boards, feed))
    app.add_routes(template_control(whatsapp.office))
    app.add_routes(telegram.routes())
    app.add_routes(whatsapp.routes())
    app.add_routes(service.routes())

    async def running(_: web.Application) -> AsyncIterator[None]:
        connector = TCPConnector(limit=0)
        async with ClientSession(cookie_jar=DummyCookieJar(), connector=connector) as http:
            page.open(http)
            await telegram.open(http)
            await whatsapp.open(http)
            await service.open(http)
            yield
            await service.stop()
            await telegram.stop()
            await whatsapp.stop()

    async def closing(_: web.Application) -> None:
        feed.closing.set()

    app.cleanup_ctx.append(running)
    app.on_shutdown.append(closing)
    return Simulator(app, telegram, whatsapp, feed, service)


def build_app(settings: Settings) -> web.Application:
    return build(settings).app


@contextlib.asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[None]:
    """The simulator on its port; ends open streams at once when left."""
    runner = web.AppRunner(build_app(settings), access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        yield
    finally:
        await runner.cleanup()
