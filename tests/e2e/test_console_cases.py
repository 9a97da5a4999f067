"""Pages about cases in a real browser: by keyboard, on a small phone, without script, and for everybody's eyes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.domain.cases import AddToCase, Category, Kind, OpenCase, Priority, Visibility
from bot.domain.staff import Role
from bot.store.case_files import CaseFiles
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.wakeup import Wakeup
from tests.contract.case_room import CASES, CasePages, opened_cases
from tests.contract.office import OFFICER, PHOTO, TODAY, Office
from tests.contract.test_intake import rows
from tests.e2e.browsers import RULES, opened_browser
from tests.fakes_book import PORTS
from tests.pictures import photo
from tests.residents import inbound

QUEUE = "Antrean di loket dua lama sekali, sistem mati sejak pagi. Sudah tiga jam menunggu dengan anak kecil."


@dataclass
class Desk:
    """Pages with something on them, and a browser that is signed in."""

    pages: CasePages
    browser: Browser
    secret: str
    main: OpenCase

    async def context(self, width: int = 1280, **more: Any) -> BrowserContext:
        context = await self.browser.new_context(viewport={"width": width, "height": 800}, locale="id-ID", **more)
        url = str(self.pages.console.server.make_url("/"))
        await context.add_cookies([{"name": "console", "value": self.secret, "url": url}])
        return context

    async def open(self, path: str, width: int = 1280, **more: Any) -> Page:
        page = await (await self.context(width, **more)).new_page()
        await page.goto(str(self.pages.console.server.make_url(path)))
        return page

    @property
    def paths(self) -> list[str]:
        case = f"{CASES}/{self.main.number}"
        return [
            CASES,
            f"{CASES}?cari=nothing",
            case,
            f"{CASES}/baru",
            f"{CASES}/baru/tercatat?nomor={self.main.number}",
        ]


async def filled(office: Office) -> OpenCase:
    """A day's work: late, pressing, alike, anonymous, with a photo and something added."""
    main = await office.opened(story=QUEUE, next_on=TODAY - timedelta(days=1), place="Loket 2")
    for _ in range(3):
        twin = await office.opened(story=QUEUE, next_on=PORTS.calendar.after(TODAY, 2))
        await office.desk.link(twin.number, main.number, OFFICER, "sari")
    await office.opened(
        story="Loket 2 sistemnya mati sejak pagi, antrean lama", visibility=Visibility.ANONYMOUS, name=""
    )
    rude = {"story": "Diminta uang rokok untuk tanda tangan", "category": Category.EXTORTION}
    await office.opened(**rude, next_on=TODAY, priority=Priority.IMPORTANT)
    await office.opened(
        kind=Kind.SUGGESTION, category=Category.GENERAL, story="Tolong tambah kursi tunggu dan kipas angin."
    )
    await office.do(AddToCase(main.number, "k2", office.person, "Sampai siang belum juga dipanggil."))
    await CaseFiles(office.database).keep(main.key, PHOTO, "image/jpeg", photo())
    return main


@pytest.fixture
async def desk(database: Database, wakeup: Wakeup) -> AsyncIterator[Desk]:
    await PostgresIntake(database, wakeup).receive([inbound("halo")])
    [(person,)] = await rows(database, "SELECT person FROM conversation")
    office = Office(database, wakeup, UUID(str(person)))
    main = await filled(office)
    async with opened_cases(office, wakeup) as pages, opened_browser() as browser:
        sari = await pages.console.person("sari", Role.OFFICER)
        [secret] = [cookie.value for cookie in sari.client.session.cookie_jar if cookie.key == "console"]
        yield Desk(pages, browser, secret, main)


async def test_axe_finds_nothing_in_light_or_dark_and_nothing_is_wider_than_a_small_phone(desk: Desk) -> None:
    found = []
    for path in desk.paths:
        for scheme in ("light", "dark"):
            page = await desk.open(path, 360, color_scheme=scheme, bypass_csp=True)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 360, path
            result: dict[str, Any] = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            found += [
                f"{path} {item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]
            ]
            await page.context.close()
    assert found == []


async def test_a_case_is_opened_and_answered_by_keyboard_alone(desk: Desk) -> None:
    page = await desk.open(CASES)
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(desk.main.number[:4])
    await page.keyboard.press("t")
    await expect(page.get_by_role("status").first).to_contain_text("Tersimpan")
    await page.get_by_role("radio", name="Dijawab").focus()
    await page.keyboard.press("Space")
    await page.locator("body").press("Escape")
    await page.get_by_label("Kata-kata untuk warga").focus()
    await page.keyboard.type("Sistem sudah pulih sejak pukul 13.00.")
    await expect(page.locator("#preview")).to_contain_text("Dikirim ke 4 pelapor")
    await expect(page.locator("#preview")).to_contain_text("Sistem sudah pulih")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("Kabar dikirim ke 4 pelapor")).to_be_visible()
    await expect(page.get_by_label("Kata-kata untuk warga")).to_have_value("")
    assert len(await desk.pages.office.notices()) == 4


async def test_everything_works_without_script_on_a_phone(desk: Desk) -> None:
    page = await desk.open(f"{CASES}/{desk.main.number}", 360, java_script_enabled=False)
    await page.get_by_label("Diperiksa dan diteruskan").check()
    await page.get_by_label("Kata-kata untuk warga").fill("Kami cek servernya.")
    await page.get_by_role("button", name="Lihat dulu").click()
    await expect(page.locator("#preview")).to_contain_text("Kami cek servernya.")
    await page.get_by_role("button", name="Simpan dan kabari").click()
    await expect(page.get_by_text("Kabar dikirim ke 4 pelapor")).to_be_visible()
    await page.get_by_role("button", name="Satukan ke laporan ini").first.click()
    await expect(page.get_by_text("4 lainnya melaporkan hal yang sama.")).to_be_visible()


async def test_what_was_typed_outlives_a_closed_page_until_it_is_sent(desk: Desk) -> None:
    context = await desk.context()
    url = str(desk.pages.console.server.make_url(f"{CASES}/{desk.main.number}"))
    first = await context.new_page()
    await first.goto(url)
    await first.get_by_label("Kata-kata untuk warga").fill("Setengah jadi")
    await first.close()
    again = await context.new_page()
    await again.goto(url)
    await expect(again.get_by_label("Kata-kata untuk warga")).to_have_value("Setengah jadi")
    await again.get_by_role("button", name="Simpan dan kabari").click()
    await expect(again.get_by_label("Kata-kata untuk warga")).to_have_value("")
    assert await again.evaluate("Object.keys(localStorage).length") == 0


@pytest.mark.parametrize("path", ["", "/baru"])
async def test_a_page_is_light(desk: Desk, path: str) -> None:
    page = await desk.open(f"{CASES}{path}")
    sizes = "performance.getEntries().reduce((sum, each) => sum + (each.encodedBodySize || 0), 0)"
    assert await page.evaluate(sizes) < 200_000
