"""Running campaigns: fed a little at a time, paused, cancelled, corrected; the books always balance."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.audience import About, Audience, Condition
from bot.domain.campaigns import (
    Books,
    CampaignRefusal,
    Draft,
    Fate,
    Left,
    Message,
    State,
    Wording,
)
from bot.domain.messages import ChannelName
from bot.domain.verdict import Fate as Verdicts
from bot.domain.verdict import Verdict
from bot.outbound.rules import DEFAULT_RULES
from bot.store.campaign_feed import CampaignFeed
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.outcomes import Failed, apply_failure
from tests.contract.campaign_town import NOON, TOLD, Hand, goes_out, resident, running, sent_by_channel, way
from tests.contract.test_intake import rows


async def test_everybody_on_the_list_is_queued_once_and_the_books_balance(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for _ in range(5):
        await resident(database)
    await resident(database, wants=False)
    made = await running(campaigns)
    assert await campaigns.books(made) == Books(6, {Fate.PENDING: 5, Fate.SKIPPED: 1})
    fed = await asyncio.gather(feed.feed(way()), feed.feed(way()), feed.feed(way()))
    assert sum(fed) == 5
    assert await feed.feed(way()) == 0
    await sent_by_channel(database, dead=1)
    assert (await feed.settle()).done == [made]
    assert await campaigns.books(made) == Books(6, {Fate.SENT: 4, Fate.FAILED: 1, Fate.SKIPPED: 1})
    assert (await campaigns.read(made))[0].state is State.DONE


async def test_only_a_few_seconds_worth_is_queued_at_a_time(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for _ in range(9):
        await resident(database)
    made = await running(campaigns)
    assert await feed.feed(way(per_second=2)) == 4
    assert await feed.feed(way(per_second=2)) == 0
    assert (await campaigns.books(made)).fates == {Fate.PENDING: 5, Fate.QUEUED: 4}


async def test_a_pause_takes_back_what_was_not_handed_over_and_going_on_reaches_the_rest(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for _ in range(6):
        await resident(database)
    made = await running(campaigns)
    await feed.feed(way(per_second=2))
    await rows(
        database,
        "UPDATE outbox SET lease_until = clock_timestamp() + interval '20 seconds' WHERE id = "
        "(SELECT min(id) FROM outbox) RETURNING 1",
    )
    assert (await campaigns.pause(made, "sari")).fates == {Fate.PENDING: 5, Fate.QUEUED: 1}
    assert await feed.feed(way()) == 0
    await campaigns.resume(made, "sari")
    assert await feed.feed(way()) == 5
    await sent_by_channel(database)
    await feed.settle()
    assert await campaigns.books(made) == Books(6, {Fate.SENT: 6})


async def test_cancelling_says_exactly_how_many_went(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for _ in range(6):
        await resident(database)
    made = await running(campaigns)
    await goes_out(database, feed, per_second=1)
    assert await campaigns.cancel(made, "sari") == Books(6, {Fate.SENT: 2, Fate.SKIPPED: 4})
    with pytest.raises(CampaignRefusal):
        await campaigns.resume(made, "sari")


async def test_a_correction_goes_to_exactly_those_who_got_it(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for _ in range(6):
        await resident(database)
    made = await running(campaigns)
    await goes_out(database, feed, per_second=1)
    await campaigns.cancel(made, "sari")
    heard = Audience((Condition(About.HEARD, (str(made),)),))
    count = await campaigns.count(heard, TOLD, emergency=True)
    assert count.total == 2


async def test_who_stops_announcements_while_it_runs_is_passed_over(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    who = await resident(database)
    await resident(database)
    made = await running(campaigns)
    await rows(database, "UPDATE conversation SET campaigns_stopped = true WHERE id = :id RETURNING 1", id=who)
    assert await feed.feed(way()) == 1
    assert (await campaigns.books(made)).fates == {Fate.QUEUED: 1, Fate.SKIPPED: 1}


async def test_at_night_only_an_emergency_goes_out(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed, clock: Hand
) -> None:
    await resident(database)
    await running(campaigns)
    clock.at = NOON.replace(hour=22)
    assert await feed.feed(way()) == 0
    await resident(database)
    await running(campaigns, Draft("Banjir", TOLD, Audience(), emergency=True))
    assert await feed.feed(way()) == 2


async def test_more_conversations_than_the_tiers_share_are_not_opened_in_a_day(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for _ in range(4):
        await resident(database, "whatsapp", hours=30)
    await resident(database, "whatsapp", hours=1)
    made = await running(
        campaigns, Draft("Libur", Message(({"id": Wording("Besok libur.", template="libur")},)), Audience())
    )
    assert await feed.feed(way(ChannelName.WHATSAPP)) == 3
    assert await feed.feed(way(ChannelName.WHATSAPP)) == 0
    assert (await campaigns.books(made)).fates == {Fate.PENDING: 2, Fate.QUEUED: 3}


async def test_nobody_hears_more_in_a_week_than_is_allowed_but_in_an_emergency(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    await resident(database)
    await running(campaigns)
    await feed.feed(way())
    assert (await campaigns.count(Audience(), TOLD)).left_out == {Left.ENOUGH_THIS_WEEK: 1}
    assert (await campaigns.count(Audience(), TOLD, emergency=True)).total == 1


async def test_an_approved_campaign_waits_for_its_time(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed, clock: Hand
) -> None:
    made = await campaigns.add(Draft("Libur", TOLD, Audience(), due_at=NOON + timedelta(hours=1)), "sari")
    await campaigns.submit(made, 1, "sari")
    assert await feed.due() == []
    clock.at += timedelta(hours=1)
    assert await feed.due() == [made]


async def test_a_message_that_failed_after_it_was_sent_is_counted_as_failed(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    await resident(database)
    made = await running(campaigns)
    await goes_out(database, feed)
    [(sent,)] = await rows(database, "SELECT id FROM outbox")
    failed = Failed(int(str(sent)), ChannelName.TELEGRAM, "1", "blocked", taken=0, late=True)
    async with database.begin() as connection:
        await apply_failure(connection, failed, Verdict(Verdicts.DEAD), DEFAULT_RULES)
    assert await campaigns.books(made) == Books(1, {Fate.FAILED: 1})
