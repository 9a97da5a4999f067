"""Channels linked and parted again: whoever got an announcement is known to answer it, whatever happened meanwhile."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from bot.domain.campaign_answers import LastAnnouncement
from bot.domain.effect import Effect
from bot.domain.messages import ChannelName
from bot.domain.privacy import LinkTo, SetAnnouncements, Unlink
from bot.store.campaign_feed import CampaignFeed
from bot.store.campaigns import PostgresCampaigns
from bot.store.effects import Changes, apply
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.mailbox import PostgresMailbox
from bot.store.wakeup import Wakeup
from tests.contract.campaign_town import RULES, Hand, running, sent_by_channel, way
from tests.contract.test_campaign_answers import announced
from tests.contract.test_intake import rows
from tests.residents import inbound


@pytest.fixture
def campaigns(database: Database) -> PostgresCampaigns:
    return PostgresCampaigns(database, RULES)


@pytest.fixture
def feed(database: Database) -> CampaignFeed:
    return CampaignFeed(database, RULES, Hand())


class Pair:
    """Somebody on Telegram and on WhatsApp; announcements come on Telegram."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self.database = database
        self.intake, self.mailbox = PostgresIntake(database, wakeup), PostgresMailbox(database, wakeup)

    async def writes(self) -> Pair:
        await self.intake.receive([inbound("halo", external_id="1")])
        await self.intake.receive([inbound("halo", chat="62811", channel=ChannelName.WHATSAPP)])
        found = await rows(self.database, "UPDATE conversation SET account = '1' RETURNING channel, id")
        self.telegram, self.whatsapp = (UUID(str(dict(found)[each])) for each in ("telegram", "whatsapp"))
        await rows(self.database, "UPDATE conversation SET announcements = true WHERE channel = 'telegram' RETURNING 1")
        await rows(self.database, "DELETE FROM mailbox RETURNING 1")
        await rows(self.database, "UPDATE inbox SET state = 'handled' RETURNING 1")
        return self

    async def does(self, who: UUID, effect: Effect) -> None:
        async with self.database.begin() as connection:
            await apply(connection, self.database.vault, [Changes(who, [effect])])

    async def links(self) -> None:
        """They stay the person they were on WhatsApp."""
        await self.does(self.telegram, LinkTo(self.whatsapp))
        await rows(self.database, "DELETE FROM mailbox RETURNING 1")
        await rows(self.database, "UPDATE inbox SET state = 'handled' RETURNING 1")

    async def asks(self) -> LastAnnouncement | None:
        """What goes with their next message on Telegram."""
        await self.intake.receive([inbound("apa ini", external_id="2")])
        return await announced(self.mailbox)


@pytest.fixture
async def pair(database: Database, wakeup: Wakeup) -> Pair:
    return await Pair(database, wakeup).writes()


@pytest.mark.parametrize("part_on", ["telegram", "whatsapp"])
async def test_an_answer_after_the_channels_were_parted_is_one(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed, pair: Pair, part_on: str
) -> None:
    await pair.links()
    made = await running(campaigns)
    assert await feed.feed(way()) == 1
    await sent_by_channel(database)
    await feed.settle()
    await pair.does(getattr(pair, part_on), Unlink())
    assert await pair.asks() == LastAnnouncement(made)
    await pair.does(pair.telegram, SetAnnouncements(wanted=False))
    stopped = "SELECT conversation FROM campaign_recipient WHERE stopped_at IS NOT NULL"
    assert await rows(database, stopped) == [(pair.telegram,)]


async def test_so_is_one_after_the_channels_were_linked(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed, pair: Pair
) -> None:
    made = await running(campaigns)
    await feed.feed(way())
    await sent_by_channel(database)
    await pair.links()
    assert await pair.asks() == LastAnnouncement(made)


@pytest.mark.parametrize("act", ["link", "part"])
async def test_what_is_just_being_fed_goes_with_the_conversation_it_goes_to(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed, pair: Pair, act: str
) -> None:
    if act == "part":
        await pair.links()
    made = await running(campaigns)
    changing = pair.links() if act == "link" else pair.does(pair.whatsapp, Unlink())
    await asyncio.gather(feed.feed(way()), changing)
    await feed.feed(way())
    await sent_by_channel(database)
    assert await pair.asks() == LastAnnouncement(made)
