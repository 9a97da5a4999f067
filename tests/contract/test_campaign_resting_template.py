"""A template that Meta does not take now: nobody is promised a message, and nobody is passed over for good."""

from __future__ import annotations

from uuid import UUID

import pytest

from bot.domain.audience import Audience
from bot.domain.campaigns import Books, Campaign, Draft, Fate, Left, Message, Rules, State, Wording
from bot.domain.errors import Rejected
from bot.domain.messages import ChannelName
from bot.domain.reply import Payload
from bot.domain.send_failures import decide, staff_reason
from bot.domain.staff import Role
from bot.domain.templates import RESTING_CODES
from bot.store.campaign_feed import CampaignFeed, Way
from bot.store.campaign_reach import PostgresReach
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.outbox import PostgresOutbox
from bot.store.wakeup import Wakeup
from console.staff.duty.wording import notice_line
from console.staff.words import read_words
from tests.campaign_control import areas_of
from tests.console import opened_console
from tests.contract.campaign_office import Office
from tests.contract.campaign_town import Hand, compose, kept_template, resident, running
from tests.contract.test_intake import rows

WHATSAPP = ChannelName.WHATSAPP
TEMPLATED = Message(({"id": Wording("Besok libur.", template="libur")},))
DRAFT = Draft("Libur", TEMPLATED, Audience())
PLENTY = Rules(second_above=2, per_week=3, tier=1000)


@pytest.fixture
def campaigns(database: Database) -> PostgresCampaigns:
    return PostgresCampaigns(database, PLENTY)


@pytest.fixture
def feed(database: Database) -> CampaignFeed:
    return CampaignFeed(database, PLENTY, Hand())


def taken_only_inside(campaign: Campaign, version: int, language: str, fresh: bool, name: str) -> Payload | None:
    """As the wording composes while the template rests."""
    return compose(campaign, version, language, fresh, name) if fresh else None


def whatsapp(*, rests: bool) -> Way:
    return Way(WHATSAPP, "1", 80.0, taken_only_inside if rests else compose)


@pytest.mark.parametrize(
    ("state", "language", "reached"),
    [
        ("approved", "id", True),
        ("flagged", "id", True),
        ("approved", "id_ID", True),
        ("approved", "en", False),
        ("paused", "id", False),
        ("rejected", "id", False),
        ("deleted", "id", False),
        ("unknown", "id", False),
    ],
)
async def test_those_outside_the_window_are_counted_only_while_meta_takes_the_template(
    database: Database, campaigns: PostgresCampaigns, state: str, language: str, reached: bool
) -> None:
    await resident(database, "whatsapp", hours=30)
    await resident(database, "whatsapp", hours=1)
    await kept_template(database, language=language, state=state)
    count = await campaigns.count(Audience(), TEMPLATED)
    assert count.total == 1 + reached
    assert count.left_out.get(Left.OUTSIDE_WINDOW, 0) == 1 - reached
    reach = PostgresReach(database, PLENTY)
    assert (await reach.reach(Audience(), TEMPLATED)).count == count
    assert len(await reach.samples(Audience(), TEMPLATED)) == 1 + reached


async def test_a_wording_that_speaks_indonesian_to_all_needs_the_indonesian_template(
    database: Database, campaigns: PostgresCampaigns
) -> None:
    await resident(database, "whatsapp", hours=30, language="en")
    await kept_template(database)
    assert (await campaigns.count(Audience(), TEMPLATED)).total == 1


