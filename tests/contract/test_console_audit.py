"""The audit log on its page: searched, checked, taken along; and every deed has words."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.domain.audit import Deed
from bot.domain.staff import Role
from bot.store.engine import Database
from console.staff.app import Staffroom
from console.staff.audit import audit_area
from console.staff.visit import Area
from console.staff.words import LANGUAGES, read_words
from tests.chains import tampered
from tests.console import OpenConsole, Somebody, opened_console


def areas(room: Staffroom) -> Sequence[Area]:
    return [audit_area(room.audit)]


@pytest.fixture
async def console(database: Database) -> AsyncIterator[OpenConsole]:
    async with opened_console(database, areas) as opened:
        yield opened


@pytest.fixture
async def boss(console: OpenConsole) -> Somebody:
    for number in range(3):
        await console.room.audit.note(Deed("sari", "case.invented", f"case:4827-193{number}", "<b>alasan</b>"))
    await console.room.audit.note(Deed("dewi", "staff.add", "staff:budi", "=cmd()"))
    return await console.person("bos", Role.SUPERVISOR)


async def test_the_newest_stands_first_in_words_and_markup_is_shown_as_letters(boss: Somebody) -> None:
    await boss.opens("/console/audit")
    assert boss.text.index("dewi · membuat akun") < boss.text.index("sari · mengerjakan laporan: invented")
    assert "<b>alasan" not in boss.html


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("pelaku=SARI", "4827-1930", "membuat akun · "),
        ("apa=staff.add", "staff:budi", "4827-1930"),
        ("tentang=4827-1931", "4827-1931", "4827-1930"),
        ("dari=2020-01-01&sampai=9999-12-31", "4827-1930", "Tidak ada baris"),
        ("sampai=2020-01-01", "Tidak ada baris", "4827-1930"),
        ("dari=kemarin", "Tulis seperti 2026-11-28", "4827-1930"),
        ("dari=2026-11-02&sampai=2026-11-01", "Tukar keduanya", "4827-1930"),
        ("sebelum=2", "4827-1930", "4827-1931"),
        ("sebelum=abc&pelaku=%00%25", "Tidak ada baris", "4827-1930"),
    ],
)
async def test_entries_are_found(boss: Somebody, query: str, shown: str, hidden: str) -> None:
    await boss.opens(f"/console/audit?{query}")
    assert boss.status in {200, 400}
    assert shown in boss.text
    assert hidden not in boss.text


async def test_residents_are_named_as_on_their_page_and_the_link_finds_them(
    console: OpenConsole, boss: Somebody
) -> None:
    about = "conversation:3df0aaaa-0000-4000-8000-000000000001"
    await console.room.audit.note(Deed("sari", "conversation.close", about))
    await boss.opens("/console/audit")
    assert "menyelesaikan percakapan · Warga 3DF0" in boss.text
    await boss.opens(f"/console/audit?tentang={about}")
    assert "Warga 3DF0" in boss.text
    assert "4827-1930" not in boss.text


async def test_campaigns_are_named_and_lead_to_their_page(console: OpenConsole, boss: Somebody) -> None:
    campaign = "3df0aaaa-0000-4000-8000-000000000001"
    await console.room.audit.note(Deed("sari", "campaign.approve", f"campaign:{campaign}"))
    await console.room.audit.note(Deed("sari", "campaign.approve", "campaign:bukan"))
    await boss.opens("/console/audit")
    assert "Siaran 3DF0 · buka" in boss.text
    assert f'href="/console/campaigns/{campaign}/control"' in boss.html
    assert "campaign:bukan" in boss.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_deeds_are_told_in_the_same_words(language: str) -> None:
    words = read_words()
    told = [words.say(key, language) for key in words if key.startswith("deed_") and "." in key]
    assert sorted({each for each in told if told.count(each) > 1}) == []


async def test_older_ones_stand_on_the_next_page(console: OpenConsole, boss: Somebody) -> None:
    for number in range(60):
        await console.room.audit.note(Deed("tono", "staff.roles", f"staff:x{number}"))
    await boss.opens("/console/audit?pelaku=tono")
    assert "staff:x59" in boss.text
    assert "staff:x9 " not in boss.text
    assert "sebelum=" in boss.html
    assert len(boss.html) < 100_000
    await boss.opens("/console/audit?pelaku=tono&sebelum=15")
    assert "staff:x9 " in boss.text


async def test_checking_tells_that_it_is_whole_or_where_it_is_not(
    console: OpenConsole, database: Database, boss: Somebody
) -> None:
    await boss.sends("/console/audit/periksa")
    assert "Jejak utuh. 4 baris dibaca" in boss.text
    await tampered(database, "UPDATE audit SET actor = 'x' WHERE id = 3")
    await boss.sends("/console/audit/periksa")
    assert "nomor 3 tidak cocok" in boss.text
    assert len(await console.room.audit.search(what="audit.verify")) == 2


async def test_an_entry_that_cannot_be_read_is_shown_as_such(database: Database, boss: Somebody) -> None:
    await tampered(database, "UPDATE audit SET detail = 's1.deadbeef.AAAA' WHERE id = 2")
    await boss.opens("/console/audit")
    assert boss.status == 200
    assert "rincian tidak terbaca" in boss.text


async def test_the_file_holds_what_was_asked_for_no_formula_and_is_noted(console: OpenConsole, boss: Somebody) -> None:
    response = await boss.client.get("/console/audit/unduh?apa=staff.add")
    rows = list(csv.reader(io.StringIO((await response.read()).decode("utf-8-sig"))))
    assert rows[0][:3] == ["nomor", "waktu", "siapa"]
    assert [row[2:] for row in rows[1:]] == [["dewi", "membuat akun", "staff.add", "staff:budi", "'=cmd()"]]
    assert "attachment" in response.headers["Content-Disposition"]
    [entry] = await console.room.audit.search(what="audit.export")
    assert (entry.deed.actor, entry.deed.detail) == ("bos", "1")


async def test_officers_and_editors_do_not_see_it(console: OpenConsole) -> None:
    somebody = await console.person("tono", Role.OFFICER, Role.EDITOR)
    for path in ("/console/audit", "/console/audit/unduh"):
        assert (await somebody.opens(path)).status == 403
