"""The pages about templates in a browser: by keyboard, on a small phone, in light and dark, without script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.domain.audit import Deed
from bot.domain.staff import Role
from bot.domain.templates import Category, KeptTemplate, Quality, Template, TemplateState
from bot.store.engine import Database
from bot.store.templates import PostgresTemplates
from bot.store.wakeup import Wakeup
from console.staff.campaign_templates import TemplatePorts, templates_area
from tests.console import OpenConsole, hired, opened_console
from tests.contract.test_template_pages import PATH, Desk
from tests.e2e.browsers import RULES, opened_browser
from tests.fakes_book import PORTS

FOOTER = "Tidak mau pengumuman lagi? Tekan Berhenti."
PAGES = (PATH, f"{PATH}?saring=trouble", f"{PATH}/layanan_keliling/id", f"{PATH}/undangan_forum/id", f"{PATH}/new")


def kept(name: str, body: str, state: TemplateState, quality: Quality, **more: Any) -> KeptTemplate:
    template = Template(
        name,
        more.pop("language", "id"),
        more.pop("category", Category.MARKETING),
        body,
        more.pop("header", ""),
        more.pop("picture", False),
        FOOTER,
        more.pop("buttons", ("Lihat jadwal", "Berhenti")),
        more.pop("examples", ()),
        more.pop("foreign", ()),
    )
    return KeptTemplate(template, state, quality, meta_id=name, **more)


THERE = (
    kept(
        "layanan_keliling",
        "Halo {{1}}, layanan KTP keliling datang hari {{2}} pukul 09.00–12.00 di kantor RW. Bawa KTP lama dan KK.",
        TemplateState.APPROVED,
        Quality.GREEN,
        header="Layanan KTP keliling",
        examples=("Ibu Sri", "Kamis, 3 Desember"),
    ),
    kept(
        "kantor_tutup",
        "Halo {{1}}, kantor kelurahan tutup tanggal 25 Desember. Kami buka lagi 28 Desember pukul 07.30.",
        TemplateState.PENDING,
        Quality.UNKNOWN,
        header="Kantor tutup",
        examples=("Pak Budi",),
    ),
    kept(
        "undangan_forum",
        "Bapak/Ibu diundang ke forum warga tentang dokumen kependudukan, Sabtu pagi di balai warga.",
        TemplateState.PAUSED,
        Quality.RED,
        picture=True,
        reason="FIRST_PAUSE",
        buttons=("Saya datang", "Berhenti"),
    ),
    kept(
        "closed_holidays",
        "Hello {{1}}, the office is closed on 25 December. We open again on 28 December.",
        TemplateState.REJECTED,
        Quality.UNKNOWN,
        language="en",
        reason="INCORRECT_CATEGORY",
        buttons=("Opening hours", "Stop"),
    ),
    kept(
        "jawaban_siap",
        "Jawaban dari Kelurahan untuk Bapak/Ibu sudah siap. Tekan BUKA untuk membacanya.",
        TemplateState.APPROVED,
        Quality.UNKNOWN,
        category=Category.UTILITY,
        buttons=("BUKA",),
    ),
    kept(
        "survei_layanan",
        "Bagaimana layanan kami bulan ini? Isi survei singkat lewat tautan.",
        TemplateState.FLAGGED,
        Quality.YELLOW,
        foreign=("button_url",),
        buttons=(),
    ),
)


@dataclass
class Office:
    """The pages with templates on them, and a browser that is signed in."""

    console: OpenConsole
    browser: Browser
    secret: str

    async def context(self, width: int = 1280, **more: Any) -> BrowserContext:
        url = str(self.console.server.make_url("/"))
        context = await self.browser.new_context(
            base_url=url, viewport={"width": width, "height": 800}, locale="id-ID", **more
        )
        await context.add_cookies([{"name": "console", "value": self.secret, "url": url}])
        return context

    async def page(self, width: int = 1280, **more: Any) -> Page:
        return await (await self.context(width, **more)).new_page()


@asynccontextmanager
async def opened_office(database: Database, wakeup: Wakeup) -> AsyncIterator[Office]:
    book = PostgresTemplates(database, wakeup)
    desk = Desk(book, there=THERE)
    await book.keep_submitted(
        KeptTemplate(THERE[0].template, TemplateState.PENDING, meta_id="layanan_keliling"),
        Deed("sari", "campaign.template_submit", "template:layanan_keliling/id"),
    )
    async with (
        opened_console(
            database, lambda room: [templates_area(TemplatePorts(book, desk, PORTS.book.phrase, room.audit))]
        ) as console,
        opened_browser() as browser,
    ):
        await desk.sync()
        account = await hired(console.room, "sari", Role.MANAGER)
        secret = await console.room.sessions.begin(account.id, complete=True, device="Chromium")
        yield Office(console, browser, secret)


@pytest.fixture
async def office(database: Database, wakeup: Wakeup) -> AsyncIterator[Office]:
    async with opened_office(database, wakeup) as opened:
        yield opened


async def test_a_template_is_written_by_keyboard_and_drawn_while_typing(office: Office) -> None:
    page = await office.page()
    await page.goto(PATH)
    await page.keyboard.press("n")
    await page.wait_for_url(f"**{PATH}/new")
    await page.get_by_label("Nama templat").focus()
    await page.keyboard.type("Kerja Bakti")
    await page.get_by_label("Isi", exact=True).focus()
    await page.keyboard.type("Halo {nama}, kerja bakti hari Minggu pukul tujuh pagi.")
    await expect(page.locator("#look")).to_contain_text("Halo Ibu Sri, kerja bakti")
    await expect(page.locator("#slip-name")).to_contain_text("Hanya huruf kecil")
    await page.get_by_label("Nama templat").fill("kerja_bakti")
    await expect(page.locator("#slip-name")).to_be_empty()
    await page.get_by_label("Tombol 1").fill("Saya ikut")
    await expect(page.locator("#look")).to_contain_text("Saya ikut")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("sudah diajukan ke Meta")).to_be_visible()


async def test_all_of_it_works_without_script(office: Office) -> None:
    page = await office.page(java_script_enabled=False)
    await page.goto(f"{PATH}/new")
    await page.get_by_label("Nama templat").fill("kerja_bakti")
    await page.get_by_label("Isi", exact=True).fill("Halo {nama}, kerja bakti hari Minggu pukul tujuh pagi.")
    await page.get_by_role("button", name="Periksa dulu").click()
    await expect(page.locator("#look")).to_contain_text("Halo Ibu Sri, kerja bakti")
    await page.get_by_role("button", name="Ajukan ke Meta").click()
    await expect(page.get_by_text("sudah diajukan ke Meta")).to_be_visible()
    await page.get_by_text("Hapus templat").click()
    await page.get_by_label("Ketik kerja_bakti").fill("kerja_bakti")
    await page.get_by_role("button", name="Hapus di Meta").click()
    await expect(page.get_by_text("Templat sudah dihapus di Meta.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(office: Office, scheme: Any) -> None:
    page = await office.page(360, color_scheme=scheme, bypass_csp=True)
    found = []
    for path in PAGES:
        response = await page.goto(path)
        assert response is not None
        assert len(await response.body()) < 100_000, path
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360, path
        await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        result = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        found += [
            f"{path} {item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]
        ]
    assert found == []
