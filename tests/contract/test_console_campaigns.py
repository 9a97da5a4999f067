"""Writing campaigns in the console: nothing is lost, all is judged, and whom it reaches is told."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from aiohttp import FormData

from bot.domain.audience import About, Audience, Condition
from bot.domain.campaigns import Repeats, State
from bot.domain.staff import Role
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.answers import hidden
from tests.campaigns import LIST, RULES, TEXT, areas_of, draft, form_of, imports_of, written
from tests.console import OpenConsole, Somebody, opened_console
from tests.contract.campaign_town import resident
from tests.contract.test_intake import rows
from tests.pictures import photo

HTMX = {"HX-Request": "true"}
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
async def console(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    async with opened_console(database, areas_of(database, wakeup, imports_of(database, wakeup))) as opened:
        yield opened


@pytest.fixture
async def sari(console: OpenConsole) -> Somebody:
    return await console.person("sari", Role.MANAGER)


@pytest.fixture
def campaigns(database: Database) -> PostgresCampaigns:
    return PostgresCampaigns(database, RULES)


async def test_an_empty_list_explains_itself_and_leads_to_the_first_campaign(sari: Somebody) -> None:
    await sari.opens(LIST)
    assert "Belum ada siaran" in sari.text
    await sari.opens(f"{LIST}/new")
    key = hidden(sari.html, "key")
    await sari.sends(f"{LIST}/new", {"key": key, "name": "Libur kantor"})
    assert sari.path == f"{LIST}/{key}"
    await sari.sends(f"{LIST}/new", {"key": key, "name": "Libur kantor"})
    await sari.opens(LIST)
    assert sari.html.count("Libur kantor</a>") == 1, "sent twice is one"
    assert "Belum selesai ditulis (sari)" in sari.text


async def test_what_is_typed_is_kept_judged_and_counted_while_it_is_typed(
    sari: Somebody, database: Database, wakeup: Wakeup
) -> None:
    await resident(database)
    await resident(database, "whatsapp", hours=30)
    await resident(database, stopped=True)
    one = f"{LIST}/{await written(database, wakeup)}"
    long = "Permohonan penerbitan dilaksanakan berdasarkan persyaratan administrasi kependudukan. " * 14
    await sari.sends(f"{one}/draft", form_of(text__a__id=long, button__0__id=""), **HTMX)
    for told in (
        "1 warga akan menerima",
        "sudah berhenti berlangganan",
        "Tanpa templat WhatsApp, 1 warga tidak menerima",
        "Terlalu panjang untuk WhatsApp",
        "Tulis kata untuk tombol ini",
        "Sulit dibaca",
        "Isian terjaga",
    ):
        assert told in sari.text
    await sari.opens(one)
    assert long.strip() in sari.html
    [(kept,)] = await rows(database, "SELECT message -> 0 -> 'id' ->> 'text' FROM campaign")
    assert kept == TEXT, "nothing is saved yet"


async def test_all_that_is_chosen_is_saved_and_read_back(
    sari: Somebody, database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns
) -> None:
    campaign = await written(database, wakeup)
    form = form_of(
        title__a__id="Kantor tutup",
        text__a__en="Hello {nama}. We are closed tomorrow.",
        button__0__en="Opening hours",
        template__a__id="libur_kantor",
        variable__a__id__0="{nama}",
        variable__a__id__1="besok",
        second="1",
        text__b__id="Besok kami libur.",
        text__b__en="Closed tomorrow.",
        include__language=["id", "en"],
        include__wrote_within="30",
        exclude__channel=["telegram"],
        when="weekly",
        day="2027-01-04",
        time="09:30",
        emergency="1",
        emergency_reason="Banjir",
    )
    await sari.sends(f"{LIST}/{campaign}", form)
    assert "Tersimpan." in sari.text
    found, audience = await campaigns.read(campaign)
    assert found.message is not None
    first, second = found.message.versions
    assert (first["id"].title, first["id"].variables) == ("Kantor tutup", ("{nama}", "besok"))
    assert (first["en"].buttons[0].title, second["en"].text) == ("Opening hours", "Closed tomorrow.")
    assert (found.repeats, found.emergency, found.emergency_reason) == (Repeats.WEEKLY, True, "Banjir")
    assert found.due_at is not None
    assert found.due_at.isoformat() == "2027-01-04T02:30:00+00:00"
    assert audience == Audience(
        (Condition(About.LANGUAGE, ("id", "en")), Condition(About.WROTE_WITHIN, ("30",))),
        (Condition(About.CHANNEL, ("telegram",)),),
    )
    await sari.opens(f"{LIST}/{campaign}")
    for value in ("2027-01-04", "09:30", "Banjir", "Closed tomorrow.", 'value="besok"'):
        assert value in sari.html


async def test_saving_the_same_again_makes_no_new_edition(
    sari: Somebody, database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns
) -> None:
    campaign = await written(database, wakeup)
    await sari.sends(f"{LIST}/{campaign}", form_of())
    assert (await campaigns.read(campaign))[0].edition == 1


async def test_it_is_not_handed_in_before_it_is_whole(
    sari: Somebody, database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns
) -> None:
    await resident(database)
    campaign = await written(database, wakeup)
    form = form_of(do="check", text__a__id="", when="once", emergency="1", target__0="")
    await sari.sends(f"{LIST}/{campaign}", form)
    assert sari.status == 422
    for told in (
        "Pesannya masih kosong",
        "Pilih tanggal dan jamnya",
        "Tulis mengapa ini darurat",
        "Pilih apa yang dibuka",
    ):
        assert told in sari.text
    await sari.sends(f"{LIST}/{campaign}", form_of(do="check"))
    assert sari.path == f"{LIST}/{campaign}/control"
    assert (await campaigns.read(campaign))[0].state is State.DRAFT


async def test_nobody_is_asked_to_read_what_reaches_nobody(sari: Somebody, database: Database, wakeup: Wakeup) -> None:
    campaign = await written(database, wakeup)
    await sari.sends(f"{LIST}/{campaign}", form_of(do="check"))
    assert sari.status == 422
    assert "Belum ada warga yang akan menerima" in sari.text


async def test_a_stale_form_shows_both_and_loses_neither(
    console: OpenConsole, sari: Somebody, database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns
) -> None:
    campaign = await written(database, wakeup)
    dewi = await console.person("dewi", Role.MANAGER)
    await sari.sends(f"{LIST}/{campaign}/draft", form_of(text__a__id="Tulisan Sari."), **HTMX)
    await dewi.sends(f"{LIST}/{campaign}", form_of(text__a__id="Tulisan Dewi."))
    await sari.sends(f"{LIST}/{campaign}/draft", form_of(text__a__id="Tulisan Sari."), **HTMX)
    assert "Rekan baru saja menyimpan perubahan" in sari.text
    await sari.sends(f"{LIST}/{campaign}", form_of(text__a__id="Tulisan Sari."))
    assert sari.status == 409
    assert "Tulisan Dewi." in sari.text
    assert "Tulisan Sari." in sari.text
    await sari.sends(f"{LIST}/{campaign}", form_of(do="mine", text__a__id="Tulisan Sari."))
    await sari.sends(f"{LIST}/{campaign}", form_of(base=2, text__a__id="Tulisan Sari."))
    found, _ = await campaigns.read(campaign)
    assert found.message is not None
    assert found.message.wording(0, "id").text == "Tulisan Sari."


async def test_what_a_colleague_saved_can_be_taken_instead(
    console: OpenConsole, sari: Somebody, database: Database, wakeup: Wakeup
) -> None:
    campaign = await written(database, wakeup)
    dewi = await console.person("dewi", Role.MANAGER)
    await dewi.opens(f"{LIST}/{campaign}")
    await sari.sends(f"{LIST}/{campaign}/draft", form_of(text__a__id="Tulisan Sari."), **HTMX)
    await dewi.opens(f"{LIST}/{campaign}")
    assert "sari juga sedang menulis" in dewi.text
    await sari.sends(f"{LIST}/{campaign}", {"do": "theirs"})
    await sari.opens(f"{LIST}/{campaign}")
    assert "Tulisan Sari." not in sari.html


async def test_changing_an_approved_one_takes_it_back_and_says_so(
    sari: Somebody, database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns
) -> None:
    campaign = await written(database, wakeup)
    await campaigns.submit(campaign, 1, "sari")
    await sari.opens(f"{LIST}/{campaign}")
    assert "kembali menjadi draf" in sari.text
    await sari.sends(f"{LIST}/{campaign}/draft", form_of(text__a__id="Lain."), **HTMX)
    assert (await campaigns.read(campaign))[0].state is State.READY, "typing alone changes nothing"
    await sari.sends(f"{LIST}/{campaign}", form_of(text__a__id="Lain."))
    assert (await campaigns.read(campaign))[0].state is State.DRAFT


async def test_one_that_runs_is_not_written_on(
    sari: Somebody, database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns
) -> None:
    campaign = await written(database, wakeup)
    await campaigns.submit(campaign, 1, "sari")
    await campaigns.start(campaign)
    await sari.opens(f"{LIST}/{campaign}")
    assert sari.path == f"{LIST}/{campaign}/control"
    await sari.sends(f"{LIST}/{campaign}", form_of(text__a__id="Lain."))
    assert sari.status == 409
    await sari.sends(f"{LIST}/{campaign}/discard")
    assert sari.status == 409


async def test_a_draft_is_thrown_away_and_still_listed(sari: Somebody, database: Database, wakeup: Wakeup) -> None:
    campaign = await written(database, wakeup)
    await sari.sends(f"{LIST}/{campaign}/discard")
    assert "Siaran dibuang" in sari.text
    await sari.opens(f"{LIST}?tampil=cancelled")
    assert "Libur kantor" in sari.text


async def test_a_picture_is_drawn_anew_and_shown(sari: Somebody, database: Database, wakeup: Wakeup) -> None:
    one = f"{LIST}/{await written(database, wakeup)}"
    await sari.sends(one, _with_file(form_of(do="picture"), photo(), "foto.jpg"))
    assert sari.status == 200
    found = re.search(rf'src="({LIST}/pictures/[0-9a-f-]+)"', sari.html)
    assert found
    async with sari.client.get(found[1]) as answer:
        assert answer.content_type == "image/jpeg"
        assert b"Exif" not in await answer.read()
    await sari.sends(one, form_of(do="no_picture", picture=found[1].rpartition("/")[2]))
    assert "/pictures/" not in sari.html


@pytest.mark.parametrize(
    ("content", "told"), [(b"GIF89a", "bukan gambar JPEG"), (b"\xff\xd8\xffx", "bukan gambar"), (b"", "kosong")]
)
async def test_what_is_no_picture_is_refused_and_the_words_stay(
    sari: Somebody, database: Database, wakeup: Wakeup, content: bytes, told: str
) -> None:
    one = f"{LIST}/{await written(database, wakeup)}"
    await sari.sends(one, _with_file(form_of(do="picture", text__a__id="Tulisan baru."), content, "a.jpg"))
    assert sari.status == 422
    assert told in sari.text
    assert "Tulisan baru." in sari.html


async def test_both_phones_show_it_to_residents_of_the_audience_with_masked_names(
    sari: Somebody, database: Database, wakeup: Wakeup
) -> None:
    await resident(database)
    await resident(database, "whatsapp", hours=30, language="en")
    await rows(database, "UPDATE conversation SET sender_name = 'Siti Rahma' WHERE channel = 'telegram' RETURNING 1")
    campaign = await written(database, wakeup)
    form = form_of(
        do="preview", template__a__id="libur_kantor", variable__a__id__0="{nama}", variable__a__id__1="besok"
    )
    await sari.sends(f"{LIST}/{campaign}", form)
    assert sari.path == f"{LIST}/{campaign}/preview"
    assert "Halo S••• R•••. Besok kantor tutup." in sari.text
    assert "Siti" not in sari.html
    assert "Lewat 24 jam" in sari.text
    assert "Jam layanan" in sari.text


async def test_hostile_words_are_shown_as_words(sari: Somebody, database: Database, wakeup: Wakeup) -> None:
    await resident(database)
    one = f"{LIST}/{await written(database, wakeup, draft(SCRIPT, SCRIPT))}"
    await sari.sends(f"{one}/draft", form_of(name=SCRIPT, text__a__id=SCRIPT, title__a__id=SCRIPT), **HTMX)
    for path in (LIST, one, f"{one}/preview"):
        await sari.opens(path)
        assert sari.status == 200
        assert "<script>alert" not in sari.html


async def test_a_giant_text_is_kept_and_a_monstrous_one_refused(
    sari: Somebody, database: Database, wakeup: Wakeup
) -> None:
    one = f"{LIST}/{await written(database, wakeup)}"
    await sari.sends(one, form_of(text__a__id="panjang " * 1000))
    assert "panjang panjang" in sari.html
    await sari.sends(one, form_of(text__a__id="x" * 20_000))
    assert sari.status == 400


@pytest.mark.parametrize("path", [f"{LIST}/{UUID(int=7)}", f"{LIST}/{UUID(int=7)}/preview", f"{LIST}/{'-' * 36}"])
async def test_forged_ids_are_told_apart_from_trouble(sari: Somebody, path: str) -> None:
    await sari.opens(path)
    assert sari.status in {400, 404}


async def test_a_supervisor_reads_the_list_and_writes_nothing(
    console: OpenConsole, database: Database, wakeup: Wakeup
) -> None:
    campaign = await written(database, wakeup)
    dodi = await console.person("dodi", Role.SUPERVISOR)
    await dodi.opens(LIST)
    assert f"{LIST}/{campaign}/control" in dodi.html
    assert "Siaran baru" not in dodi.text
    await dodi.sends(f"{LIST}/{campaign}", form_of())
    assert dodi.status == 403


async def test_progress_is_told_to_open_pages_and_what_waits_is_counted(
    sari: Somebody, database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns
) -> None:
    for _ in range(3):
        await resident(database)
    campaign = await written(database, wakeup)
    await campaigns.submit(campaign, 1, "sari")
    async with sari.client.get("/console/live") as stream:
        await stream.content.readuntil(b"event: counts\n")
        assert await stream.content.readline() == b'data: {"campaigns":1}\n'
        await stream.content.readuntil(b"event: campaigns\n")
        assert str(campaign).encode() in await stream.content.readline()
    await campaigns.approve(campaign, 1, "dewi")
    await campaigns.start(campaign)
    await sari.opens(LIST)
    assert "0 dari 3 warga" in sari.text
    assert "Sisa 3 warga" in sari.text


def _with_file(form: list[tuple[str, str]], content: bytes, name: str) -> object:
    told = FormData(form)
    told.add_field("file", content, filename=name, content_type="image/jpeg")
    return told
