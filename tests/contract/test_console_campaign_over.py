"""A campaign that is over: what a sender still had in its hands comes in afterwards, and every figure follows."""

from __future__ import annotations

import re

from bot.domain.staff import Role
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.campaign_control import areas_of
from tests.console import opened_console
from tests.contract.campaign_town import RULES, resident, running
from tests.contract.test_intake import rows

_ONE = "conversation = (SELECT min(CAST(conversation AS text)) FROM campaign_recipient)::uuid"


async def test_what_comes_in_after_a_cancel_is_told_in_title_table_and_correction_alike(
    database: Database, wakeup: Wakeup
) -> None:
    for _ in range(2):
        await resident(database)
    campaigns = PostgresCampaigns(database, RULES)
    path = f"/console/campaigns/{await running(campaigns)}/control"
    async with opened_console(database, areas_of(database, wakeup, RULES)) as console:
        dewi = await console.person("dewi", Role.SUPERVISOR)
        await rows(database, f"UPDATE campaign_recipient SET fate = 'queued' WHERE {_ONE} RETURNING 1")
        await dewi.sends(f"{path}/cancel", {"total": "2"})
        assert "Dibatalkan: 0 dari 2 sudah terkirim" in dewi.text
        [live] = re.findall(r'hx-get="([^"]+/progress[^"]*)"', dewi.html)
        await rows(database, f"UPDATE campaign_recipient SET fate = 'sent' WHERE {_ONE} RETURNING 1")
        # Another process counts for the first time; this one may have kept its count for a second.
    async with opened_console(database, areas_of(database, wakeup, RULES)) as console:
        dewi = await console.person("bos", Role.SUPERVISOR)
        await dewi.opens(live.replace("&amp;", "&"), **{"HX-Request": "true"})
        assert re.search(r'<h2 id="next" hx-swap-oob="true">Dibatalkan: 1 dari 2 sudah terkirim', dewi.html)
        assert 'id="correct-hint" hx-swap-oob="true"' in dewi.html
        assert "Koreksi hanya untuk 1 warga" in dewi.text
