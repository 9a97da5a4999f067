"""Campaigns on a real database: who is reached and why others are not, and the second person."""

from __future__ import annotations

from uuid import uuid4

import pytest

from bot.domain.audience import About, Audience, Condition
from bot.domain.campaigns import (
    CampaignRefusal,
    Draft,
    Left,
    Message,
    OwnApproval,
    StaleCampaign,
    State,
    UnknownCampaign,
    Wording,
)
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from tests.contract.campaign_town import TOLD, kept_template, resident
from tests.contract.test_intake import rows


async def test_everybody_is_counted_once_with_the_reason_for_being_left_out(
    database: Database, campaigns: PostgresCampaigns
) -> None:
    await resident(database)
    await resident(database, wants=False)
    await resident(database, stopped=True)
    await resident(database, reachable=False)
    await resident(database, "whatsapp", hours=30)
    both = await resident(database, "whatsapp", hours=2)
    await resident(database, person=both, hours=5)
    count = await campaigns.count(Audience(), TOLD)
    assert count.reached == {"telegram": 1, "whatsapp": 1}
    assert count.left_out == {
        Left.NO_CONSENT: 1,
        Left.OPTED_OUT: 1,
        Left.UNREACHABLE: 1,
        Left.OUTSIDE_WINDOW: 1,
        Left.OTHER_CHANNEL: 1,
    }


async def test_a_template_reaches_those_whose_24_hours_are_over(
    database: Database, campaigns: PostgresCampaigns
) -> None:
    await resident(database, "whatsapp", hours=30)
    templated = Message(({"id": Wording("Besok libur.", template="libur")},))
    assert (await campaigns.count(Audience(), templated)).left_out == {Left.OUTSIDE_WINDOW: 1}, "no such template"
    await kept_template(database)
    assert (await campaigns.count(Audience(), templated)).reached == {"whatsapp": 1}


@pytest.mark.parametrize(
    ("condition", "reached"),
    [
        (Condition(About.CHANNEL, ("telegram",)), 2),
        (Condition(About.LANGUAGE, ("en",)), 1),
        (Condition(About.WROTE_WITHIN, ("1",)), 2),
        (Condition(About.SILENT_FOR, ("1",)), 1),
        (Condition(About.INTEREST, ("ktp", "kk")), 1),
        (Condition(About.NEIGHBOURHOOD, ("003",)), 1),
        (Condition(About.NEIGHBOURHOOD, ("005/003",)), 1),
        (Condition(About.NEIGHBOURHOOD, ("005",)), 0),
        (Condition(About.LABEL, ("'; DROP TABLE trait; --",)), 0),
    ],
)
async def test_conditions_include_and_exclude(
    database: Database, campaigns: PostgresCampaigns, condition: Condition, reached: int
) -> None:
    first = await resident(database)
    await resident(database, hours=50, language="en")
    await resident(database, "whatsapp")
    for about, value in (("interest", "ktp"), ("neighbourhood", "005/003")):
        await rows(
            database,
            "INSERT INTO trait (person, about, value) VALUES (:person, :about, :value) RETURNING 1",
            person=first,
            about=about,
            value=value,
        )
    assert (await campaigns.count(Audience((condition,)), TOLD)).total == reached
    assert (await campaigns.count(Audience(exclude=(condition,)), TOLD)).total == 3 - reached


async def test_a_second_person_is_needed_for_many_and_cannot_be_the_writer(
    database: Database, campaigns: PostgresCampaigns
) -> None:
    for _ in range(3):
        await resident(database)
    made = await campaigns.add(Draft("Libur", TOLD, Audience()), "sari")
    await campaigns.edit(made, Draft("Libur nasional", TOLD, Audience()), 1, "budi")
    assert await campaigns.submit(made, 2, "sari") is State.SUBMITTED
    for own in ("sari", "budi"):
        with pytest.raises(OwnApproval):
            await campaigns.approve(made, 2, own)
    with pytest.raises(CampaignRefusal):
        await campaigns.start(made)
    await campaigns.approve(made, 2, "dewi")
    assert (await campaigns.read(made))[0].state is State.READY


async def test_a_change_after_approval_needs_it_again(database: Database, campaigns: PostgresCampaigns) -> None:
    for _ in range(3):
        await resident(database)
    made = await campaigns.add(Draft("Libur", TOLD, Audience()), "sari")
    await campaigns.submit(made, 1, "sari")
    await campaigns.approve(made, 1, "dewi")
    await campaigns.edit(made, Draft("Lain", TOLD, Audience()), 1, "sari")
    campaign, audience = await campaigns.read(made)
    assert (campaign.state, campaign.approved_by, campaign.edition) == (State.DRAFT, "", 2)
    assert (campaign.message, audience) == (TOLD, Audience())


async def test_who_looked_at_an_older_edition_changes_nothing(campaigns: PostgresCampaigns) -> None:
    made = await campaigns.add(Draft("Libur", TOLD, Audience()), "sari")
    await campaigns.edit(made, Draft("Libur 2", TOLD, Audience()), 1, "budi")
    with pytest.raises(StaleCampaign):
        await campaigns.edit(made, Draft("Libur 3", TOLD, Audience()), 1, "sari")
    with pytest.raises(StaleCampaign):
        await campaigns.submit(made, 1, "sari")
    with pytest.raises(UnknownCampaign):
        await campaigns.read(uuid4())
