"""A campaign approved for few that reaches many when it starts waits for a second person, who is told, and why."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from bot.domain.audience import Audience
from bot.domain.campaigns import CampaignRefusal, Draft, Message, State, Wording
from bot.domain.staff import Role
from bot.store.campaign_control import PostgresCampaignControl
from bot.store.campaign_start import CampaignStart
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from console.staff.duty.wording import notice_line
from console.staff.words import read_words
from tests.campaign_control import areas_of
from tests.console import opened_console
from tests.contract.campaign_office import Office
from tests.contract.campaign_town import RULES, approved, resident

MANY = replace(RULES, second_above=50)
TOLD = {
    "budi": [("approval", "grown")],
    "dewi": [("approval", "grown")],
    "sari": [("campaign", "grown")],
}


@pytest.fixture
async def office(database: Database, wakeup: Wakeup) -> Office:
    return await Office(database, wakeup).opens()


@pytest.fixture
def campaigns(database: Database) -> PostgresCampaigns:
    return PostgresCampaigns(database, RULES)


async def grown(database: Database, campaigns: PostgresCampaigns) -> UUID:
    """By sari, for one; three by now."""
    await resident(database)
    made = await approved(campaigns)
    for _ in range(2):
        await resident(database)
    return made


async def test_those_who_may_approve_it_and_its_author_are_told_why(
    database: Database, office: Office, campaigns: PostgresCampaigns
) -> None:
    made = await grown(database, campaigns)
    assert await CampaignStart(database, RULES).begin(made) is State.SUBMITTED
    assert await office.told_all() == TOLD
    [asked], [author] = await office.told("dewi"), await office.told("sari")
    assert {asked.link, author.link} == {f"/console/campaigns/{made}/control"}
    words = read_words()
    assert notice_line(words, "id", asked) == (
        "Siaran “Libur” kini menjangkau 3 warga, lebih banyak daripada ketika disetujui. Ia menunggu persetujuan Anda."
    )
    assert notice_line(words, "id", author) == (
        "Siaran “Libur” belum dikirim: penerimanya kini 3 warga, jadi orang kedua harus menyetujuinya dulu."
    )


async def test_two_workers_that_look_at_once_tell_them_once(
    database: Database, office: Office, campaigns: PostgresCampaigns
) -> None:
    made = await grown(database, campaigns)
    tries = await asyncio.gather(
        *(CampaignStart(database, RULES).begin(made) for _ in range(4)), return_exceptions=True
    )
    assert [each for each in tries if not isinstance(each, CampaignRefusal)] == [State.SUBMITTED]
    assert await office.told_all() == TOLD


async def test_an_emergency_that_has_grown_waits_for_a_second_person_too(
    database: Database, office: Office, campaigns: PostgresCampaigns
) -> None:
    await resident(database)
    urgent = Draft("Banjir", Message(({"id": Wording("Kantor tutup.")},)), Audience(), emergency=True)
    made = await approved(campaigns, urgent)
    for _ in range(2):
        await resident(database)
    assert await CampaignStart(database, RULES).begin(made) is State.SUBMITTED


@pytest.mark.parametrize(("more", "state"), [(1, State.RUNNING), (2, State.SUBMITTED)])
async def test_what_a_second_person_approved_may_grow_by_half(
    database: Database, office: Office, campaigns: PostgresCampaigns, more: int, state: State
) -> None:
    for _ in range(3):
        await resident(database)
    made = await approved(campaigns)
    assert (await campaigns.read(made))[0].approved_for == 3
    for _ in range(more):
        await resident(database)
    assert await CampaignStart(database, RULES).begin(made) is state


async def test_handed_in_again_and_grown_again_they_are_told_again(
    database: Database, wakeup: Wakeup, office: Office, campaigns: PostgresCampaigns
) -> None:
    made = await grown(database, campaigns)
    start = CampaignStart(database, RULES)
    await start.begin(made)
    await PostgresCampaignControl(database, campaigns, wakeup).send_back(made, 1, "dewi", "Untuk siapa?")
    few = PostgresCampaigns(database, MANY)
    assert await few.submit(made, 1, "sari") is State.READY
    assert await start.begin(made) is State.SUBMITTED
    assert {login: len(heard) for login, heard in (await office.told_all()).items()} == dict.fromkeys(TOLD, 2)


async def test_nobody_is_told_of_one_that_starts(
    database: Database, office: Office, campaigns: PostgresCampaigns
) -> None:
    await resident(database)
    assert await CampaignStart(database, RULES).begin(await approved(campaigns)) is State.RUNNING
    assert await office.told_all() == {}


async def test_the_page_says_why_it_waits_again(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns
) -> None:
    made = await grown(database, campaigns)
    await CampaignStart(database, RULES).begin(made)
    async with opened_console(database, areas_of(database, wakeup, RULES)) as console:
        dewi = await (await console.person("dewi", Role.SUPERVISOR)).opens(f"/console/campaigns/{made}/control")
        assert "Ketika akan dimulai, penerimanya sudah 3 warga. Karena itu orang kedua perlu" in dewi.text
        await dewi.sends(f"/console/campaigns/{made}/control/approve", {"edition": "1"})
        assert (await campaigns.read(made))[0].state is State.READY
