"""One person on two channels: however their accounts are fed, nobody hears more in a week than is allowed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from bot.domain.audience import About, Audience, Condition
from bot.domain.campaigns import Draft, Fate, Left
from bot.domain.messages import ChannelName
from bot.domain.privacy import LinkTo, SetAnnouncements
from bot.store.campaign_feed import CampaignFeed
from bot.store.campaigns import PostgresCampaigns
from bot.store.effects import Changes, apply
from bot.store.engine import Database
from tests.contract.campaign_town import RULES, TOLD, Hand, resident, running, way
from tests.contract.test_intake import rows

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
HEARD = """
    SELECT person, count(*) FROM campaign_recipient WHERE fate IN ('queued', 'sent') GROUP BY person HAVING count(*) > 1
"""


@pytest.fixture
def campaigns(database: Database) -> PostgresCampaigns:
    return PostgresCampaigns(database, RULES)


@pytest.fixture
def feed(database: Database) -> CampaignFeed:
    return CampaignFeed(database, RULES, Hand())


def on(channel: str) -> Draft:
    return Draft(channel, TOLD, Audience((Condition(About.CHANNEL, (channel,)),)))


async def linked(database: Database) -> tuple[UUID, UUID]:
    """On Telegram and on WhatsApp."""
    person = await resident(database)
    return person, await resident(database, "whatsapp", person=person)


async def at_once(database: Database, acts: Sequence[Coroutine[Any, Any, Any]]) -> None:
    """As far as they come before any of them has put something into the queue; only then any may commit."""
    async with database.begin() as holding:
        await holding.execute(text("LOCK TABLE outbox IN SHARE MODE"))
        tasks = [asyncio.create_task(act) for act in acts]
        held = 0
        while held < len(tasks):
            [(waiting,)] = await rows(database, _WAITING)
            held = waiting + sum(task.done() for task in tasks)
    await asyncio.gather(*tasks)


async def test_two_channels_fed_at_once_bring_nobody_more_than_the_week_allows(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for _ in range(5):
        await linked(database)
    alone = await resident(database, "whatsapp")
    made = [await running(campaigns, on(channel)) for channel in ("telegram", "whatsapp")]
    await at_once(database, [feed.feed(way()), feed.feed(way(ChannelName.WHATSAPP))])
    assert await rows(database, HEARD) == []
    await feed.feed(way())
    await feed.feed(way(ChannelName.WHATSAPP))
    assert await rows(database, HEARD) == []
    books = [await campaigns.books(each) for each in made]
    assert sum(each.fates.get(Fate.QUEUED, 0) for each in books) == 6, "everybody hears one"
    assert sum(each.fates.get(Fate.SKIPPED, 0) for each in books) == 5
    assert await rows(database, "SELECT fate FROM campaign_recipient WHERE conversation = :who", who=alone) == [
        ("queued",)
    ]


async def test_those_who_linked_their_channels_after_the_list_was_written_hear_it_once(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    first, second = await resident(database), await resident(database, "whatsapp")
    made = await running(campaigns, Draft("Banjir", TOLD, Audience(), emergency=True))
    async with database.begin() as connection:
        await apply(connection, database.vault, [Changes(second, [LinkTo(first)])])
    assert [await feed.feed(way()), await feed.feed(way(ChannelName.WHATSAPP))] == [1, 0]
    assert await rows(database, "SELECT reason FROM campaign_recipient WHERE campaign = :made AND fate = 'skipped'",
                      made=made) == [(Left.OTHER_CHANNEL,)]  # fmt: skip


async def test_what_was_heard_before_the_channels_were_linked_counts_afterwards(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    first, second = await resident(database), await resident(database, "whatsapp")
    waiting = await running(campaigns, on("whatsapp"))
    await running(campaigns, on("telegram"))
    await feed.feed(way())
    async with database.begin() as connection:
        await apply(connection, database.vault, [Changes(second, [LinkTo(first)])])
    assert await feed.feed(way(ChannelName.WHATSAPP)) == 0
    assert await rows(database, "SELECT reason FROM campaign_recipient WHERE campaign = :made", made=waiting) == [
        (Left.ENOUGH_THIS_WEEK,)
    ]


async def test_feeds_of_both_channels_and_stops_at_once_end(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    people = [await linked(database) for _ in range(12)]
    for channel in ("telegram", "whatsapp"):
        await running(campaigns, on(channel))

    async def stop(who: UUID) -> None:
        async with database.begin() as connection:
            await apply(connection, database.vault, [Changes(who, [SetAnnouncements(wanted=False)])])

    async with asyncio.timeout(60):
        await asyncio.gather(
            *(stop(pair[number % 2]) for number, pair in enumerate(people[:6])),
            *(feed.feed(way(channel)) for channel in ChannelName),
            *(stop(pair[number % 2]) for number, pair in enumerate(people[6:])),
            *(feed.feed(way(channel)) for channel in ChannelName),
        )
    assert await rows(database, "SELECT 1 FROM outbox") == []
