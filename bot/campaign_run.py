"""The loops that move campaigns: start what is due, write its list, feed the outbox, follow what came of it. Any number
of workers may run them on one database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

import structlog

from bot.clockwork import repeat
from bot.domain.campaigns import CampaignRefusal, State
from bot.store.campaign_feed import CampaignFeed, Way
from bot.store.campaign_start import CampaignStart
from bot.store.wakeup import Wakeup

SECONDS = 1.0
"""Between two looks; half of what is fed ahead."""
_log = structlog.get_logger(__name__)


class CampaignRun:
    """Each loop goes on by itself: a list of a million holds up no feed, an account that is away no other."""

    def __init__(
        self,
        feed: CampaignFeed,
        start: CampaignStart,
        ways: Sequence[Way],
        wakeup: Wakeup,
        refresh: Callable[[], Awaitable[None]],
    ) -> None:
        """`refresh` before each look: what the ways know of templates. Where that fails, nothing is fed."""
        self._refresh = refresh
        self._feed = feed
        self._start = start
        self._ways = ways
        self._wakeup = wakeup

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. Trouble costs a beat, never the loop."""
        acts: list[Callable[[], Awaitable[None]]] = [self._begin, self._list, self._settle]
        acts += [partial(self._feed_one, way) for way in self._ways]
        await asyncio.gather(*(repeat(act, SECONDS, stop) for act in acts))

    async def _feed_one(self, way: Way) -> None:
        await self._refresh()
        if await self._feed.feed(way):
            self._wakeup.ring("outbox")

    async def _settle(self) -> None:
        """Open pages move as recipients are settled, so at most once in each look."""
        settled = await self._feed.settle()
        if settled.moved or settled.done:
            self._wakeup.ring("desk")

    async def _begin(self) -> None:
        for campaign in await self._feed.due():
            with suppress(CampaignRefusal):  # another worker was quicker, or somebody took it back
                if await self._start.begin(campaign) is State.RUNNING:
                    _log.info("campaign_started", campaign=str(campaign))
                self._wakeup.ring("desk")

    async def _list(self) -> None:
        await asyncio.gather(*(self._write(campaign) for campaign in await self._start.unlisted()))
        if await self._start.count_cut():
            self._wakeup.ring("desk")

    async def _write(self, campaign: UUID) -> None:
        while await self._start.write_list(campaign):
            pass
