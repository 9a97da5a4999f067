"""The page that steers a campaign: what it says in each state, who may do what, and what happens to two at once."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from bot.domain.audience import About, Audience, Condition
from bot.domain.campaigns import Button, Draft, Message, State, Wording
from bot.domain.staff import Role
from bot.domain.staff_notices import NoticeKind
from bot.store.campaign_feed import CampaignFeed
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.staff_notices import PostgresStaffNotices
from bot.store.wakeup import Wakeup
from console.staff.moments import WIB
from tests.campaign_control import DRAFT, RULES, TOPIC, TWO, areas_of, campaigns, console
from tests.console import OpenConsole, Somebody, opened_console
from tests.contract.campaign_town import Hand as Noon
from tests.contract.campaign_town import goes_out, kept_template, resident
from tests.contract.test_intake import rows

__all__ = ["campaigns", "console"]


@pytest.fixture
async def draft(database: Database, campaigns: PostgresCampaigns) -> UUID:
    """By sari, for five on Telegram."""
    for _ in range(5):
        await resident(database)
    return await campaigns.add(DRAFT, "sari")


def road(campaign: UUID, act: str = "") -> str:
    return f"/console/campaigns/{campaign}/control{f'/{act}' if act else ''}"


def edition(page: Somebody) -> str:
    found = re.search(r'name="edition" value="(\d+)"', page.html)
    assert found
    return found[1]


async def approved(campaigns: PostgresCampaigns, campaign: UUID) -> None:
    assert await campaigns.submit(campaign, 1, "sari") is State.SUBMITTED
    await campaigns.approve(campaign, 1, "dewi")


async def test_a_draft_names_what_is_missing_and_cannot_be_handed_in(
    console: OpenConsole, campaigns: PostgresCampaigns
) -> None:
    bare = Draft("Libur", Message(({"id": Wording("")},)), Audience(), emergency=True)
    made = await campaigns.add(bare, "sari")
    page = await (await console.person("sari", Role.MANAGER)).opens(road(made))
    for words in (
        "3 hal masih kurang",
        "Isi pesan (ID): Pesannya masih kosong",
        "Belum ada warga",
        "mengapa ini darurat",
    ):
        assert words in page.text
    assert "/submit" not in page.html
    await page.sends(road(made, "submit"), {"edition": "1"})
    assert (page.status, "masih ada yang kurang" in page.text) == (422, True)


async def test_a_draft_shows_what_it_will_take(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns, draft: UUID
) -> None:
    await resident(database, "whatsapp", hours=30, language="en")
    await resident(database, wants=False)
    page = await (await console.person("sari", Role.MANAGER)).opens(road(draft))
    assert "Yang akan terjadi: 5 warga menerimanya" in page.text
    assert "1 belum pernah meminta siaran" in page.text
    assert "1 di WhatsApp lebih dari 24 jam tidak menulis" in page.text
    assert "Hello" in page.text
    await kept_template(database)
    indonesian = Draft("Libur", Message(({"id": Wording("Tutup.", template="libur")},)), Audience())
    await page.opens(road(await campaigns.add(indonesian, "sari")))
    assert "6 warga menerimanya" in page.text
    assert "Sekitar Rp500 kalau 1 templat semuanya sampai." in page.text
    assert "harga contoh, bukan harga Meta" in page.text
    assert "10 % dari 10 percakapan" in page.text


async def test_what_takes_days_is_to_be_read_with_that_in_mind(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    for _ in range(9):
        await resident(database, "whatsapp", hours=30)
    await kept_template(database)
    words = Draft("Libur", Message(({"id": Wording("Besok tutup.", template="libur")},)), Audience())
    page = await (await console.person("dewi", Role.SUPERVISOR)).opens(road(await campaigns.add(words, "sari")))
    assert "Pengirimannya makan waktu 2 hari" in page.text


async def test_who_approves_sees_what_it_is_about_whom_it_asks_for_and_what_its_buttons_open(
    console: OpenConsole, campaigns: PostgresCampaigns
) -> None:
    wording = Wording("Tutup.", buttons=(Button("Jam buka", TOPIC),))
    audience = Audience((Condition(About.NEIGHBOURHOOD, ("003",)),), (Condition(About.CHANNEL, ("telegram",)),))
    made = await campaigns.add(Draft("Libur", Message(({"id": wording},)), audience, topic=TOPIC), "sari")
    page = await (await console.person("dewi", Role.SUPERVISOR)).opens(road(made))
    for told in ("KTP hilang", "Jam buka", "membuka KTP hilang", "RW 003", "Telegram"):
        assert told in page.text
    message = f'href="/console/campaigns/{made}"'
    assert message not in page.html, "a page that only writers may open"
    assert message in (await (await console.person("sari", Role.MANAGER)).opens(road(made))).html


async def test_two_people_hand_in_and_approve_and_the_writer_is_told_why_not(
    console: OpenConsole, database: Database, wakeup: Wakeup, draft: UUID
) -> None:
    sari = await console.person("sari", Role.MANAGER)
    dewi = await console.person("dewi", Role.SUPERVISOR)
    await sari.opens(road(draft))
    await sari.sends(road(draft, "submit"), {"edition": edition(sari)})
    assert "Siaran sudah diajukan." in sari.text
    assert "Anda yang menulis siaran ini. Anda yang mengajukannya. Dua pasang mata" in sari.text
    assert "Yang bisa menyetujui: Dewi." in sari.text
    await sari.sends(road(draft, "approve"), {"edition": "1"})
    assert sari.status == 403
    assert "harus dilihat orang lain dulu" in sari.text
    notices = PostgresStaffNotices(database, wakeup)
    by = {login: (await console.room.accounts.by_login(login)).id for login in ("sari", "dewi")}
    assert (await notices.unseen(by["sari"]))[0] == 0
    _, [notice] = await notices.unseen(by["dewi"])
    assert (notice.kind, notice.link) == (NoticeKind.APPROVAL, road(draft))
    await dewi.opens(road(draft))
    assert "Berikutnya: periksa, lalu putuskan" in dewi.text
    await dewi.sends(road(draft, "approve"), {"edition": edition(dewi)})
    assert "Disetujui. Siaran dikirim pada waktunya." in dewi.text
    assert "Berikutnya: dimulai sebentar lagi" in dewi.text
    deeds = {(each.deed.actor, each.deed.what) for each in await console.room.audit.search(what="campaign.")}
    assert deeds == {("sari", "campaign.submit"), ("dewi", "campaign.approve")}


async def test_sent_back_with_a_note_the_writer_reads_it_and_without_one_nothing_happens(
    console: OpenConsole, database: Database, wakeup: Wakeup, draft: UUID, campaigns: PostgresCampaigns
) -> None:
    sari, dewi = await console.person("sari", Role.MANAGER), await console.person("dewi", Role.ADMIN)
    await sari.sends(road(draft, "submit"), {"edition": "1"})
    await dewi.sends(road(draft, "send-back"), {"edition": "1", "note": " "})
    assert (dewi.status, (await campaigns.read(draft))[0].state) == (422, State.SUBMITTED)
    assert "Tulis dulu apa yang perlu diperbaiki" in dewi.text
    await dewi.sends(road(draft, "send-back"), {"edition": "1", "note": "Tanggalnya <b>salah</b>."})
    await sari.opens(road(draft))
    assert "Dewi mengembalikannya dengan catatan: Tanggalnya <b>salah</b>." in sari.text
    await sari.sends(road(draft, "submit"), {"edition": "1"})
    unseen, _ = await PostgresStaffNotices(database, wakeup).unseen((await console.room.accounts.by_login("dewi")).id)
    assert unseen == 2, "handed in again, she is told again"


async def test_of_two_who_approve_at_once_one_is_told_that_it_is_done(
    console: OpenConsole, campaigns: PostgresCampaigns, draft: UUID
) -> None:
    await campaigns.submit(draft, 1, "sari")
    people = [await console.person(login, Role.SUPERVISOR) for login in ("dewi", "budi")]
    await asyncio.gather(*(each.sends(road(draft, "approve"), {"edition": "1"}) for each in people))
    assert sorted(each.status for each in people) == [200, 409]
    late = next(each for each in people if each.status == 409)
    assert "sudah berpindah tahap" in late.text
    assert "Berikutnya: dimulai sebentar lagi" in late.text


async def test_who_looked_at_an_older_edition_approves_nothing(
    console: OpenConsole, campaigns: PostgresCampaigns, draft: UUID
) -> None:
    await campaigns.submit(draft, 1, "sari")
    dewi = await (await console.person("dewi", Role.SUPERVISOR)).opens(road(draft))
    await campaigns.edit(draft, Draft("Lain", TWO, Audience()), 1, "sari")
    await campaigns.submit(draft, 2, "sari")
    await dewi.sends(road(draft, "approve"), {"edition": edition(dewi)})
    assert dewi.status == 409
    assert "baru saja diubah orang lain" in dewi.text
    assert (await campaigns.read(draft))[0].state is State.SUBMITTED


async def test_for_few_no_second_person_is_asked(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    await resident(database)
    made = await campaigns.add(DRAFT, "sari")
    sari = await (await console.person("sari", Role.MANAGER)).opens(road(made))
    assert "tidak perlu orang kedua" in sari.text
    await sari.sends(road(made, "submit"), {"edition": "1"})
    assert "Penerimanya sedikit, jadi disetujui langsung." in sari.text


async def test_where_nobody_else_may_approve_it_says_what_to_do(console: OpenConsole, draft: UUID) -> None:
    sari = await (await console.person("sari", Role.MANAGER)).opens(road(draft))
    assert "Belum ada orang lain yang boleh menyetujui" in sari.text


async def test_an_approved_one_gets_another_time_and_bad_times_change_nothing(
    console: OpenConsole, campaigns: PostgresCampaigns, draft: UUID
) -> None:
    await approved(campaigns, draft)
    sari = await (await console.person("sari", Role.MANAGER)).opens(road(draft))
    for when, words in (("morgen", "tidak bisa dibaca"), ("2020-01-01T08:00", "belum lewat")):
        await sari.sends(road(draft, "reschedule"), {"edition": "1", "when": when})
        assert sari.status == 422
        assert words in sari.text
    tomorrow = (now(console) + timedelta(days=1)).replace(hour=9, minute=0)
    await sari.sends(road(draft, "reschedule"), {"edition": "1", "when": f"{tomorrow:%Y-%m-%dT%H:%M}"})
    assert "Berikutnya: mulai besok pukul 09.00" in sari.text
    await sari.sends(road(draft, "start"), {"edition": edition(sari)})
    assert "Berikutnya: dimulai sebentar lagi" in sari.text
    await sari.sends(road(draft, "take-back"), {"edition": edition(sari)})
    assert "Sekarang menjadi draf lagi" in sari.text


async def test_while_it_runs_it_is_paused_resumed_and_cancelled_and_says_exactly_what_went(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns, draft: UUID
) -> None:
    await approved(campaigns, draft)
    await campaigns.start(draft)
    feed = CampaignFeed(database, RULES, Noon())
    await goes_out(database, feed, per_second=1)
    dewi = await (await console.person("dewi", Role.SUPERVISOR)).opens(road(draft))
    assert "2 dari 5 sudah selesai" in dewi.text
    await dewi.sends(road(draft, "pause"))
    assert "Dijeda: lanjutkan atau batalkan" in dewi.text
    await dewi.sends(road(draft, "pause"))
    assert (dewi.status, "sudah berpindah tahap" in dewi.text) == (409, True)
    await dewi.sends(road(draft, "resume"))
    await dewi.sends(road(draft, "cancel"), {"typed": "4"})
    assert (dewi.status, "Angkanya tidak cocok" in dewi.text) == (422, True)
    assert (await campaigns.read(draft))[0].state is State.RUNNING
    await dewi.sends(road(draft, "cancel"), {"typed": "5"})
    assert "Dibatalkan: 2 dari 5 sudah terkirim" in dewi.text
    assert "Tulis koreksi" not in dewi.text


async def test_an_emergency_needs_a_reason_and_is_logged(
    console: OpenConsole, campaigns: PostgresCampaigns, draft: UUID
) -> None:
    await approved(campaigns, draft)
    await campaigns.start(draft)
    dewi = await console.person("dewi", Role.SUPERVISOR)
    await dewi.sends(road(draft, "override"), {"reason": ""})
    assert (dewi.status, "Tulis dulu alasannya" in dewi.text) == (422, True)
    await dewi.sends(road(draft, "override"), {"reason": "Banjir di RW 03"})
    assert "Siaran darurat: Banjir di RW 03" in dewi.text
    [entry] = await console.room.audit.search(what="campaign.override")
    assert (entry.deed.actor, entry.deed.about) == ("dewi", f"campaign:{draft}")


async def test_in_quiet_hours_the_page_says_until_when_it_waits(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns, draft: UUID
) -> None:
    at = datetime.now(WIB)
    quiet = replace(RULES, quiet_from=(at - timedelta(hours=2)).time(), quiet_until=(at + timedelta(hours=2)).time())
    await approved(campaigns, draft)
    async with opened_console(database, areas_of(database, wakeup, quiet)) as console:
        dewi = await (await console.person("dewi", Role.SUPERVISOR)).opens(road(draft))
        assert "Saat itu jam tenang, jadi pengiriman menunggu sampai" in dewi.text
        await campaigns.start(draft)
        await dewi.opens(road(draft))
        assert "Sedang berhenti sebentar" in dewi.text
        assert "Jam tenang. Lanjut sendiri" in dewi.text


async def test_a_correction_and_a_copy_are_made_once_however_often_the_form_is_sent(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns, draft: UUID
) -> None:
    await approved(campaigns, draft)
    await campaigns.start(draft)
    feed = CampaignFeed(database, RULES, Noon())
    await goes_out(database, feed)
    sari = await (await console.person("sari", Role.MANAGER)).opens(road(draft))
    assert "Selesai: terkirim ke 5 warga" in sari.text
    key = str(uuid4())
    for _ in range(2):
        await sari.sends(road(draft, "correct"), {"key": key})
    assert sari.path == f"/console/campaigns/{key}"
    await sari.opens(road(UUID(key)))
    assert "Koreksi: Loket tutup Jumat" in sari.text
    assert "Koreksi masih sama persis" in sari.text
    assert "yang sudah menerima “Loket tutup Jumat”" in sari.text
    await sari.sends(road(draft, "copy"), {"key": str(uuid4())})
    assert await rows(database, "SELECT count(*) FROM campaign") == [(3,)]


def now(console: OpenConsole) -> datetime:
    return console.room.clock.now().astimezone(WIB)
