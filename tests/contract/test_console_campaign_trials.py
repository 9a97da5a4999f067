"""Trials of a campaign, and what else its page shows: live, in English, and to those who may not."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID, uuid4

from bot.domain.staff import Role
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from tests.campaign_control import campaigns, console
from tests.console import OpenConsole
from tests.contract.campaign_town import resident
from tests.contract.test_console_campaign_control import approved, draft, road
from tests.contract.test_intake import rows

__all__ = ["campaigns", "console", "draft"]


async def test_a_trial_goes_to_ones_own_phone_and_to_the_group(
    console: OpenConsole, database: Database, draft: UUID
) -> None:
    sari = await console.person("sari", Role.MANAGER)
    trial = {"key": str(uuid4()), "language": "id"}
    await sari.sends(road(draft, "trial"), trial | {"to": "self"})
    assert (sari.status, "Telegram Anda belum terhubung, jadi" in sari.text) == (422, True)
    own, other = await resident(database), await resident(database, "whatsapp")
    account = (await console.room.accounts.by_login("sari")).id
    await rows(
        database,
        "INSERT INTO staff_phone (account, conversation, linked_at) VALUES (:account, :own, clock_timestamp())"
        " RETURNING 1",
        account=account,
        own=own,
    )
    await sari.sends(road(draft, "trial"), trial | {"to": "self"})
    assert "Uji coba sedang dikirim ke 1 orang." in sari.text
    pilot = {"label": "Bu Tuti", "conversation": f"https://bot.example/console/inbox/{other}?x=1"}
    await sari.sends(road(draft, "pilots"), pilot)
    assert (sari.status, "Hanya orang yang setuju" in sari.text) == (422, True)
    await sari.sends(road(draft, "pilots"), pilot | {"agreed": "1", "conversation": str(uuid4())})
    assert (sari.status, "Percakapan itu tidak ada" in sari.text) == (422, True)
    await sari.sends(road(draft, "pilots"), pilot | {"agreed": "1", "conversation": "0812 3456 7890"})
    assert (sari.status, "Alamat itu bukan alamat percakapan" in sari.text) == (422, True)
    await sari.sends(road(draft, "pilots"), pilot | {"agreed": "1"})
    assert "Bu Tuti" in sari.text
    await sari.sends(road(draft, "trial"), {"key": str(uuid4()), "to": "group"})
    assert (sari.status, "paling sedikit satu bahasa" in sari.text) == (422, True)
    await sari.sends(road(draft, "trial"), {"key": str(uuid4()), "language": "id", "to": "group"})
    assert "Uji coba sedang dikirim ke 1 orang." in sari.text
    await sari.sends(road(draft, "pilots/drop"), {"conversation": str(other)})
    assert "Kelompok uji (0)" in sari.text
    assert not any("Tuti" in each.deed.detail for each in await console.room.audit.search())


async def test_the_live_part_opens_the_page_anew_where_more_than_the_progress_changed(
    console: OpenConsole, campaigns: PostgresCampaigns, draft: UUID
) -> None:
    await approved(campaigns, draft)
    await campaigns.start(draft)
    dewi = await (await console.person("dewi", Role.SUPERVISOR)).opens(road(draft))
    found = re.search(r'hx-get="([^"]+)"', dewi.html)
    assert found
    live = unescape(found[1])
    await dewi.opens(live)
    assert "0 dari 5 sudah selesai" in dewi.text
    assert "<html" not in dewi.html
    await campaigns.pause(draft, "budi")
    response = await dewi.client.get(live)
    assert response.headers["HX-Refresh"] == "true"


async def test_a_campaign_nobody_knows_is_not_found_and_others_may_not_look(console: OpenConsole, draft: UUID) -> None:
    dewi = await (await console.person("dewi", Role.ADMIN)).opens(road(uuid4()))
    assert dewi.status == 404
    await dewi.sends(road(uuid4(), "approve"), {"edition": "1"})
    assert dewi.status == 404
    officer = await (await console.person("eka", Role.OFFICER)).opens(road(draft))
    assert officer.status == 403
    supervisor = await console.person("gita", Role.SUPERVISOR)
    await supervisor.sends(road(draft, "submit"), {"edition": "1"})
    assert supervisor.status == 403


async def test_the_pages_are_whole_in_english(console: OpenConsole, draft: UUID) -> None:
    sari = await console.person("sari", Role.MANAGER)
    await console.room.accounts.set_language((await console.room.accounts.by_login("sari")).id, "en")
    await sari.opens(road(draft))
    assert "What will happen: 5 residents get it" in sari.text
