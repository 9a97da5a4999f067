"""The report's pages and files: figures that lead to lists, reasons in plain words, and no personal data in files."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from html import unescape
from re import findall
from uuid import UUID, uuid4

import pytest

from bot.domain.staff import Role
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from tests.campaign_control import DRAFT, campaigns, console, settled
from tests.console import OpenConsole
from tests.contract.campaign_town import resident
from tests.contract.test_campaign_report import asked, begun, lived_through
from tests.contract.test_intake import rows

__all__ = ["campaigns", "console"]


def report(campaign: UUID, rest: str = "") -> str:
    return f"/console/campaigns/{campaign}/report{rest}"


async def test_before_it_starts_there_is_no_report_and_the_page_says_so(
    console: OpenConsole, campaigns: PostgresCampaigns
) -> None:
    made = await campaigns.add(DRAFT, "sari")
    page = await (await console.person("dewi", Role.SUPERVISOR)).opens(report(made))
    assert (page.status, "belum dimulai" in page.text) == (200, True)


async def test_the_page_tells_what_became_of_everybody_in_plain_words(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    made, _ = await lived_through(database, campaigns)
    page = await (await console.person("sari", Role.MANAGER)).opens(report(made))
    assert "Hitungannya cocok" in page.text
    assert "6 penerima = 3 terkirim + 1 gagal + 1 dilewati + 1 menunggu" in page.text
    assert "1 belum pernah meminta siaran" in page.text
    assert "Warga tidak bisa dihubungi lagi di kanal ini. (131026)" in page.text
    assert "Tidak perlu berbuat apa-apa" in page.text
    assert "A Biaya 1" in page.text
    assert "terlalu sedikit untuk membandingkan kedua versi" in page.text
    assert "Separuh pembacanya sudah membaca dalam" in page.text
    assert "Terlalu dini" in page.text
    assert "<polyline" in page.html
    assert " style=" not in page.html


async def test_every_figure_leads_to_a_list_that_is_there(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    made, _ = await lived_through(database, campaigns)
    sari = await (await console.person("sari", Role.MANAGER)).opens(report(made))
    links = {unescape(each) for each in findall(r'href="([^"]+/recipients\?[^"]+)"', sari.html)}
    assert len(links) > 15
    for link in sorted(links):
        await sari.opens(link)
        assert sari.status == 200, link
        assert "Tidak ada di daftar ini" not in sari.text, link
        assert "/console/inbox/" not in sari.html
    looked = await console.room.audit.search(what="campaign.recipients", limit=100)
    assert len(looked) == len(links)
    assert {each.deed.about for each in looked} == {f"campaign:{made}"}


async def test_only_those_who_read_conversations_find_links_to_them(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    made, told = await lived_through(database, campaigns)
    page = await (await console.person("gita", Role.SUPERVISOR)).opens(report(made, "/recipients?shown=read"))
    assert f"/console/inbox/{told[0]}" in page.html
    officer = await (await console.person("eka", Role.OFFICER)).opens(report(made, "/recipients"))
    assert officer.status == 403


@pytest.mark.parametrize("query", ["shown=lain", "version=x&button=99", "after=bukan", "channel=%00&reason=%27"])
async def test_an_address_nobody_gave_breaks_nothing(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns, query: str
) -> None:
    made, _ = await lived_through(database, campaigns)
    page = await (await console.person("sari", Role.MANAGER)).opens(report(made, f"/recipients?{query}"))
    assert page.status == 200


async def test_a_long_list_goes_on_page_after_page(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    await many(database, 120)
    made = await begun(campaigns)
    sari = await console.person("sari", Role.MANAGER)
    seen, path = 0, report(made, "/recipients?shown=pending")
    while path:
        await sari.opens(path)
        seen += sari.html.count("data-row")
        path = next((unescape(each) for each in findall(r'href="([^"]+after=[^"]+)"', sari.html)), "")
    assert seen == 120


async def test_the_file_of_recipients_holds_all_of_them_and_nobodys_name(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    await many(database, 12_000)
    name = database.vault.seal("Siti Rahma")
    await rows(database, "UPDATE conversation SET sender_name = :name RETURNING 1", name=name)
    made = await begun(campaigns)
    sari = await console.person("sari", Role.MANAGER)
    response = await sari.client.get(report(made, "/recipients.csv"))
    body = (await response.read()).decode("utf-8-sig")
    assert response.headers["Content-Disposition"].endswith('penerima.csv"')
    lines = list(csv.reader(io.StringIO(body), delimiter=";"))
    assert len(lines) == 12_001
    assert lines[0][:5] == ["id", "kanal", "bahasa", "versi", "nasib"]
    assert {line[4] for line in lines[1:]} == {"Menunggu"}
    assert len({line[0] for line in lines[1:]}) == 12_000
    assert "Siti" not in body
    assert [each.deed.what for each in await console.room.audit.search(what="campaign.")] == ["campaign.export"]


async def test_the_file_of_figures_says_what_the_page_says(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    made, _ = await lived_through(database, campaigns)
    sari = await console.person("sari", Role.MANAGER)
    response = await sari.client.get(report(made, "/figures.csv"))
    lines = list(csv.reader(io.StringIO((await response.read()).decode("utf-8-sig")), delimiter=";"))
    told = {(part, name, figure): count for part, name, figure, count in lines}
    assert told["semua", "", "penerima"] == "6"
    assert told["Menurut kanal", "WhatsApp", "terkirim"] == "2"
    assert told["dilewati", "belum pernah meminta siaran", "penerima"] == "1"
    [(counted,)] = await rows(database, "SELECT to_char(now() AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM-DD HH24')")
    assert told["semua", "Libur", "dihitung"].startswith(str(counted))
    assert told["semua", "Libur", "dihitung"].endswith(" WIB")
    assert (told["Menurut kanal", "Telegram", "sampai"], told["Menurut kanal", "Telegram", "dibaca"]) == (
        "tidak diketahui",
        "tidak diketahui",
    )
    assert told["Menurut kanal", "WhatsApp", "dibaca"] == "1"
    assert "telling" not in str(told)
    assert told["Tombol yang ditekan", "A2 Biaya", "menekan tombol"] == "1"


async def test_where_only_a_silent_channel_was_used_nobody_knows_what_arrived(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    told = await resident(database)
    made = await begun(campaigns)
    await settled(database, made, told, "fate = 'sent'")
    sari = await (await console.person("sari", Role.MANAGER)).opens(report(made))
    assert "sampai – dibaca –" in sari.text


async def test_the_share_of_the_blocked_is_of_those_it_was_tried_with(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    made, _ = await lived_through(database, campaigns)
    page = await (await console.person("sari", Role.MANAGER)).opens(report(made))
    assert "memblokir atau tidak ada lagi 1 25 % dari 4 yang dicoba dikirimi" in page.text


async def test_the_effect_is_told_in_an_honest_sentence(
    console: OpenConsole, database: Database, campaigns: PostgresCampaigns
) -> None:
    heard = [await resident(database) for _ in range(20)]
    made = await begun(campaigns)
    await rows(database, "UPDATE campaign_recipient SET fate = 'sent' RETURNING 1")
    [(started,)] = await rows(
        database,
        "UPDATE campaign SET started_at = now() - interval '20 days' WHERE id = :id RETURNING started_at",
        id=made,
    )
    for each in heard[:15]:
        await asked(database, each, started - timedelta(days=2))
    page = await (await console.person("sari", Role.MANAGER)).opens(report(made))
    assert "Dampak pada pertanyaan dan keluhan: KTP hilang" in page.text
    assert "Penerima lebih jarang bertanya sesudahnya" in page.text
    assert "tidak membuktikan sebab" in page.text
    assert "−100" in page.text


async def test_what_is_not_there_is_not_found(console: OpenConsole) -> None:
    dewi = await console.person("dewi", Role.ADMIN)
    for rest in ("", "/recipients", "/figures.csv"):
        assert (await dewi.opens(report(uuid4(), rest))).status == 404
    assert (await dewi.client.get(report(uuid4(), "/recipients.csv"))).status == 404


async def many(database: Database, count: int) -> None:
    await rows(
        database,
        "INSERT INTO conversation (id, person, channel, account, chat, announcements, language, sender_name,"
        " last_inbound_at) SELECT id, id, 'telegram', '1', CAST(id AS text), true, 'id', '', now()"
        " FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, :count)) made RETURNING 1",
        count=count,
    )
