"""Writing campaigns in the console: nothing is lost, all is judged, and whom it reaches is told."""

from __future__ import annotations

import pytest

from bot.domain.audience import About, Audience, Condition
from bot.domain.campaigns import Repeats, State
from bot.domain.staff import Role
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.answers import hidden
from tests.campaigns import LIST, TEXT, console, form_of, sari, written
from tests.console import OpenConsole, Somebody
from tests.contract.campaign_town import resident
from tests.contract.test_intake import rows

__all__ = ["console", "sari"]

HTMX = {"HX-Request": "true"}
SCRIPT = "<script>alert(1)</script>"


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


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("", "Pilih tanggal dan jamnya"),
        ("besok", "Pilih tanggal dan jamnya"),
        ("0001-01-01", "Tahunnya tidak benar"),
        ("9999-12-31", "Tahunnya tidak benar"),
    ],
)
async def test_what_cannot_be_read_is_not_saved_and_not_lost(
    sari: Somebody, database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns, day: str, told: str
) -> None:
    campaign = await written(database, wakeup)
    await sari.sends(f"{LIST}/{campaign}", form_of(text__a__id="Lebih baru.", when="once", day=day))
    assert sari.status == 422
    assert "Belum disimpan" in sari.text
    assert told in sari.text
    assert (await campaigns.read(campaign))[0].edition == 1, "a date that is missing is not 'at once'"
    await sari.opens(f"{LIST}/{campaign}")
    assert "Lebih baru." in sari.text
    assert "Rekan" not in sari.text


async def test_all_that_is_wrong_with_a_text_is_told_at_once(
    sari: Somebody, database: Database, wakeup: Wakeup
) -> None:
    campaign = await written(database, wakeup)
    await sari.sends(f"{LIST}/{campaign}/draft", form_of(text__a__id="{nam} {hari} 3174010101900001"), **HTMX)
    for told in ("{nam} tidak dikenal", "{hari} tidak dikenal", "Ada nomor 16 angka"):
        assert told in sari.text


async def test_what_stands_in_a_templates_places_outlives_its_pause(
    sari: Somebody, database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns
) -> None:
    campaign = await written(database, wakeup)
    form = form_of(template__a__id="dijeda", variable__a__id__0="1 Desember")
    await sari.sends(f"{LIST}/{campaign}", form)
    await sari.opens(f"{LIST}/{campaign}")
    assert hidden(sari.html, "variable.a.id.0") == "1 Desember"


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
