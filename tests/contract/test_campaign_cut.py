"""Cancelled before its list is whole: the books balance, and how many were never listed is told in words."""

from __future__ import annotations

from uuid import UUID

import pytest

from bot.domain.audience import Audience
from bot.domain.campaigns import Draft
from bot.domain.staff import Role
from bot.store.campaign_rows import PARTS
from bot.store.campaign_start import CampaignStart
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.campaign_control import areas_of
from tests.console import opened_console
from tests.contract.campaign_town import RULES, TOLD, approved, resident
from tests.contract.test_campaign_start import wholly_listed
from tests.contract.test_intake import rows


@pytest.fixture
def campaigns(database: Database) -> PostgresCampaigns:
    return PostgresCampaigns(database, RULES)


@pytest.fixture
def start(database: Database) -> CampaignStart:
    return CampaignStart(database, RULES)


async def cut(database: Database, campaigns: PostgresCampaigns, start: CampaignStart) -> tuple[UUID, int]:
    """By sari; and how many of its 12 whom it reaches stand in the other half of the list."""
    for _ in range(12):
        await resident(database)
    for _ in range(4):
        await resident(database, wants=False)
    made = await approved(campaigns)
    await start.begin(made)
    await wholly_listed(start, made)
    await rows(database, "UPDATE campaign SET parts_listed = :half RETURNING 1", half=PARTS // 2)
    listed = "person < CAST('80000000-0000-0000-0000-000000000000' AS uuid)"
    await rows(database, f"DELETE FROM campaign_recipient WHERE NOT {listed} RETURNING 1")
    [(missing,)] = await rows(database, f"SELECT count(*) FROM conversation WHERE announcements AND NOT {listed}")
    await campaigns.cancel(made, "sari")
    return made, int(missing)


async def test_whom_the_rest_of_the_list_would_have_reached_is_counted_once(
    database: Database, campaigns: PostgresCampaigns, start: CampaignStart
) -> None:
    made, missing = await cut(database, campaigns, start)
    found = (await campaigns.read(made))[0]
    assert (found.cut, found.unlisted) == (True, None)
    assert await start.count_cut() == [made]
    assert (await campaigns.read(made))[0].unlisted == missing
    await resident(database)
    assert await start.count_cut() == []
    assert (await campaigns.read(made))[0].unlisted == missing
    books = await campaigns.books(made)
    assert (books.balanced, books.open) == (True, 0)


async def test_one_that_was_wholly_listed_or_never_began_lacks_nobody(
    database: Database, campaigns: PostgresCampaigns, start: CampaignStart
) -> None:
    await resident(database)
    whole = await approved(campaigns)
    await campaigns.start(whole)
    never = await campaigns.add(Draft("Nanti", TOLD, Audience()), "sari")
    for each in (whole, never):
        await campaigns.cancel(each, "sari")
        assert not (await campaigns.read(each))[0].cut
    assert await start.count_cut() == []


async def test_the_pages_tell_it_in_words(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns, start: CampaignStart
) -> None:
    made, missing = await cut(database, campaigns, start)
    path = f"/console/campaigns/{made}"
    async with opened_console(database, areas_of(database, wakeup, RULES)) as console:
        sari = await console.person("sari", Role.MANAGER)
        for page in ("control", "report"):
            await sari.opens(f"{path}/{page}")
            assert "Dibatalkan sebelum daftar penerimanya selesai. Yang belum tercatat sedang dihitung." in sari.text
        await start.count_cut()
        await sari.opens(f"{path}/report")
        assert "Hitungannya cocok" in sari.text
        told = f"Dibatalkan sebelum daftar penerimanya selesai: {missing} warga lain yang dituju belum tercatat."
        assert told in sari.text
        file = await (await sari.client.get(f"{path}/report/figures.csv")).text()
        assert f"belum tercatat ketika dibatalkan;{missing}" in file
