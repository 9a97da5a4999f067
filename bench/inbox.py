"""(g) The staff's inbox at the size of years: lists, counts and search while messages come in."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID

from bench.figures import Figures, median_of, percentiles
from bot.clock import WallClock
from bot.domain.messages import ChannelName, Inbound, Sender, Text
from bot.domain.waiting import Filters, Tab, Viewer
from bot.store.desk_lists import PostgresDeskLists
from bot.store.embedded import start_embedded
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.migrate import migrate
from bot.store.search_index import mark_messages
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup
from rig.years import RARE, fill

PER_SECOND = 50
CALLS = 40
_MARKED_EVERY = 5.0
_WHO = Viewer(UUID(int=1), inspector=False)
_WRITERS = 2_000


async def measure(rounds: int) -> dict[str, Figures]:
    folder = Path(tempfile.mkdtemp(prefix="sambung-bench-"))
    server = start_embedded(folder / "postgres")
    url = server.get_uri()
    database = Database(url, Vault(["an-invented-key-for-the-bench"]))
    wakeup = Wakeup(url)
    try:
        await migrate(database)
        began = perf_counter()
        await fill(database, url)
        filled = {"seconds": round(perf_counter() - began, 1)}
        marking = await _marking(database, wakeup)
        async with _arriving(database, wakeup):
            found = [await _round(database) for _ in range(rounds)]
    finally:
        await wakeup.close()
        await database.close()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
    figures = {name: median_of([each[name] for each in found]) for name in found[0]}
    return {"filling": filled, **figures, "making findable": marking}


async def _round(database: Database) -> dict[str, Figures]:
    lists = PostgresDeskLists(database, WallClock(), lambda now: now - timedelta(hours=4))
    second = (await lists.page(Tab.WAITING, _WHO)).next
    words = itertools.cycle((RARE, "ktp", "ktp hilang kereta", "akta kelahiran", "surat pindah datang", "jemput bola"))
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "list: waiting": lambda: lists.page(Tab.WAITING, _WHO),
        "list: waiting, second page": lambda: lists.page(Tab.WAITING, _WHO, Filters(), second),
        "list: waiting, filtered": lambda: lists.page(Tab.WAITING, _WHO, Filters(channel="telegram", label="lansia")),
        "list: team": lambda: lists.page(Tab.TEAM, _WHO),
        "list: all": lambda: lists.page(Tab.ALL, _WHO),
        "search": lambda: lists.search(next(words), _WHO),
    }
    return {name: percentiles([await _timed(call) for _ in range(CALLS)]) for name, call in calls.items()}


async def _timed(call: Callable[[], Awaitable[object]]) -> float:
    began = perf_counter()
    await call()
    return (perf_counter() - began) * 1000


@asynccontextmanager
async def _arriving(database: Database, wakeup: Wakeup) -> AsyncIterator[None]:
    """Messages come in, and are made findable."""
    intake = PostgresIntake(database, wakeup)

    async def come() -> None:
        for number in itertools.count():
            await asyncio.gather(intake.receive([_message(number)]), asyncio.sleep(1 / PER_SECOND))

    async def mark() -> None:
        while True:
            await mark_messages(database)
            await asyncio.sleep(_MARKED_EVERY)

    tasks = [asyncio.create_task(come()), asyncio.create_task(mark())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def _marking(database: Database, wakeup: Wakeup) -> Figures:
    """What it costs a message to be findable, off its road."""
    intake = PostgresIntake(database, wakeup)
    for number in range(20):
        await intake.receive([_message(-1 - number * 100 - each) for each in range(100)])
    began = perf_counter()
    marked = (await mark_messages(database))["in"]
    return {"messages": marked, "ms_each": round((perf_counter() - began) * 1000 / max(1, marked), 3)}


def _message(number: int) -> Inbound:
    chat = str(7_000_000 + number % _WRITERS)
    words = Text(f"ktp saya hilang di kereta nomor {number}")
    moment = datetime.now(UTC)
    return Inbound(ChannelName.TELEGRAM, "1", f"bench-{number}", chat, (chat,), words, moment, Sender("Warga", "id"))
