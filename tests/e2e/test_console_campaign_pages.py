"""The pages that write campaigns in a browser: by keyboard, on a small screen, in light and dark, without script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.domain.audience import About, Audience, Condition
from bot.domain.staff import Role
from bot.store.campaign_desk import RingingCampaigns
from bot.store.campaign_forms import PostgresCampaignForms
from bot.store.contact_imports import PostgresContactImports
from bot.store.engine import Database
from bot.store.segments import PostgresSegments
from bot.store.wakeup import Wakeup
from tests.campaigns import LIST, TEMPLATES, areas_of, draft, imports_of, written
from tests.console import OpenConsole, opened_console
from tests.contract.campaign_town import RULES, resident
from tests.contract.test_contact_imports import row, sheet
from tests.e2e.browsers import RULES as AXE
from tests.e2e.browsers import opened_browser, signed_in
from tests.kept_templates import keep

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}


@dataclass
class Office:
    """A manager's browser before the console, a campaign being written, and what else there is."""

    console: OpenConsole
    browser: Browser
    campaign: UUID
    stale: UUID
    segment: UUID
    contacts: UUID

    async def manager(self, login: str, **more: Any) -> Page:
        return await signed_in(self.browser, self.console, login, Role.MANAGER, **more)

    @property
    def pages(self) -> list[str]:
        one = f"{LIST}/{self.campaign}"
        return [
            LIST,
            f"{LIST}?tampil=running",
            f"{LIST}/new",
            one,
            f"{LIST}/{self.stale}",
            f"{one}/preview",
            f"{LIST}/segments",
            f"{LIST}/segments/new",
            f"{LIST}/segments/{self.segment}",
            f"{LIST}/imports",
            f"{LIST}/imports/{self.contacts}",
            f"{LIST}/consents",
        ]


@pytest.fixture
async def imports(database: Database, wakeup: Wakeup) -> AsyncIterator[PostgresContactImports]:
    made = imports_of(database, wakeup)
    yield made
    await made.idle()


@pytest.fixture
async def office(database: Database, wakeup: Wakeup, imports: PostgresContactImports) -> AsyncIterator[Office]:
    await keep(database, wakeup, *TEMPLATES)
    for hours, language in ((1, "id"), (30, "id"), (30, "en")):
        await resident(database, "whatsapp", hours=hours, language=language)
    await resident(database)
    await resident(database, wants=False)
    await resident(database, stopped=True)
    segment, elderly = uuid4(), Audience((Condition(About.NEIGHBOURHOOD, ("003",)),))
    await PostgresSegments(database, wakeup).add(segment, "Warga RW 003", elderly, "sari")
    contacts, _ = await imports.upload("Formulir loket", sheet(row(), row("0812"), row("6,28E+12")), "sari")
    await imports.idle()
    campaign, stale = await written(database, wakeup), await written(database, wakeup, draft("Layanan keliling"))
    await PostgresCampaignForms(database).keep(stale, "ani", 1, {"name": ["Layanan keliling"], "text.a.id": ["Ani."]})
    desk = RingingCampaigns(database, RULES, wakeup)
    await desk.edit(stale, draft("Layanan keliling", "Mobil layanan datang."), 1, "sari")
    areas = areas_of(database, wakeup, imports)
    async with opened_console(database, areas) as console, opened_browser() as browser:
        yield Office(console, browser, campaign, stale, segment, contacts.id)


async def test_a_campaign_is_written_by_keyboard_alone_and_judged_while_it_is_typed(office: Office) -> None:
    ani = await office.manager("ani")
    await ani.goto(LIST)
    await ani.keyboard.press("b")
    await ani.get_by_label("Nama siaran").focus()
    await ani.keyboard.type("Kantor tutup")
    await ani.keyboard.press("Enter")
    text = ani.get_by_label("Isi pesan (ID)").first
    await text.focus()
    await ani.keyboard.type("Besok kantor tutup. Hubungi 0812 3456 7890.")
    state = ani.locator("#campaign-state")
    await expect(state).to_contain_text("Isian terjaga")
    await expect(state).to_contain_text("Ada nomor HP")
    await expect(state).to_contain_text("2 warga akan menerima")
    await expect(state).to_contain_text("Tanpa templat WhatsApp, 2 warga tidak menerima")
    await ani.keyboard.press("Control+a")
    await ani.keyboard.type("Besok kantor tutup. ")
    insert = ani.get_by_role("button", name="+ {nama}").first
    await insert.focus()
    await ani.keyboard.press("Enter")
    await expect(text).to_have_value("Besok kantor tutup. {nama}")
    template = ani.get_by_label("Templat WhatsApp (ID)").first
    await template.select_option("libur_kantor")
    await ani.get_by_label("Pengganti {{2}}").fill("besok")
    await expect(state).not_to_contain_text("Ada nomor HP")
    await expect(state).to_contain_text("4 warga akan menerima")
    await text.focus()
    await ani.keyboard.press("Escape")
    await ani.keyboard.press("p")
    await expect(ani.get_by_text("kantor tutup besok").first).to_be_visible()
    await expect(ani.get_by_text("Lewat 24 jam").first).to_be_visible()


