"""Whom conditions of an audience find: topics, everything, stages of applications, labels, survey answers; and the
week's limit over both channels of a person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from bot.domain.audience import About, Audience, Condition
from bot.domain.campaigns import Left
from bot.domain.interests import ALL
from bot.domain.lookups import UnwatchApplication, WatchApplication
from bot.domain.privacy import EraseResident, LinkTo, OfferLink, SetAnnouncements
from bot.domain.registration import written
from bot.domain.service import Stage, StageChanged
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.lookups import PostgresWatchers
from bot.store.wakeup import Wakeup
from tests.contract.campaign_town import TOLD, resident
from tests.contract.test_desk import Town
from tests.contract.test_intake import rows

FIRST, SECOND = written("261102", 137), written("261102", 138)
BORN = date(1985, 8, 17)
YES = SetAnnouncements(True)


@pytest.fixture
def watchers(database: Database, wakeup: Wakeup) -> PostgresWatchers:
    return PostgresWatchers(database, wakeup)


async def trait(database: Database, person: UUID, about: str, value: str) -> None:
    insert = "INSERT INTO trait (person, about, value) VALUES (:person, :about, :value) RETURNING 1"
    await rows(database, insert, person=person, about=about, value=value)


async def reached(campaigns: PostgresCampaigns, about: About, *values: str, without: bool = False) -> int:
    condition = Condition(about, values)
    audience = Audience(exclude=(condition,)) if without else Audience((condition,))
    return (await campaigns.count(audience, TOLD)).total


def goes_on(registration: str, stage: Stage, version: int) -> StageChanged:
    return StageChanged(f"e{version}", registration, stage, version, datetime(2026, 11, 24, tzinfo=UTC))


async def test_who_wants_everything_hears_every_topic_and_is_not_left_out_with_one(
    database: Database, campaigns: PostgresCampaigns
) -> None:
    await trait(database, await resident(database), "interest", ALL)
    await trait(database, await resident(database), "interest", "akta")
    await trait(database, await resident(database), "interest", "pindah")
    assert await reached(campaigns, About.INTEREST, "akta") == 2
    assert await reached(campaigns, About.INTEREST, "akta", without=True) == 2


async def test_a_watched_application_counts_with_the_stage_it_is_in_now(
    town: Town, campaigns: PostgresCampaigns, watchers: PostgresWatchers
) -> None:
    await town.writes("1", YES, WatchApplication(FIRST, BORN, 3, Stage.PRINTING))
    await town.writes("2", YES)
    assert await reached(campaigns, About.APPLICATION, "printing") == 1
    assert await reached(campaigns, About.APPLICATION, "ready") == 0
    await watchers.tell(goes_on(FIRST, Stage.READY, 4))
    assert await reached(campaigns, About.APPLICATION, "ready") == 1
    assert await reached(campaigns, About.APPLICATION, "printing") == 0
    assert await reached(campaigns, About.APPLICATION, "ready", without=True) == 1
    await watchers.tell(goes_on(FIRST, Stage.COLLECTED, 5))
    assert await reached(campaigns, About.APPLICATION, "ready") == 0


async def test_news_that_comes_late_changes_no_stage(
    town: Town, campaigns: PostgresCampaigns, watchers: PostgresWatchers
) -> None:
    await town.writes("1", YES, WatchApplication(FIRST, BORN, 3, Stage.PRINTING))
    await watchers.tell(goes_on(FIRST, Stage.COLLECTED, 6))
    await watchers.tell(goes_on(FIRST, Stage.READY, 5))
    assert await reached(campaigns, About.APPLICATION, "collected") == 1


async def test_of_two_applications_each_counts_and_a_person_once(
    town: Town, campaigns: PostgresCampaigns, watchers: PostgresWatchers
) -> None:
    await town.writes("1", YES, WatchApplication(FIRST, BORN, 3, Stage.READY))
    await town.writes("1", WatchApplication(SECOND, BORN, 1, Stage.CHECKING))
    await watchers.tell(goes_on(FIRST, Stage.COLLECTED, 4))
    assert await reached(campaigns, About.APPLICATION, "ready", "checking") == 1
    assert await reached(campaigns, About.APPLICATION, "ready") == 0
    await town.writes("1", UnwatchApplication(SECOND))
    assert await reached(campaigns, About.APPLICATION, "checking") == 0


async def test_stages_go_with_the_person_who_is_forgotten(town: Town, campaigns: PostgresCampaigns) -> None:
    await town.writes("1", YES, WatchApplication(FIRST, BORN, 3, Stage.READY))
    await town.writes("1", EraseResident())
    assert await reached(campaigns, About.APPLICATION, "ready") == 0


async def test_watching_again_what_was_shown_takes_its_stage(
    town: Town, campaigns: PostgresCampaigns, database: Database
) -> None:
    await town.writes("1", YES, WatchApplication(FIRST, BORN, 3))
    assert await rows(database, "SELECT stage FROM watch") == [("",)]
    await town.writes("1", WatchApplication(FIRST, BORN, 3, Stage.READY))
    assert await reached(campaigns, About.APPLICATION, "ready") == 1


async def test_labels_of_the_desk_find_the_person_on_the_channel_that_reaches_them(
    town: Town, campaigns: PostgresCampaigns, database: Database
) -> None:
    labelled = await town.writes("1", OfferLink("482193"))
    await town.writes("2", YES, LinkTo(labelled))
    await town.handle()
    await town.writes("3", YES)
    await rows(
        database,
        "INSERT INTO desk_card (conversation, labels) VALUES (:id, '{lansia,\"perlu kunjungan\"}') RETURNING 1",
        id=labelled,
    )
    assert await reached(campaigns, About.LABEL, "lansia") == 1
    assert await reached(campaigns, About.LABEL, "perlu kunjungan", "lain") == 1
    assert await reached(campaigns, About.LABEL, "lain") == 0
    assert await reached(campaigns, About.LABEL, "lansia", without=True) == 1
    await rows(database, "UPDATE desk_card SET labels = '{}' RETURNING 1")
    assert await reached(campaigns, About.LABEL, "lansia") == 0


async def test_answers_of_surveys_find_who_gave_them(database: Database, campaigns: PostgresCampaigns) -> None:
    await trait(database, await resident(database), "survey", "q1=ya")
    await trait(database, await resident(database), "survey", "q1=tidak")
    assert await reached(campaigns, About.SURVEY, "q1=ya") == 1
    assert await reached(campaigns, About.SURVEY, "q1=ya", "q1=tidak") == 2
    assert await reached(campaigns, About.SURVEY, "q1=ya", without=True) == 1


async def test_the_weeks_limit_counts_both_channels_of_a_person(
    database: Database, campaigns: PostgresCampaigns
) -> None:
    person = await resident(database)
    await resident(database, "whatsapp", person=person)
    await rows(
        database,
        "WITH k AS (INSERT INTO campaign (id, name, author) VALUES (gen_random_uuid(), 'a', 'b') RETURNING id)"
        " INSERT INTO campaign_recipient (campaign, conversation, person, channel, account, fate)"
        " SELECT k.id, c.id, c.person, c.channel, c.account, 'sent' FROM k, conversation c"
        " WHERE c.channel = 'whatsapp' RETURNING 1",
    )
    telegram = Audience((Condition(About.CHANNEL, ("telegram",)),))
    assert (await campaigns.count(telegram, TOLD)).left_out == {Left.ENOUGH_THIS_WEEK: 1}
    assert (await campaigns.count(telegram, TOLD, emergency=True)).total == 1
