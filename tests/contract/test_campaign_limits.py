"""What is looked at again when a message is fed: the night, the tier, the week, the words; and what holds up nobody."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from bot.domain.audience import About, Audience, Condition
from bot.domain.campaigns import Books, Campaign, Draft, Fate, Message, State, Wording
from bot.domain.errors import BotError
from bot.domain.messages import ChannelName
from bot.domain.reply import Payload
from bot.store.campaign_feed import CampaignFeed, Way
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.outbox import PostgresOutbox
from tests.contract.campaign_town import (
    NOON,
    TOLD,
    Hand,
    handed_back,
    resident,
    running,
    sent_by_channel,
    taken,
    way,
)
from tests.contract.test_intake import rows

WHATSAPP = ChannelName.WHATSAPP
TEMPLATED = Message(({"id": Wording("Besok libur.", template="libur")},))


class Unwritable(BotError):
    """Of these tests."""

    staff_text = "Templat belum disetujui."


async def test_a_message_that_cannot_be_made_pauses_its_campaign_with_the_reason_and_no_other(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    await resident(database)
    broken = await running(campaigns)
    fine = await running(campaigns, Draft("Lain", TOLD, Audience()))

    def compose(campaign: Campaign, version: int, language: str, fresh: bool, name: str) -> Payload | None:
        if campaign.id == broken:
            raise Unwritable
        return {"text": campaign.name}

    assert await feed.feed(Way(ChannelName.TELEGRAM, "1", 30.0, compose)) == 1
    assert (await campaigns.read(broken))[0].state is State.PAUSED
    assert (await campaigns.read(fine))[0].state is State.RUNNING
    notes = await rows(database, "SELECT actor, note FROM campaign_event WHERE act = 'pause'")
    assert notes == [("", "Templat belum disetujui.")]


async def test_what_is_queued_when_the_night_begins_comes_back_onto_the_list(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed, clock: Hand
) -> None:
    await resident(database)
    made = await running(campaigns)
    assert await feed.feed(way()) == 1
    clock.at = NOON.replace(hour=20)
    await feed.feed(way())
    assert await campaigns.books(made) == Books(1, {Fate.PENDING: 1})
    clock.at = NOON.replace(hour=8)
    assert await feed.feed(way()) == 1


async def test_a_person_is_opened_once_a_day_however_many_campaigns_there_are(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for _ in range(2):
        await resident(database, "whatsapp", hours=30)
    first = await running(campaigns, Draft("Satu", TEMPLATED, Audience(), emergency=True))
    assert await feed.feed(way(WHATSAPP)) == 2
    second = await running(campaigns, Draft("Dua", TEMPLATED, Audience(), emergency=True))
    assert await feed.feed(way(WHATSAPP)) == 2, "the tier of two is used up, by just these two"
    assert [(await campaigns.books(each)).fates for each in (first, second)] == [{Fate.QUEUED: 2}] * 2
    await resident(database, "whatsapp", hours=30)
    third = await running(campaigns, Draft("Tiga", TEMPLATED, Audience(), emergency=True))
    assert await feed.feed(way(WHATSAPP)) == 2
    assert (await campaigns.books(third)).fates == {Fate.QUEUED: 2, Fate.PENDING: 1}


async def test_those_who_need_no_opening_are_found_at_once_behind_many_who_do(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    await rows(
        database,
        "INSERT INTO conversation (id, person, channel, account, chat, announcements, sender_name, last_inbound_at)"
        " SELECT i, i, 'whatsapp', '1', CAST(i AS text), true, '',"
        " now() - CASE WHEN n <= 7 THEN interval '1 hour' ELSE interval '30 hours' END"
        " FROM (SELECT gen_random_uuid() AS i, n FROM generate_series(1, 12000) n) made RETURNING 1",
    )
    made = await running(campaigns, Draft("Libur", TEMPLATED, Audience()))
    fed = await feed.feed(way(WHATSAPP, per_second=80))
    opened = "SELECT count(*) FROM campaign_recipient WHERE opens"
    assert await rows(database, opened) == [(2,)]
    near = """
        SELECT count(*) FROM outbox JOIN conversation c ON c.id = conversation
        WHERE last_inbound_at > now() - interval '1 day'
    """
    assert await rows(database, near) == [(7,)]
    assert fed == 9
    assert (await campaigns.books(made)).fates == {Fate.QUEUED: 9, Fate.PENDING: 11_991}


async def test_the_weeks_limit_is_looked_at_when_a_message_is_fed(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    await resident(database)
    first = await running(campaigns)
    second = await running(campaigns, Draft("Lain", TOLD, Audience()))
    await feed.feed(way())
    await sent_by_channel(database)
    await feed.feed(way())
    await feed.settle()
    assert await campaigns.books(first) == Books(1, {Fate.SENT: 1})
    assert await campaigns.books(second) == Books(1, {Fate.SKIPPED: 1})
    assert await rows(database, "SELECT reason FROM campaign_recipient WHERE fate = 'skipped'") == [
        ("enough_this_week",)
    ]


async def test_an_emergency_uses_up_nobodys_week(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    await resident(database)
    urgent = await running(campaigns, Draft("Banjir", TOLD, Audience(), emergency=True))
    await feed.feed(way())
    assert (await campaigns.count(Audience(), TOLD)).total == 1
    usual = await running(campaigns)
    await feed.feed(way())
    await sent_by_channel(database)
    await feed.settle()
    assert await campaigns.books(urgent) == await campaigns.books(usual) == Books(1, {Fate.SENT: 1})


async def test_a_name_is_opened_only_for_a_message_that_says_it(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    names = []
    for name in ("Sari", "Budi", ""):
        who = await resident(database)
        sealed = database.vault.seal(name)
        await rows(
            database, "UPDATE conversation SET sender_name = :name WHERE id = :who RETURNING 1", name=sealed, who=who
        )

    def compose(campaign: Campaign, version: int, language: str, fresh: bool, name: str) -> Payload | None:
        names.append(name)
        return {"text": name}

    named = Message(({"id": Wording("Halo {nama}.")},))
    await running(campaigns, Draft("Halo", named, Audience(), emergency=True))
    await feed.feed(Way(ChannelName.TELEGRAM, "1", 30.0, compose))
    assert sorted(names) == ["", "Budi", "Sari"]
    names.clear()
    await running(campaigns, Draft("Libur", TOLD, Audience(), emergency=True))
    await feed.feed(Way(ChannelName.TELEGRAM, "1", 30.0, compose))
    assert names == [""], "made once for all"
    bodies = [database.vault.open_json(body) for (body,) in await rows(database, "SELECT body FROM outbox")]
    assert {"text": "Sari"} in bodies


async def test_rows_that_wait_for_another_try_do_not_hold_up_the_others(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for _ in range(8):
        await resident(database)
    await running(campaigns)
    assert await feed.feed(way(per_second=2)) == 4
    await rows(database, "UPDATE outbox SET due_at = clock_timestamp() + interval '4 minutes' RETURNING 1")
    assert await feed.feed(way(per_second=2)) == 4


async def test_a_campaign_to_many_does_not_keep_a_small_one_waiting(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for _ in range(20):
        await resident(database)
    large = await running(campaigns)
    small = await running(
        campaigns, Draft("Lain", TOLD, Audience((Condition(About.LANGUAGE, ("id",)),)), emergency=False)
    )
    assert await feed.feed(way(per_second=4)) == 8
    fates = [(await campaigns.books(each)).fates.get(Fate.QUEUED, 0) for each in (large, small)]
    assert fates == [4, 4] or (sum(fates) == 8 and min(fates) >= 1)


async def test_an_account_limited_for_its_quality_is_not_fed(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    await resident(database)
    await running(campaigns)
    await PostgresOutbox(database).take(ChannelName.TELEGRAM, "1", 1)
    rest = "UPDATE pace SET campaigns_held_until = clock_timestamp() + CAST(:rest AS interval) RETURNING 1"
    await rows(database, rest, rest=timedelta(hours=1))
    assert await feed.feed(way()) == 0
    await rows(database, rest, rest=timedelta(0))
    assert await feed.feed(way()) == 1


async def test_somebody_who_is_not_there_any_more_keeps_no_campaign_open(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    who = await resident(database)
    made = await running(campaigns)
    await rows(database, "DELETE FROM conversation WHERE id = :who RETURNING 1", who=who)
    assert await feed.feed(way()) == 0
    assert (await feed.settle()).done == [made]


@pytest.mark.parametrize("act", ["pause", "cancel"])
async def test_what_a_sender_hands_back_after_a_pause_is_not_given_out_again(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed, act: str
) -> None:
    await resident(database)
    made = await running(campaigns)
    await feed.feed(way())
    await taken(database)
    await (campaigns.pause(made, "sari") if act == "pause" else campaigns.cancel(made, "sari"))
    await handed_back(database)
    outbox = PostgresOutbox(database)
    assert await outbox.take(ChannelName.TELEGRAM, "1", 5) == []
    await feed.settle()
    left = {"pause": Fate.PENDING, "cancel": Fate.SKIPPED}[act]
    assert await campaigns.books(made) == Books(1, {left: 1})


async def test_many_are_passed_over_in_parts_and_counted_at_once(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    await rows(
        database,
        "INSERT INTO conversation (id, person, channel, account, chat, announcements, sender_name)"
        " SELECT i, i, 'telegram', '1', CAST(i AS text), true, ''"
        " FROM (SELECT gen_random_uuid() AS i FROM generate_series(1, 5300)) n RETURNING 1",
    )
    made: UUID = await running(campaigns)
    assert (await campaigns.cancel(made, "sari")).fates == {Fate.SKIPPED: 5300}
    left = "SELECT count(*) FROM campaign_recipient WHERE fate = 'pending'"
    assert await rows(database, left) == [(300,)]
    await asyncio.gather(feed.settle(), feed.settle())
    assert await rows(database, left) == [(0,)]