async def test_what_a_form_has_sent_is_not_put_into_it_again(office: Office) -> None:
    ani = await office.manager("ani")
    for name in ("Kantor tutup", "Layanan keliling"):
        await ani.goto(f"{LIST}/new")
        await expect(ani.get_by_label("Nama siaran")).to_have_value("")
        await ani.get_by_label("Nama siaran").fill(name)
        await ani.keyboard.press("Enter")
        await expect(ani.get_by_label("Isi pesan (ID)").first).to_be_visible()
    assert await ani.evaluate("Object.keys(localStorage)") == []


async def test_what_a_colleague_saved_meanwhile_is_shown_beside_ones_own_words(office: Office) -> None:
    ani = await office.manager("ani")
    await ani.goto(f"{LIST}/{office.stale}")
    await expect(ani.get_by_text("Mobil layanan datang.")).to_be_visible()
    await expect(ani.get_by_label("Isi pesan (ID)").first).to_have_value("Ani.")
    await ani.get_by_role("button", name="Lanjut dengan isian saya").click()
    await expect(ani.get_by_role("heading", name="Rekan sudah mengubah")).to_have_count(0)
    await expect(ani.get_by_label("Isi pesan (ID)").first).to_have_value("Ani.")


async def test_what_the_server_never_got_is_offered_from_the_device(office: Office) -> None:
    ani = await office.manager("ani")
    await ani.goto(f"{LIST}/{office.campaign}")
    await ani.context.set_offline(True)
    await ani.get_by_label("Isi pesan (ID)").first.fill("Ditulis tanpa sambungan.")
    await ani.context.set_offline(False)
    await ani.goto(f"{LIST}/{office.campaign}")
    await ani.get_by_role("button", name="Kembalikan").click()
    await expect(ani.get_by_label("Isi pesan (ID)").first).to_have_value("Ditulis tanpa sambungan.")


async def test_all_of_it_works_without_script(office: Office) -> None:
    ani = await office.manager("ani", java_script_enabled=False)
    await ani.goto(f"{LIST}/{office.campaign}")
    await ani.locator("summary", has_text="Bahasa").first.click()
    await ani.locator("input[name='include.language'][value='en']").check()
    await ani.get_by_role("button", name="Simpan", exact=True).click()
    await expect(ani.locator("#reach .total")).to_contain_text("0")
    await ani.get_by_role("button", name="Pakai segmen").click()
    await expect(ani.locator("input[name='include.neighbourhood'][value='003']")).to_be_checked()
    await ani.goto(f"{LIST}/imports/{office.contacts}")
    await ani.get_by_role("button", name="Ambil 1 baris").click()
    await expect(ani.get_by_role("heading", name="Formulir loket")).to_be_visible()


async def test_an_audience_is_counted_while_it_is_chosen(office: Office) -> None:
    ani = await office.manager("ani")
    await ani.goto(f"{LIST}/segments/new")
    total = ani.locator("#reach .total strong")
    await expect(total).to_have_text("4")
    await ani.locator("summary", has_text="Kanal").first.click()
    await ani.locator("input[name='include.channel'][value='telegram']").check()
    await expect(total).to_have_text("1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(office: Office, scheme: Any) -> None:
    page = await office.manager("ani", color_scheme=scheme, bypass_csp=True, **PHONE)
    found = []
    for path in office.pages:
        response = await page.goto(path)
        assert response is not None
        assert len(await response.body()) < 100_000, path
        await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"], path
        result = await Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE}})
        found += [
            f"{path} {item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]
        ]
    assert found == []
