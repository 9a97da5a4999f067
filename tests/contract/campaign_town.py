"""A town whose residents get campaigns, for the tests of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from bot.clock import JAKARTA
from bot.domain.audience import Audience
from bot.domain.campaigns import (
    Button,
    Campaign,
    Draft,
    Message,
    Rules,
    State,
    Wording,
)
from bot.domain.messages import ChannelName
from bot.domain.reply import Payload
from bot.store.campaign_feed import CampaignFeed, Way
from bot.store.campaign_start import CampaignStart
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from tests.contract.test_intake import rows

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=JAKARTA)
TOLD = Message(({"id": Wording("Besok libur.", buttons=(Button("Jam buka", "faq/jam_layanan"),))},))
RULES = Rules(second_above=2, per_week=1, tier=4, tier_share=0.5)


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def campaigns(database: Database) -> PostgresCampaigns:
    return PostgresCampaigns(database, RULES)


@pytest.fixture
def feed(database: Database, clock: Hand) -> CampaignFeed:
    return CampaignFeed(database, RULES, clock)


@pytest.fixture
def start(database: Database) -> CampaignStart:
    return CampaignStart(database, RULES)


def compose(campaign: Campaign, version: int, language: str, fresh: bool, name: str) -> Payload | None:
    assert campaign.message
    wording = campaign.message.wording(version, language)
    if fresh:
        return {"text": wording.text.replace("{nama}", name or "Bapak/Ibu")}
    return {"template": wording.template} if wording.template else None


def way(channel: ChannelName = ChannelName.TELEGRAM, per_second: float = 30.0) -> Way:
    return Way(channel, "1", per_second, compose)


async def resident(
    database: Database,
    channel: str = "telegram",
    *,
    person: UUID | None = None,
    wants: bool = True,
    stopped: bool = False,
    reachable: bool = True,
    hours: float = 1,
    language: str = "id",
) -> UUID:
    made = uuid4()
    await rows(
        database,
        "INSERT INTO conversation (id, person, channel, account, chat, announcements, campaigns_stopped, reachable,"
        " language, sender_name, last_inbound_at) VALUES (:id, :person, :channel, '1', :chat, :wants, :stopped,"
        " :reachable, :language, '', clock_timestamp() - CAST(:ago AS interval)) RETURNING 1",
        id=made,
        person=person or made,
        channel=channel,
        chat=made.hex,
        wants=wants,
        stopped=stopped,
        reachable=reachable,
        language=language,
        ago=timedelta(hours=hours),
    )
    return made


async def kept_template(
    database: Database, name: str = "libur", language: str = "id", *, state: str = "approved"
) -> None:
    """As Meta stands to it."""
    await rows(
        database,
        "INSERT INTO whatsapp_template (name, language, category, state) VALUES (:name, :language, 'marketing',"
        " :state) ON CONFLICT (name, language) DO UPDATE SET state = excluded.state RETURNING 1",
        name=name,
        language=language,
        state=state,
    )


async def approved(campaigns: PostgresCampaigns, draft: Draft | None = None) -> UUID:
    """By a second person where it needs one."""
    made = await campaigns.add(draft or Draft("Libur", TOLD, Audience()), "sari")
    if await campaigns.submit(made, 1, "sari") is State.SUBMITTED:
        await campaigns.approve(made, 1, "dewi")
    return made


async def running(campaigns: PostgresCampaigns, draft: Draft | None = None) -> UUID:
    made = await approved(campaigns, draft)
    await campaigns.start(made)
    return made


async def goes_out(
    database: Database, feed: CampaignFeed, by: Way | None = None, *, per_second: float = 30.0, dead: int = 0
) -> None:
    """A worker's second: fed, sent by the channel (`dead` of it fails), and told to the list."""
    await feed.feed(by or way(per_second=per_second))
    await sent_by_channel(database, dead=dead)
    await feed.settle()


async def sent_by_channel(database: Database, *, dead: int = 0) -> None:
    """The queue does its part: `dead` of its rows fail."""
    await rows(
        database,
        "WITH bad AS (SELECT id FROM outbox WHERE state = 'queued' ORDER BY id LIMIT :dead) UPDATE outbox o SET"
        " state = CASE WHEN o.id IN (SELECT id FROM bad) THEN 'dead' ELSE 'sent' END, sent_at = clock_timestamp(),"
        " error = 'blocked' WHERE state = 'queued' RETURNING 1",
        dead=dead,
    )


async def taken(database: Database) -> None:
    """Everything queued is in a sender's hands."""
    await rows(
        database, "UPDATE outbox SET lease_until = clock_timestamp() + interval '1 minute', taken = 1 RETURNING 1"
    )


async def handed_back(database: Database) -> None:
    """The sender could not get rid of it, and it is due again."""
    await rows(
        database,
        "UPDATE outbox SET lease_until = clock_timestamp(), due_at = clock_timestamp(), error = 'Kanal' RETURNING 1",
    )
