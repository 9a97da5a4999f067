"""(g) The staff's pages at the size of years: lists, search and conversations while messages come in."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from time import perf_counter
from urllib.parse import quote

from aiohttp import ClientSession, ClientTimeout

from bench.figures import Figures, median_of, percentiles
from bench.platforms import Platforms
from bot.domain.staff import NewAccount, Role
from bot.store.search_index import mark_messages
from bot.store.staff import PostgresStaff
from bot.store.staff_sessions import PostgresSessions
from rig import deliveries
from rig.cluster import Cluster
from rig.years import LONG, QUEUED, RARE, case_numbers, conversation, fill

PER_SECOND = 50
CALLS = 40
_MARKED_EVERY = 5.0
_WRITERS = 2_000
_INBOX = "/console/inbox"
_CASES = "/console/cases"
_WORDS = (RARE, "ktp", "ktp hilang kereta", "akta kelahiran", "surat pindah datang", "jemput bola")
_ROLES = frozenset({Role.OFFICER, Role.SUPERVISOR})

Paths = Mapping[str, Callable[[], str]]


async def measure(rounds: int) -> dict[str, Figures]:
    platforms = Platforms()
    runner = await platforms.start()
    try:
        async with Cluster(platforms.url) as cluster:
            began = perf_counter()
            await fill(cluster.database, cluster.database_url)
            filled = {"seconds": round(perf_counter() - began, 1)}
            _, url = await cluster.web()
            marking = await _marking(cluster, url)
            async with _signed_in(cluster, url) as browser, _arriving(cluster, url):
                paths = _paths()
                await _round(browser, paths, calls=3)  # what is made once, such as templates, is made now
                found = [await _round(browser, paths, CALLS) for _ in range(rounds)]
    finally:
        await runner.cleanup()
    figures = {name: median_of([each[name] for each in found]) for name in found[0]}
    return {"filling": filled, **figures, "making findable": marking}


def _paths() -> Paths:
    """Name → the address to open next."""
    words = itertools.cycle(_WORDS)
    waiting = itertools.cycle(range(1, QUEUED, 37))
    numbers = itertools.cycle(case_numbers()[::251])
    any_one = itertools.cycle(range(QUEUED, 100_000, 997))
    return {
        "list: waiting": lambda: _INBOX,
        "list: waiting, filtered": lambda: f"{_INBOX}?kanal=telegram&label=lansia",
        "list: team": lambda: f"{_INBOX}?tab=team",
        "list: all": lambda: f"{_INBOX}?tab=all",
        "search": lambda: f"{_INBOX}?cari={quote(next(words))}",
        "conversation that waits": lambda: f"{_INBOX}/{conversation(next(waiting))}",
        "conversation, any": lambda: f"{_INBOX}/{conversation(next(any_one))}",
        "conversation, the longest": lambda: f"{_INBOX}/{LONG}",
        "cases": lambda: _CASES,
        "case, with likely duplicates": lambda: f"{_CASES}/{next(numbers)}",
        "cases: search": lambda: f"{_CASES}?cari={quote(next(words))}",
        "cases: search without a hit": lambda: f"{_CASES}?cari=ombudsman",
    }


async def _round(browser: ClientSession, paths: Paths, calls: int) -> dict[str, Figures]:
    return {name: percentiles([await _opened(browser, path()) for _ in range(calls)]) for name, path in paths.items()}


async def _opened(browser: ClientSession, path: str) -> float:
    """Milliseconds until the whole page is there. Raises RuntimeError for one that is not shown."""
    began = perf_counter()
    async with browser.get(path, allow_redirects=False) as answer:
        await answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered {answer.status}")
    return (perf_counter() - began) * 1000


@asynccontextmanager
async def _signed_in(cluster: Cluster, url: str) -> AsyncIterator[ClientSession]:
    """An officer's browser; the session is begun as signing in does."""
    account = await PostgresStaff(cluster.database).add(NewAccount("bench", "Bench", _ROLES, "no password"))
    await PostgresStaff(cluster.database).set_password(account.id, "no password", must_change=False)
    secret = await PostgresSessions(cluster.database).begin(account.id, complete=True, device="bench")
    cookie = {"Cookie": f"__Host-console={secret}"}
    async with ClientSession(url, headers=cookie, timeout=ClientTimeout(total=60)) as browser:
        yield browser


@asynccontextmanager
async def _arriving(cluster: Cluster, url: str) -> AsyncIterator[None]:
    """Messages come in, and are made findable."""
    numbers = itertools.count()

    async def come() -> None:
        """At this rate also where an answer takes long."""
        async with ClientSession(url) as http, asyncio.TaskGroup() as posts:
            while True:
                posts.create_task(_post(http, next(numbers)))
                await asyncio.sleep(1 / PER_SECOND)

    async def mark() -> None:
        while True:
            await mark_messages(cluster.database)
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


async def _post(http: ClientSession, number: int) -> None:
    delivery = _message(number)
    async with http.post(delivery.path, data=delivery.body, headers=delivery.headers) as answer:
        if answer.status != 200:
            raise RuntimeError(f"a delivery was answered {answer.status}")


async def _marking(cluster: Cluster, url: str) -> Figures:
    """What it costs a message to be findable, off its road."""
    async with ClientSession(url) as http:
        for number in range(500):
            await _post(http, number)
    began = perf_counter()
    marked = (await mark_messages(cluster.database))["in"]
    return {"messages": marked, "ms_each": round((perf_counter() - began) * 1000 / max(1, marked), 3)}


def _message(number: int) -> deliveries.Delivery:
    return deliveries.telegram(7_000_000 + number % _WRITERS, f"ktp saya hilang di kereta nomor {number}")