async def test_a_campaign_whose_template_is_paused_rests_with_the_reason_and_its_author_is_told(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    office = await Office(database, wakeup).opens()
    for _ in range(3):
        await resident(database, "whatsapp", hours=30)
    made = await running(campaigns, DRAFT)
    assert await feed.feed(whatsapp(rests=True)) == 0
    assert (await campaigns.read(made))[0].state is State.PAUSED
    assert await campaigns.books(made) == Books(3, {Fate.PENDING: 3})
    [(actor, note)] = await rows(database, "SELECT actor, note FROM campaign_event WHERE act = 'pause'")
    assert (actor, "“libur”" in note, "sedang tidak diterima Meta" in note) == ("", True, True)
    assert await office.told_all() == {"sari": [("campaign", "template")]}
    [notice] = await office.told("sari")
    assert "“Libur” dijeda" in notice_line(read_words(), "id", notice)
    await campaigns.resume(made, "sari")
    assert await feed.feed(whatsapp(rests=False)) == 3


async def test_only_who_needs_the_template_makes_a_campaign_rest(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for _ in range(3):
        await resident(database, "whatsapp", hours=1)
    made = await running(campaigns, DRAFT)
    assert await feed.feed(whatsapp(rests=True)) == 3
    assert (await campaigns.read(made))[0].state is State.RUNNING


async def test_staff_may_let_it_go_on_without_the_template(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for hours in (1, 30, 30):
        await resident(database, "whatsapp", hours=hours)
    made = await running(campaigns, DRAFT)
    await feed.feed(whatsapp(rests=True))
    await campaigns.resume(made, "dewi", without_template=True)
    await feed.feed(whatsapp(rests=True))
    await feed.feed(whatsapp(rests=False))
    assert await campaigns.books(made) == Books(3, {Fate.QUEUED: 1, Fate.SKIPPED: 2})
    assert await rows(database, "SELECT DISTINCT reason FROM campaign_recipient WHERE fate = 'skipped'") == [
        (Left.OUTSIDE_WINDOW,)
    ]
    assert ("dewi", "without_template") in await rows(database, "SELECT actor, act FROM campaign_event")


@pytest.mark.parametrize("code", RESTING_CODES)
async def test_what_meta_refuses_because_the_template_was_just_paused_waits_on_the_list(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns, feed: CampaignFeed, code: int
) -> None:
    office = await Office(database, wakeup).opens()
    for _ in range(2):
        await resident(database, "whatsapp", hours=30)
    made = await running(campaigns, DRAFT)
    assert await feed.feed(whatsapp(rests=False)) == 2
    outbox = PostgresOutbox(database)
    for row in await outbox.take(WHATSAPP, "1", 1):
        error = Rejected(f"Meta {code}", code=code)
        await outbox.failed(row, decide(error, 0, campaign=True), staff_reason(error))
    settled = await feed.settle()
    assert settled.moved
    assert (await campaigns.read(made))[0].state is State.PAUSED
    await feed.settle()
    assert (await campaigns.books(made)).fates == {Fate.PENDING: 2}, "those in the queue came back, too"
    assert await rows(database, "SELECT 1 FROM outbox") == []
    assert await office.told_all() == {"sari": [("campaign", "template")]}
    await campaigns.resume(made, "sari")
    assert await feed.feed(whatsapp(rests=False)) == 2


async def test_another_refusal_of_a_message_is_a_failure_as_before(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    await resident(database, "whatsapp", hours=30)
    made = await running(campaigns, DRAFT)
    await feed.feed(whatsapp(rests=False))
    outbox = PostgresOutbox(database)
    [row] = await outbox.take(WHATSAPP, "1", 1)
    error = Rejected("Meta 100", code=100)
    await outbox.failed(row, decide(error, 0, campaign=True), staff_reason(error))
    assert (await feed.settle()).done == [made]
    assert await campaigns.books(made) == Books(1, {Fate.FAILED: 1})


async def test_who_is_listed_while_the_template_rests_is_not_passed_over(
    database: Database, campaigns: PostgresCampaigns
) -> None:
    await kept_template(database, state="paused")
    await resident(database, "whatsapp", hours=30)
    made: UUID = await running(campaigns, DRAFT)
    assert await campaigns.books(made) == Books(1, {Fate.PENDING: 1})


async def test_the_page_of_a_campaign_that_rests_offers_both_ways_on(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    await resident(database, "whatsapp", hours=30)
    made = await running(campaigns, DRAFT)
    await feed.feed(whatsapp(rests=True))
    path = f"/console/campaigns/{made}/control"
    async with opened_console(database, areas_of(database, wakeup)) as console:
        dewi = await (await console.person("dewi", Role.SUPERVISOR)).opens(path)
        assert "Dijeda Sistem" in dewi.text
        assert "Templat WhatsApp “libur” sedang tidak diterima Meta." in dewi.text
        assert f'action="{path}/resume"' in dewi.html
        await dewi.sends(f"{path}/resume-without")
        assert "Dilanjutkan tanpa templat." in dewi.text
        assert "Siaran ini berjalan tanpa templat" in dewi.text
        assert "Dewi meneruskannya tanpa templat" in dewi.text
        assert [each.deed.what for each in await console.room.audit.search(what="campaign.")] == [
            "campaign.resume_without"
        ]
    assert (await campaigns.read(made))[0].without_template
