"""Whoever says stop is not written to afterwards, whatever of a campaign is on its way to them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from bot.domain.audience import Audience
from bot.domain.campaigns import Books, Draft, Fate
from bot.domain.errors import OptedOut
from bot.domain.messages import ChannelName, Preference
from bot.domain.privacy import EraseResident, SetAnnouncements
from bot.domain.reply import SetReachable
from bot.domain.send_failures import decide
from bot.store.campaign_feed import CampaignFeed, Way
from bot.store.campaigns import PostgresCampaigns
from bot.store.effects import Changes, apply
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.outbox import PostgresOutbox
from bot.store.wakeup import Wakeup
from tests.contract.campaign_town import (
    TOLD,
    compose,
    goes_out,
    handed_back,
    resident,
    running,
    sent_by_channel,
    taken,
    way,
)
from tests.contract.test_intake import rows
from tests.residents import ACCOUNT, inbound

STOP = SetAnnouncements(wanted=False)


async def does(database: Database, who: UUID, effect: SetAnnouncements | SetReachable | EraseResident) -> None:
    async with database.begin() as connection:
        await apply(connection, database.vault, [Changes(who, [effect])])


async def test_what_is_queued_for_somebody_who_says_stop_is_withdrawn_at_once(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    who = await resident(database)
    await resident(database)
    made = await running(campaigns)
    assert await feed.feed(way()) == 2
    await does(database, who, STOP)
    assert await rows(database, "SELECT 1 FROM outbox WHERE conversation = :who", who=who) == []
    assert await campaigns.books(made) == Books(2, {Fate.QUEUED: 1, Fate.SKIPPED: 1})
    assert await rows(database, "SELECT reason FROM campaign_recipient WHERE fate = 'skipped'") == [("opted_out",)]


async def test_a_stop_on_one_channel_withdraws_what_is_queued_on_the_other(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    who = await resident(database, hours=1)
    other = await resident(database, "whatsapp", person=who, hours=5)
    made = await running(campaigns)
    assert await feed.feed(way()) == 1
    await does(database, other, STOP)
    assert await rows(database, "SELECT 1 FROM outbox WHERE conversation = :who", who=who) == []
    assert await campaigns.books(made) == Books(2, {Fate.SKIPPED: 2})


async def test_whoever_still_waits_on_the_list_is_passed_over_at_once(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    who = await resident(database)
    made = await running(campaigns)
    await does(database, who, STOP)
    assert await campaigns.books(made) == Books(1, {Fate.SKIPPED: 1})
    assert await feed.feed(way()) == 0


async def test_stop_and_feed_at_the_same_time_leave_nothing_to_be_sent(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    people = [await resident(database) for _ in range(12)]
    made = await running(campaigns)
    await asyncio.gather(
        *(does(database, who, STOP) for who in people[:6]),
        feed.feed(way()),
        *(does(database, who, STOP) for who in people[6:]),
    )
    await feed.feed(way())
    assert await rows(database, "SELECT 1 FROM outbox") == []
    assert await campaigns.books(made) == Books(12, {Fate.SKIPPED: 12})


async def test_what_a_sender_hands_back_after_the_stop_is_not_sent_again(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    who = await resident(database)
    made = await running(campaigns)
    await feed.feed(way())
    await taken(database)
    await does(database, who, STOP)
    assert (await campaigns.books(made)).fates == {Fate.QUEUED: 1}, "it may have gone already"
    await handed_back(database)
    assert await PostgresOutbox(database).take(ChannelName.TELEGRAM, "1", 10) == []
    await feed.settle()
    assert await campaigns.books(made) == Books(1, {Fate.SKIPPED: 1})


async def test_what_may_have_arrived_before_the_stop_is_told_as_such(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    who = await resident(database)
    made = await running(campaigns)
    await feed.feed(way())
    await rows(
        database,
        "UPDATE outbox SET taken = 1, due_at = clock_timestamp() - interval '30 seconds',"
        " lease_until = clock_timestamp() - interval '10 seconds' RETURNING 1",
    )
    await does(database, who, STOP)
    assert await rows(database, "SELECT 1 FROM outbox") == []
    assert await campaigns.books(made) == Books(1, {Fate.FAILED: 1})


async def test_stopping_is_noted_on_the_announcement_it_answers_and_on_no_other(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    who = await resident(database)
    other = await resident(database)
    await running(campaigns)
    await goes_out(database, feed)
    await does(database, who, STOP)
    assert await rows(database, "SELECT conversation FROM campaign_recipient WHERE stopped_at IS NOT NULL") == [(who,)]
    await rows(database, "UPDATE campaign_recipient SET at = at - interval '80 hours' RETURNING 1")
    await does(database, other, SetReachable(False))
    assert await rows(database, "SELECT conversation FROM campaign_recipient WHERE stopped_at IS NOT NULL") == [(who,)]


async def test_131050_stops_the_resident_and_fails_this_message(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    who = await resident(database)
    first = await running(campaigns)
    second = await running(campaigns)
    outbox = PostgresOutbox(database)
    await feed.feed(way())
    [row] = await outbox.take(ChannelName.TELEGRAM, "1", 1)
    error = OptedOut("Meta 131050", code=131050)
    await outbox.failed(row, decide(error, 0, campaign=True), "Warga sudah berhenti")
    await feed.settle()
    books = [await campaigns.books(each) for each in (first, second)]
    assert books == [Books(1, {Fate.FAILED: 1}), Books(1, {Fate.SKIPPED: 1})]
    assert await rows(database, "SELECT stopped_at IS NOT NULL FROM campaign_recipient WHERE fate = 'failed'") == [
        (True,)
    ]
    assert await rows(database, "SELECT campaigns_stopped FROM conversation WHERE id = :who", who=who) == [(True,)]


async def test_somebody_who_has_everything_erased_gets_nothing_more_and_the_books_balance(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    gone, waiting = await resident(database), await resident(database)
    made = await running(campaigns)
    await feed.feed(way())
    await rows(
        database,
        "UPDATE outbox SET state = 'sent', sent_at = clock_timestamp() WHERE conversation = :who RETURNING 1",
        who=gone,
    )
    await does(database, gone, EraseResident())
    await does(database, waiting, EraseResident())
    assert await rows(database, "SELECT 1 FROM outbox") == []
    assert await campaigns.books(made) == Books(2, {Fate.SENT: 1, Fate.SKIPPED: 1})
    assert (await feed.settle()).done == [made]


async def test_who_tells_whatsapp_itself_to_stop_gets_nothing_of_what_is_queued(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    intake = PostgresIntake(database, wakeup)
    await intake.receive([inbound(chat="62811", channel=ChannelName.WHATSAPP)])
    await rows(database, "UPDATE conversation SET announcements = true RETURNING 1")
    first = await running(campaigns)
    account = Way(ChannelName.WHATSAPP, ACCOUNT, 80.0, compose)
    await feed.feed(account)
    await sent_by_channel(database)
    await feed.settle()
    second = await running(campaigns, Draft("Lagi", TOLD, Audience(), emergency=True))
    await feed.feed(account)
    now = datetime.now(UTC)
    await intake.receive([Preference(ChannelName.WHATSAPP, ACCOUNT, ("62811",), wanted=False, at=now, words="stop")])
    books = [(await campaigns.books(each)).fates for each in (first, second)]
    assert books == [{Fate.SENT: 1}, {Fate.SKIPPED: 1}]
    told = await rows(database, "SELECT stopped_at IS NOT NULL FROM campaign_recipient WHERE campaign = :c", c=first)
    assert told == [(True,)]
    assert await rows(database, "SELECT count(stopped_at) FROM campaign_recipient") == [(1,)], "of what arrived"
