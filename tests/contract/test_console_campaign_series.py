"""What the page that steers a campaign says of series, of its end, and of what somebody quicker has done."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bot.domain.audience import Audience
from bot.domain.campaigns import Draft, Repeats
from bot.domain.messages import ChannelName
from bot.domain.staff import Role
from bot.store.campaign_feed import CampaignFeed
from bot.store.campaign_start import CampaignStart
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from tests.campaign_control import RULES, TOLD, campaigns, console
from tests.console import OpenConsole, Somebody
from tests.contract.campaign_town import Hand as Noon
from tests.contract.campaign_town import approved, goes_out, kept_template, resident, way
from tests.contract.test_console_campaign_control import road

__all__ = ["campaigns", "console"]


def end(page: Somebody) -> str:
    """The day it is thought to end."""
    found = re.search(r"<dt>Selesai\b.*?</dt><dd>(.*?)\d\d\.\d\d", page.html, re.DOTALL)
    assert found, page.text
    return found[1]


async def test_one_of_a_series_says_what_it_repeats_and_what_a_cancel_ends(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    await resident(database)
    made = await approved(campaigns, Draft("Keliling", TOLD, Audience(), repeats=Repeats.WEEKLY))
    dewi = await (await console.person("dewi", Role.SUPERVISOR)).opens(road(made))
    assert "rangkaiannya berakhir" in dewi.text
    start = CampaignStart(database, RULES)
    await start.begin(made)
    await dewi.opens(road(made))
    assert "Hanya kiriman ini yang dibatalkan" in dewi.text
    [second] = await start.due(datetime.now(UTC) + timedelta(days=30))
    await dewi.opens(road(second))
    assert "Kiriman mingguan dari rangkaian Keliling" in dewi.text
    assert f'href="{road(made)}"' in dewi.html


async def test_a_pause_that_somebody_cancelled_is_not_told_any_more(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    for _ in range(2):
        await resident(database)
    made = await approved(campaigns)
    await campaigns.start(made)
    await campaigns.pause(made, "dewi")
    dewi = await (await console.person("dewi", Role.SUPERVISOR)).opens(f"{road(made)}?ok=pause")
    assert "Tidak ada lagi yang diserahkan" in dewi.text
    await campaigns.cancel(made, "sari")
    await dewi.opens(f"{road(made)}?ok=pause")
    assert "Tidak ada lagi yang diserahkan" not in dewi.text
    assert "Dibatalkan" in dewi.text


async def test_the_end_is_reckoned_alike_before_it_starts_and_while_it_runs(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    """Eight may be opened a day."""
    await kept_template(database, "x")
    for _ in range(20):
        await resident(database, "whatsapp", hours=30)
    made: UUID = await campaigns.add(Draft("Libur", TOLD, Audience()), "sari")
    dewi = await (await console.person("dewi", Role.SUPERVISOR)).opens(road(made))
    planned = end(dewi)
    await campaigns.submit(made, 1, "sari")
    await campaigns.approve(made, 1, "dewi")
    await campaigns.start(made)
    await dewi.opens(road(made))
    assert end(dewi) == planned
    feed = CampaignFeed(database, RULES, Noon())
    await goes_out(database, feed, way(ChannelName.WHATSAPP))
    await dewi.sends(road(made, "pause"))
    await dewi.sends(road(made, "resume"))
    assert "8 dari 20 sudah selesai" in dewi.text
    assert end(dewi) == planned
