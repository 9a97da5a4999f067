"""The loops that move campaigns, as open pages hear of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from bot.campaign_run import CampaignRun
from bot.domain.campaigns import Fate, State
from bot.store.campaign_feed import CampaignFeed
from bot.store.campaign_start import CampaignStart
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.contract.campaign_town import RULES, Hand, resident, running, way
from tests.contract.test_intake import rows


class Ear:
    """Hears the bell of the desk, as a web process does."""

    def __init__(self) -> None:
        self._listening = asyncio.Event()
        self.rung = asyncio.Event()

    def hear(self, bell: str) -> None:
        if bell != "desk":
            return
        if self._listening.is_set():
            self.rung.set()
        self._listening.set()  # the first one says that it listens

    async def listens(self) -> None:
        await self._listening.wait()


@asynccontextmanager
async def run(database: Database, wakeup: Wakeup) -> AsyncIterator[Ear]:
    """Without any account to feed: what is queued is there already."""
    ear, stop = Ear(), asyncio.Event()

    async def refresh() -> None:
        return None

    feed, start = CampaignFeed(database, RULES, Hand()), CampaignStart(database, RULES)
    listening = asyncio.create_task(wakeup.listen(ear.hear))
    await ear.listens()
    loops = asyncio.create_task(CampaignRun(feed, start, [], wakeup, refresh).run(stop))
    try:
        yield ear
    finally:
        stop.set()
        await loops
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


@pytest.fixture
def campaigns(database: Database) -> PostgresCampaigns:
    return PostgresCampaigns(database, RULES)


async def test_pages_hear_of_recipients_that_are_settled_while_others_wait(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns
) -> None:
    for _ in range(4):
        await resident(database)
    made = await running(campaigns)
    await CampaignFeed(database, RULES, Hand()).feed(way(per_second=1))
    async with run(database, wakeup) as ear:
        ear.rung.clear()
        await rows(
            database, "UPDATE outbox SET state = 'sent', sent_at = clock_timestamp() WHERE state = 'queued' RETURNING 1"
        )
        async with asyncio.timeout(20):
            await ear.rung.wait()
        assert (await campaigns.books(made)).fates == {Fate.PENDING: 2, Fate.SENT: 2}
        assert (await campaigns.read(made))[0].state is State.RUNNING
