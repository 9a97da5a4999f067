"""`python -m rig.floor PORT DATABASE_URL`: a bare aiohttp handler that inserts one row with asyncpg: the floor."""

from __future__ import annotations

import asyncio
import sys

import asyncpg
from aiohttp import web


async def serve(port: int, url: str) -> None:
    pool = await asyncpg.create_pool(url, min_size=10, max_size=10)
    await pool.execute("CREATE TABLE IF NOT EXISTS floor (id bigserial PRIMARY KEY, body text NOT NULL)")

    async def take(request: web.Request) -> web.Response:
        await pool.execute("INSERT INTO floor (body) VALUES ($1)", (await request.read()).decode())
        return web.Response(text="ok")

    async def live(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    application = web.Application()
    application.add_routes([web.post("/{path:.*}", take), web.get("/health/live", live)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
