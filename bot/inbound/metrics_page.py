"""GET /metrics for Prometheus, on a port of its own that is not open to the world."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.domain.backlog import Backlog
from bot.domain.errors import StoreUnavailable
from bot.metrics import Metrics

ReadBacklog = Callable[[], Awaitable[Backlog]]


def metrics_routes(metrics: Metrics, read_backlog: ReadBacklog) -> list[web.RouteDef]:
    """While the database is away the page has this process's own figures only."""

    async def page(_request: web.Request) -> web.Response:
        try:
            backlog = await read_backlog()
        except StoreUnavailable:
            backlog = Backlog()
        return web.Response(body=metrics.page(backlog), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/metrics", page)]


@asynccontextmanager
async def metrics_page(host: str, port: int | None, routes: list[web.RouteDef]) -> AsyncIterator[None]:
    """Served while the block runs; not at all without a port. Raises OSError when the port is taken."""
    if port is None:
        yield
        return
    application = web.Application()
    application.add_routes(routes)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()
