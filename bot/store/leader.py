"""A named lock held by one process of all that share a database, for work that only one may do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

_RETRY_SECONDS = 2.0
_TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


@asynccontextmanager
async def only_one(url: str, name: str) -> AsyncIterator[asyncio.Event]:
    """Wait until no other process holds `name`, then hold it. The event yielded is set when the lock is lost."""
    connection = await _acquire("postgresql://" + url.split("://", 1)[1], name)
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _connection: lost.set())
    try:
        yield lost
    finally:
        with suppress(*_TROUBLE):
            await connection.close(timeout=1)


async def _acquire(url: str, name: str) -> asyncpg.Connection:
    while True:
        with suppress(*_TROUBLE):
            connection = await asyncpg.connect(url, timeout=5)
            if await connection.fetchval("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", name):
                return connection
            await connection.close(timeout=1)
        await asyncio.sleep(_RETRY_SECONDS)
