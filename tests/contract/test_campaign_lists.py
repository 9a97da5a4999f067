"""The list of campaigns: how far each is, and what a search looks at."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.domain.audience import Audience
from bot.domain.campaign_desk import Shown
from bot.domain.campaigns import Button, Draft, Fate, Message, Wording
from bot.store.campaign_feed import CampaignFeed
from bot.store.campaign_lists import PostgresCampaignLists
from bot.store.campaign_start import CampaignStart
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from tests.contract.campaign_town import approved, campaigns, clock, feed, goes_out, resident, start

__all__ = ["campaigns", "clock", "feed", "start"]

TOLD = Wording(
    'Loket "baru" tutup.\nSenin buka.',
    title="Pengumuman",
    buttons=(Button("Jam buka", "faq/jam_layanan"),),
    template="libur_kantor",
    variables=("besok pagi",),
)


async def found(lists: PostgresCampaignLists, words: str) -> Sequence[str]:
    page = await lists.page(Shown.ALL, words, "sari")
    return [line.campaign.name for line in page.lines]


async def test_what_was_counted_before_its_list_was_written_is_counted_anew_once_it_is_over(
    database: Database, campaigns: PostgresCampaigns, start: CampaignStart, feed: CampaignFeed
) -> None:
    for _ in range(2):
        await resident(database)
    lists = PostgresCampaignLists(database)
    made = await approved(campaigns)
    await start.begin(made)
    [before] = (await lists.page(Shown.ALL, "", "sari")).lines
    assert before.books.total == 0
    while await start.write_list(made):
        pass
    await goes_out(database, feed)
    [after] = (await lists.page(Shown.ALL, "", "sari")).lines
    assert (after.campaign.state, after.books.fates) == ("done", {Fate.SENT: 2})


@pytest.mark.parametrize(
    "words", ["keliling", "SARI", '"baru" tutup', "senin", "pengumuman", "jam buka", "libur_kantor", "besok pagi"]
)
async def test_a_search_looks_at_names_and_at_all_that_is_said(
    database: Database, campaigns: PostgresCampaigns, words: str
) -> None:
    await campaigns.add(Draft("Keliling", Message(({"id": TOLD},)), Audience()), "sari")
    assert await found(PostgresCampaignLists(database), words) == ["Keliling"]


@pytest.mark.parametrize("words", ["template", "variables", "buttons", "target", "faq/", '"id"', "\\n", "%"])
async def test_a_search_does_not_look_at_how_it_is_kept(
    database: Database, campaigns: PostgresCampaigns, words: str
) -> None:
    await campaigns.add(Draft("Keliling", Message(({"id": TOLD},)), Audience()), "sari")
    await campaigns.add(Draft("Kosong", Message(({"id": Wording("")},)), Audience()), "sari")
    assert await found(PostgresCampaignLists(database), words) == []
