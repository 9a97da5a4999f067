"""A city to be tormented: both platforms (the simulator), a front, web and worker processes, and residents."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from random import Random
from typing import Any
from uuid import UUID

from aiohttp import web
from sqlalchemy import text

from bot.domain.errors import StoreUnavailable
from bot.supervisor.ports import free_port
from prove.brain import Brain
from prove.front import Front
from prove.kept import Kept
from prove.scale import SETTLE_SECONDS
from rig.cluster import (
    ACCESS_TOKEN,
    APP_SECRET,
    PHONE,
    TELEGRAM_SECRET,
    TOKEN,
    VERIFY_TOKEN,
    Cluster,
    until_answers,
)
from rig.density import Stillness
from rig.process import Process
from simulator.app import Simulator, build
from simulator.settings import Pace, Settings

_WAITING = """SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting')
                   + (SELECT count(*) FROM outbox WHERE state = 'queued')"""

SERVICE_SECRET = "prove-service-secret"
_CONVERSATION = "SELECT conversation FROM alias WHERE channel = :channel AND value = :value"

BRISK = Pace(
    webhook_timeout=10.0,
    retry_base=0.2,
    retry_cap=(1.0, 2.0),
    gather=0.01,
    sent=0.02,
    delivered=0.05,
    read=0.1,
    shuffle_hold=0.3,
    verify_every=0.2,
    lost_answer=2.0,
)


class City:
    """Made by `city`; `webs` and `workers` are the processes that should be alive."""

    def __init__(self, cluster: Cluster, simulator: Simulator, front: Front, brain: Brain, rng: Random) -> None:
        self.cluster = cluster
        self.simulator = simulator
        self.front = front
        self.brain = brain
        self.rng = rng
        self.webs: dict[str, Process] = {}
        self.workers: list[Process] = []
        self.kills = 0
        self.stillness = Stillness()
        self.vault = cluster.database.vault
        self.kept = Kept(self.rows, self.vault)

    async def add_web(self) -> None:
        process, url = await self.cluster.web()
        self.webs[url] = process
        self.front.webs.append(url)

    async def add_worker(self) -> None:
        self.workers.append(await self.cluster.worker())

    async def replace_dead(self) -> None:
        """A worker that starts while the database is away says so and ends; a supervisor would start it again."""
        for worker in [each for each in self.workers if not each.alive]:
            self.workers.remove(worker)
            await self.add_worker()

    async def kill_web(self, url: str) -> None:
        """SIGKILL; the front notices only when it runs into it."""
        self.kills += 1
        await self.webs.pop(url).kill()
        self.front.webs.remove(url)

    async def kill_worker(self, process: Process) -> None:
        self.kills += 1
        self.workers.remove(process)
        await process.kill()

    async def rows(self, query: str, **values: Any) -> Sequence[Any]:
        """Asked again while the database is away."""
        while True:
            try:
                async with self.cluster.database.begin() as connection:
                    return (await connection.execute(text(query), values)).all()
            except StoreUnavailable:
                await asyncio.sleep(0.2)

    async def value(self, query: str, **values: Any) -> Any:
        return (await self.rows(query, **values))[0][0]

    async def conversation(self, channel: str, chat: str) -> UUID:
        """Of a resident who has written."""
        found: UUID = await self.value(_CONVERSATION, channel=channel, value=self.vault.mark_chat(chat))
        return found

    async def settle(self, name: str, written: int) -> None:
        """Until so many messages that start with `name` have come in and nothing waits any more, or time is up: the
        audit will tell what is missing."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                while len(await self.kept.events(f"{name} ")) < written or await self.value(_WAITING):
                    await asyncio.sleep(0.2)


@asynccontextmanager
async def city(*, webs: int, workers: int, seed: int) -> AsyncIterator[City]:
    """Everything up and connected."""
    platform_port, front_port, nlu_port = free_port(), free_port(), free_port()
    platform_url, front_url = f"http://127.0.0.1:{platform_port}", f"http://127.0.0.1:{front_port}"
    rng = Random(seed)
    simulator = build(
        Settings(
            telegram_token=TOKEN,
            phone_number_id=PHONE,
            access_token=ACCESS_TOKEN,
            app_secret=APP_SECRET,
            verify_token=VERIFY_TOKEN,
            telegram_secret=TELEGRAM_SECRET,
            bot_url=front_url,
            pace=BRISK,
            seed=seed,
        )
    )
    front, brain = Front(rng), Brain()
    runner = web.AppRunner(simulator.app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", platform_port).start()
    await front.start(front_port)
    await brain.start(nlu_port)
    try:
        nlu_url = f"http://127.0.0.1:{nlu_port}"
        service = {"SERVICE_API_SECRET": SERVICE_SECRET}
        async with Cluster(platform_url, public_url=front_url, nlu_url=nlu_url, settings=service) as cluster:
            made = City(cluster, simulator, front, brain, rng)
            await asyncio.gather(*(made.add_web() for _ in range(webs)), *(made.add_worker() for _ in range(workers)))
            await _connected(made)
            watching = asyncio.create_task(made.stillness.watch())
            yield made
            watching.cancel()
    finally:
        await brain.stop()
        await front.stop()
        await runner.cleanup()


async def _connected(made: City) -> None:
    for url in made.webs:
        await until_answers(f"{url}/health/live")
    async with asyncio.timeout(20):
        while not (made.simulator.whatsapp.connected and made.simulator.telegram.connected):
            await asyncio.sleep(0.05)
