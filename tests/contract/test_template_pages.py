"""The pages about templates: state in words, a new one with every problem beside its field, comparing, deleting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from io import BytesIO

import pytest
from aiohttp import FormData

from bot.domain.audit import Deed
from bot.domain.meta_errors import ManagementError, MetaRefused, MetaUnavailable, NameTaken
from bot.domain.staff import Role
from bot.domain.template_ports import Example
from bot.domain.template_rules import faults
from bot.domain.templates import (
    Category,
    KeptTemplate,
    Quality,
    Template,
    TemplateExists,
    TemplateState,
)
from bot.store.engine import Database
from bot.store.templates import PostgresTemplates
from bot.store.wakeup import Wakeup
from console.staff.campaign_templates import TemplatePorts, templates_area
from tests.console import OpenConsole, Somebody, opened_console
from tests.contract.test_intake import rows
from tests.fakes_book import PORTS

PATH = "/console/campaigns/templates"
TOLD = {
    "name": "layanan_keliling",
    "language": "id",
    "category": "marketing",
    "header": "Layanan keliling",
    "body": "Halo {nama}, layanan keliling datang hari Kamis di kantor RW.",
    "button1": "Lihat jadwal",
    "stop": "1",
    "do": "submit",
}
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


@dataclass
class Desk:
    """Meta as a list of what it was asked, and what it answers."""

    book: PostgresTemplates
    connected: bool = True
    refuses: ManagementError | None = None
    asked: list[tuple[Template, Example | None]] = field(default_factory=list)
    there: tuple[KeptTemplate, ...] = ()

    async def submit(self, template: Template, actor: str, example: Example | None = None) -> KeptTemplate:
        assert faults(template) == []
        if self.refuses:
            raise self.refuses
        self.asked.append((template, example))
        kept = KeptTemplate(template, TemplateState.PENDING, meta_id="7", made_by=actor)
        await self.book.keep_submitted(kept, Deed(actor, "campaign.template_submit", "template:x"))
        return kept

    async def delete(self, name: str, language: str, actor: str) -> None:
        await self.book.forget(name, language, Deed(actor, "campaign.template_delete", "template:x"))

    async def sync(self, actor: str = "") -> int:
        if self.refuses:
            await self.book.note_failed_sync(type(self.refuses).__name__)
            raise self.refuses
        return await self.book.take_over(self.there, await self.book.now())


@dataclass
class Pages:
    """A console with the pages, and what is behind them."""

    console: OpenConsole
    desk: Desk
    book: PostgresTemplates

    async def manager(self) -> Somebody:
        return await self.console.person("sari", Role.MANAGER)


@pytest.fixture
async def pages(database: Database, wakeup: Wakeup) -> AsyncIterator[Pages]:
    book = PostgresTemplates(database, wakeup)
    desk = Desk(book)
    async with opened_console(
        database, lambda room: [templates_area(TemplatePorts(book, desk, PORTS.book.phrase, room.audit))]
    ) as console:
        yield Pages(console, desk, book)


def kept(name: str, state: TemplateState, **more: object) -> KeptTemplate:
    template = Template(name, "id", Category.MARKETING, f"Isi {name}.", buttons=("Jadwal",))
    return replace(KeptTemplate(template, state, meta_id=name), **more)  # type: ignore[arg-type]


async def test_without_templates_the_page_says_what_that_means(pages: Pages) -> None:
    sari = await (await pages.manager()).opens(PATH)
    assert "Belum ada templat. Tanpa templat, siaran hanya sampai" in sari.text
    assert "Belum pernah disamakan" in sari.text


async def test_state_and_quality_are_told_in_words_and_the_list_can_be_narrowed(pages: Pages) -> None:
    pages.desk.there = (
        kept("satu", TemplateState.APPROVED, quality=Quality.YELLOW),
        kept("dua", TemplateState.PAUSED, quality=Quality.RED, reason="FIRST_PAUSE"),
        kept("tiga", TemplateState.PENDING),
    )
    sari = await (await pages.manager()).sends(f"{PATH}/sync")
    assert "Sudah disamakan dengan Meta. Berubah: 3." in sari.text
    for words in ("Disetujui", "Mutu sedang", "Dijeda", "Mutu buruk", "Menunggu Meta"):
        assert words in sari.text
    assert "tiga" not in (await sari.opens(f"{PATH}?saring=trouble")).text.replace("ketiga", "")
    one = await sari.opens(f"{PATH}/dua/id")
    assert "Meta menjedanya karena keluhan warga" in one.text
    assert "Jeda pertama karena keluhan warga, 3 jam." in one.text
    assert "Ditemukan di Meta: Dijeda" in one.text


async def test_a_new_template_is_handed_in_with_the_name_as_a_variable_and_a_way_to_stop(
    pages: Pages, database: Database
) -> None:
    sari = await (await pages.manager()).sends(f"{PATH}/new", TOLD)
    assert sari.path == f"{PATH}/layanan_keliling/id?selesai=submitted"
    assert "sudah diajukan ke Meta" in sari.text
    [(template, example)] = pages.desk.asked
    assert template.body == "Halo {{1}}, layanan keliling datang hari Kamis di kantor RW."
    assert (template.examples, template.buttons) == (("Ibu Sri",), ("Lihat jadwal", "Berhenti"))
    assert template.footer == "Tidak mau pengumuman lagi? Tekan Berhenti."
    assert example is None
    assert await rows(database, "SELECT actor FROM audit WHERE what = 'campaign.template_submit'") == [("sari",)]


async def test_every_problem_stands_beside_its_field_and_nothing_typed_is_lost(pages: Pages) -> None:
    wrong = TOLD | {"name": "Layanan Keliling", "body": "{{1}} datang", "header": "x" * 61, "button1": "y" * 21}
    sari = await (await pages.manager()).sends(f"{PATH}/new", wrong)
    assert sari.status == 422
    for words in (
        "Templat belum diajukan.",
        "Hanya huruf kecil, angka, dan garis bawah.",
        "Terlalu panjang. Paling panjang 60 huruf.",
        "Terlalu panjang. Paling panjang 20 huruf.",
        "Isi tidak boleh diawali atau diakhiri variabel.",
        "Beri contoh untuk tiap variabel, 1 baris.",
    ):
        assert words in sari.text
    assert "Gambar perlu dipilih lagi" not in sari.text, "there was none"
    await sari.sends(f"{PATH}/new", wrong | {"with_picture": "1"})
    assert "Gambar perlu dipilih lagi" in sari.text
    assert 'value="Layanan Keliling"' in sari.html
    assert pages.desk.asked == []


async def test_checking_first_shows_it_without_handing_it_in(pages: Pages) -> None:
    sari = await (await pages.manager()).sends(f"{PATH}/new", TOLD | {"do": "look"})
    assert (sari.status, pages.desk.asked) == (200, [])
    assert "Halo Ibu Sri, layanan keliling" in sari.text


async def test_what_is_typed_is_drawn_while_typing(pages: Pages) -> None:
    sari = await (await pages.manager()).sends(f"{PATH}/preview", TOLD | {"name": "A b"}, **{"HX-Request": "true"})
    assert "Halo Ibu Sri, layanan keliling" in sari.text
    assert "Hanya huruf kecil" in sari.text
    assert "<html" not in sari.html


def with_file(content: bytes, name: str = "a.png", **changed: str) -> FormData:
    form = FormData(TOLD | {"header": "", "with_picture": "1"} | changed)
    form.add_field("picture", BytesIO(content), filename=name, content_type="image/png")
    return form


async def test_a_picture_needs_an_example_of_the_right_kind_and_size(pages: Pages) -> None:
    sari = await pages.manager()
    assert "Pilih contoh gambarnya." in (await sari.sends(f"{PATH}/new", with_file(b"", ""))).text
    assert "Hanya JPEG atau PNG." in (await sari.sends(f"{PATH}/new", with_file(b"GIF89a"))).text
    assert "paling besar" in (await sari.sends(f"{PATH}/new", with_file(PNG + b"0" * 3_500_001))).text.lower()
    await sari.sends(f"{PATH}/new", with_file(PNG))
    [(template, example)] = pages.desk.asked
    assert template.picture
    assert example == Example("contoh.png", "image/png", PNG)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (MetaUnavailable(), 502, "Meta sedang tidak menjawab. Yang ditulis masih ada."),
        (NameTaken(), 409, "Meta sudah punya templat dengan nama dan bahasa ini."),
        (MetaRefused(told="Too <b>bold</b>"), 409, "Kata Meta: Too <b>bold</b>"),
        (TemplateExists(), 409, "sudah ada. Pakai nama lain."),
    ],
)
async def test_when_meta_does_not_take_it_the_form_comes_back_as_it_was(
    pages: Pages, error: ManagementError, status: int, words: str
) -> None:
    pages.desk.refuses = error
    sari = await (await pages.manager()).sends(f"{PATH}/new", TOLD)
    assert (sari.status, words in sari.text) == (status, True)
    assert 'value="layanan_keliling"' in sari.html


async def test_a_comparison_that_fails_is_told_and_what_is_known_stays(pages: Pages) -> None:
    pages.desk.there = (kept("satu", TemplateState.APPROVED),)
    sari = await (await pages.manager()).sends(f"{PATH}/sync")
    pages.desk.refuses = MetaUnavailable()
    await sari.sends(f"{PATH}/sync")
    assert "Daftar di Meta tidak bisa dibaca." in sari.text
    assert "satu" in sari.text


async def test_deleting_asks_for_the_name_and_keeps_what_happened(pages: Pages) -> None:
    pages.desk.there = (kept("satu", TemplateState.APPROVED),)
    sari = await (await pages.manager()).sends(f"{PATH}/sync")
    assert (await sari.sends(f"{PATH}/satu/id/delete", {"name": "dua"})).status == 422
    await sari.sends(f"{PATH}/satu/id/delete", {"name": "satu"})
    assert "Templat sudah dihapus di Meta." in sari.text
    assert "satu" not in {each.template.name for each in await pages.book.all()}
    assert "Dihapus dari konsol" in (await sari.opens(f"{PATH}/satu/id")).text


async def test_a_supervisor_reads_and_changes_nothing_and_officers_stay_out(pages: Pages) -> None:
    pages.desk.there = (kept("satu", TemplateState.APPROVED),)
    await pages.desk.sync()
    super_ = await pages.console.person("tari", Role.SUPERVISOR)
    assert "Hapus templat" not in (await super_.opens(f"{PATH}/satu/id")).text
    assert (await super_.sends(f"{PATH}/satu/id/delete", {"name": "satu"})).status == 403
    assert (await super_.sends(f"{PATH}/new", TOLD)).status == 403
    officer = await pages.console.person("adi", Role.OFFICER)
    assert (await officer.opens(PATH)).status == 403


async def test_without_an_account_at_meta_the_page_says_so_and_offers_nothing(pages: Pages) -> None:
    pages.desk.connected = False
    sari = await (await pages.manager()).opens(PATH)
    assert "WHATSAPP_BUSINESS_ACCOUNT_ID" in sari.text
    assert "Sinkronkan" not in sari.text


@pytest.mark.parametrize("path", [f"{PATH}/tidak_ada/id", f"{PATH}/%00/id", f"{PATH}/a/{'x' * 300}"])
async def test_an_address_nobody_made_is_answered_with_words(pages: Pages, path: str) -> None:
    sari = await (await pages.manager()).opens(path)
    assert (sari.status, "Templat ini tidak ada." in sari.text) == (404, True)


async def test_another_page_may_fill_the_form(pages: Pages) -> None:
    sari = await (await pages.manager()).opens(f"{PATH}/new?name=libur&language=en&body=Halo%20%3Cb%3E&button1=Jam")
    assert "Halo <b>" in sari.text
    assert "Halo &lt;b&gt;" in sari.html


async def test_the_page_speaks_english_to_those_who_chose_it(pages: Pages, database: Database) -> None:
    sari = await pages.manager()
    await rows(database, "UPDATE staff_account SET language = 'en' RETURNING 1")
    assert "WA templates" in (await sari.opens(PATH)).text
    assert "Hand in to Meta" in (await sari.opens(f"{PATH}/new")).text
