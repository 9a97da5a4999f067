"""How campaigns start: in parts that another worker can go on with, again and again, not before what they correct."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bot.domain.audience import Audience
from bot.domain.campaigns import Books, CampaignRefusal, Draft, Fate, Repeats, State
from bot.store.campaign_control import PostgresCampaignControl
from bot.store.campaign_feed import CampaignFeed
from bot.store.campaign_rows import PARTS
from bot.store.campaign_start import CampaignStart
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.contract.campaign_town import RULES, TOLD, approved, resident, running, sent_by_channel, taken, way
from tests.contract.test_intake import rows

LATER = datetime(2100, 1, 1, tzinfo=UTC)


async def wholly_listed(start: CampaignStart, campaign: UUID) -> None:
    """In as many transactions as this machine needs."""
    while await start.write_list(campaign):
        pass


async def test_the_list_is_written_beside_the_feed_and_its_state_says_so(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed, start: CampaignStart
) -> None:
    for _ in range(5):
        await resident(database)
    made = await approved(campaigns)
    await start.begin(made)
    assert await start.unlisted() == [made]
    found, _ = await campaigns.read(made)
    assert (found.state, found.listing) == (State.RUNNING, True)
    await feed.settle()
    assert (await campaigns.read(made))[0].state is State.RUNNING, "an empty list that is not whole is not done"
    await wholly_listed(start, made)
    assert not (await campaigns.read(made))[0].listing
    assert await campaigns.books(made) == Books(5, {Fate.PENDING: 5})
    assert await start.unlisted() == []


async def test_whoever_dies_over_a_list_leaves_the_rest_to_another(
    database: Database, campaigns: PostgresCampaigns, start: CampaignStart
) -> None:
    for _ in range(20):
        await resident(database)
    made = await approved(campaigns)
    await start.begin(made)
    await start.write_list(made)
    await rows(database, "UPDATE campaign SET parts_listed = 10 RETURNING 1")  # as if the commit of the rest was lost
    await asyncio.gather(*(wholly_listed(CampaignStart(database, RULES), made) for _ in range(4)))
    assert await rows(database, "SELECT parts_listed FROM campaign") == [(PARTS,)]
    assert (await campaigns.books(made)).total == 20


async def test_cancelled_while_its_list_is_written_nobody_is_left_open(
    database: Database, campaigns: PostgresCampaigns, start: CampaignStart
) -> None:
    for _ in range(4):
        await resident(database)
    made = await approved(campaigns)
    await start.begin(made)
    await campaigns.cancel(made, "sari")
    assert not await start.write_list(made)
    assert (await campaigns.books(made)).open == 0
    assert await rows(database, "SELECT 1 FROM campaign_recipient WHERE fate = 'pending'") == []


async def test_two_workers_start_a_campaign_once(database: Database, campaigns: PostgresCampaigns) -> None:
    await resident(database)
    made = await approved(campaigns)
    tries = await asyncio.gather(
        *(CampaignStart(database, RULES).begin(made) for _ in range(4)), return_exceptions=True
    )
    assert [each for each in tries if not isinstance(each, CampaignRefusal)] == [State.RUNNING]


async def test_one_of_a_series_makes_the_next_one_approved_as_it_was(
    database: Database, campaigns: PostgresCampaigns, start: CampaignStart
) -> None:
    for _ in range(3):
        await resident(database)
    due = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
    made = await approved(campaigns, Draft("Keliling", TOLD, Audience(), due_at=due, repeats=Repeats.WEEKLY))
    await start.begin(made)
    [(found,)] = await rows(database, "SELECT id FROM campaign WHERE series = :made", made=made)
    following, audience = await campaigns.read(UUID(str(found)))
    assert (following.state, following.approved_by, following.author) == (State.READY, "dewi", "sari")
    assert (following.due_at, following.repeats) == (due + timedelta(weeks=1), Repeats.WEEKLY)
    assert (following.message, audience) == (TOLD, Audience())
    assert following.id not in await start.due(datetime.now(UTC))
    await campaigns.edit(following.id, Draft("Lain", TOLD, audience), following.edition, "budi")
    assert (await campaigns.read(following.id))[0].approved_by == ""
    assert await start.due(LATER) == []


async def test_what_was_made_an_emergency_on_its_way_makes_none_of_the_next_one(
    database: Database, campaigns: PostgresCampaigns, start: CampaignStart, wakeup: Wakeup
) -> None:
    await resident(database)
    made = await approved(campaigns, Draft("Keliling", TOLD, Audience(), repeats=Repeats.WEEKLY))
    await start.begin(made)
    [second] = await start.due(LATER)
    await PostgresCampaignControl(database, campaigns, wakeup).override(made, "Banjir", "dewi")
    await start.begin(second)
    await PostgresCampaignControl(database, campaigns, wakeup).override(second, "Banjir lagi", "dewi")
    following = [await campaigns.read(each) for each in await start.due(LATER)]
    assert [(each.emergency, each.emergency_reason) for each, _ in following] == [(False, "")]


async def test_one_written_as_an_emergency_stays_one_in_its_series(
    database: Database, campaigns: PostgresCampaigns, start: CampaignStart
) -> None:
    await resident(database)
    told = Draft("Siaga", TOLD, Audience(), emergency=True, emergency_reason="Banjir", repeats=Repeats.WEEKLY)
    await start.begin(await approved(campaigns, told))
    [second] = await start.due(LATER)
    following, _ = await campaigns.read(second)
    assert (following.emergency, following.emergency_reason) == (True, "Banjir")


async def test_the_third_of_a_series_belongs_to_the_same_series(
    database: Database, campaigns: PostgresCampaigns, start: CampaignStart
) -> None:
    await resident(database)
    made = await approved(campaigns, Draft("Keliling", TOLD, Audience(), repeats=Repeats.MONTHLY))
    await start.begin(made)
    [second] = await start.due(LATER)
    await start.begin(second)
    assert await rows(database, "SELECT count(*) FROM campaign WHERE series = :made", made=made) == [(2,)]


async def test_what_was_for_few_and_would_reach_many_by_now_waits_for_a_second_person(
    database: Database, campaigns: PostgresCampaigns, start: CampaignStart
) -> None:
    await resident(database)
    made = await approved(campaigns)
    for _ in range(2):
        await resident(database)
    assert await start.begin(made) is State.SUBMITTED
    assert await rows(database, "SELECT actor, note FROM campaign_event WHERE act = 'grown'") == [("", "3")]
    await campaigns.approve(made, 1, "dewi")
    assert await start.begin(made) is State.RUNNING


async def test_a_correction_waits_until_nobody_is_being_sent_what_it_corrects_and_then_goes_to_exactly_those(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed, start: CampaignStart
) -> None:
    people = [await resident(database) for _ in range(6)]
    first = await running(campaigns)
    await feed.feed(way(per_second=2))
    await taken(database)
    await campaigns.cancel(first, "sari")
    second = await approved(campaigns, Draft("Ralat", TOLD, Audience(), corrects=first))
    assert await start.due(LATER) == []
    await sent_by_channel(database, dead=1)
    await feed.settle()
    assert await start.due(LATER) == [second]
    [(gone,)] = await rows(
        database,
        "UPDATE conversation SET announcements = false WHERE id = (SELECT min(CAST(conversation AS text))::uuid"
        " FROM campaign_recipient WHERE fate = 'sent') RETURNING id",
    )
    await campaigns.start(second)
    told = await rows(database, "SELECT conversation, fate FROM campaign_recipient WHERE campaign = :c", c=second)
    heard = await rows(
        database, "SELECT conversation FROM campaign_recipient WHERE campaign = :c AND fate = 'sent'", c=first
    )
    assert {who for who, _ in told} == {who for (who,) in heard} < set(people)
    assert [fate for who, fate in told if who == gone] == ["skipped"]
    assert [fate for who, fate in told if who != gone] == ["pending"] * 2, "also beyond the week's limit"
    assert await feed.feed(way()) == 2
