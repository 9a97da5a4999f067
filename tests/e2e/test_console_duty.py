"""Health, letters, notices and presence in a real browser: small screens, both themes, the keyboard, live."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page, expect

from bot.domain.staff import Account, Role
from bot.domain.staff_notices import NoticeKind
from bot.store.beats import PostgresBeats
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.console import Hand, OpenConsole, hired, opened_console
from tests.contract.test_letters import GONE, REJECTED, inbound, outbound
from tests.duty import Crew, news
from tests.e2e.browsers import RULES, opened_browser

PAGES = [
    *("/console/system", "/console/system/letters", "/console/notices", "/console/akun/tugas"),
    "/console/people/status",
]


@dataclass
class Desk:
    """A filled console, and the supervisor's browser."""

    crew: Crew
    console: OpenConsole
    context: BrowserContext
    ani: Account

    async def opens(self, path: str, width: int = 1280) -> Page:
        page = await self.context.new_page()
        await page.set_viewport_size({"width": width, "height": 800})
        await page.goto(str(self.console.server.make_url(path)))
        return page


async def filled(crew: Crew, console: OpenConsole) -> Account:
    """A day with everything on it."""
    ani = await hired(console.room, "ani", Role.SUPERVISOR)
    sari, budi = await hired(console.room, "sari", Role.OFFICER), await hired(console.room, "budi", Role.OFFICER)
    await hired(console.room, "tono", Role.OFFICER)
    for account in (ani, sari):
        await console.room.sessions.begin(account.id, complete=True, device="")
    crew.conversations.having, crew.cases.having = {sari.id: 4}, {sari.id: 2}
    await crew.roster.set_away(budi.id, crew.clock.at + timedelta(days=3), "Pelatihan di kantor kota", "ani")
    view: dict[str, object] = {
        "nlu": "works",
        "nlu_model": "nlu-20261127T081502-ab12cd.tar.gz",
        "service": "works",
        "telegram": "webhook",
    }
    room: dict[str, object] = {"disk_free": 61_000_000_000, "disk_total": 120_000_000_000}
    for number, (kind, seen) in enumerate((("web", room), ("worker", view)), 1):
        await PostgresBeats(crew.database, UUID(int=number), kind, "kelurahan-1", "0.1.0").beat(seen)
    chat, blocked = await crew.chat(), await crew.chat(chat="43")
    await crew.run("UPDATE conversation SET reachable = false WHERE id = :id", id=blocked)
    for _ in range(3):
        await outbound(crew, REJECTED, chat, "whatsapp")
    await outbound(crew, GONE, blocked)
    await inbound(crew, "dead", "program: KeyError", chat)
    await inbound(crew, "unreadable", "TypeError in message", None)
    jobs = "INSERT INTO cron (name, next_at, last_at, error) VALUES (:name, now() + interval '1 hour', now(), :error)"
    for name, error in (("purge", ""), ("watch for staff", ""), ("close cases", "")):
        await crew.run(jobs, name=name, error=error)
    await crew.notices.tell(news(NoticeKind.WAITING, "1", count="3", minutes="25"), [ani.id])
    await crew.notices.tell(news(NoticeKind.DUE, "2", count="4", stage="late"), [ani.id])
    await crew.notices.see(ani.id, 10**9)
    await crew.notices.tell(news(NoticeKind.RETURNED, "3", name="Budi", conversations="2", cases="1"), [ani.id])
    return ani


@pytest.fixture
async def desk(database: Database, wakeup: Wakeup, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    crew = Crew(database, wakeup, Hand())
    scheme: Any = getattr(request, "param", "light")
    async with opened_console(database, crew.areas(), crew.clock) as console, opened_browser() as browser:
        ani = await filled(crew, console)
        context = await browser.new_context(locale="id-ID", color_scheme=scheme, bypass_csp=True)
        secret = await console.room.sessions.begin(ani.id, complete=True, device="Chromium")
        address = str(console.server.make_url("/"))
        await context.add_cookies([{"name": "console", "value": secret, "url": address}])
        yield Desk(crew, console, context, ani)
        console.room.pulse.close()
        await context.close()


@pytest.mark.parametrize("desk", ["light", "dark"], indirect=True)
async def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(desk: Desk) -> None:
    for path in PAGES:
        page = await desk.opens(path)
        result: dict[str, Any] = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        found = [f"{item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]]
        assert (path, found) == (path, [])
        await page.set_viewport_size({"width": 360, "height": 740})
        assert (path, await page.evaluate("document.documentElement.scrollWidth")) == (path, 360)
        await page.close()


async def test_letters_are_picked_and_sent_again_by_the_keyboard_alone(desk: Desk) -> None:
    page = await desk.opens("/console/system/letters")
    await page.keyboard.press("j")
    await page.get_by_label("Pilih surat").nth(1).focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Coba lagi yang dipilih").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").filter(has_text="surat dimasukkan lagi")).to_be_visible()


async def test_putting_aside_asks_for_a_reason(desk: Desk) -> None:
    page = await desk.opens("/console/system/letters?why=shape")
    await page.get_by_label("Pilih surat").first.check()
    await page.get_by_text("Sisihkan tanpa dikirim").click()
    await page.get_by_label("Alasan").fill("bukan pesan warga")
    await page.get_by_role("button", name="Sisihkan yang dipilih").click()
    await expect(page.get_by_text("1 surat disisihkan.")).to_be_visible()


async def test_the_headline_changes_while_the_page_is_open(desk: Desk) -> None:
    page = await desk.opens("/console/system")
    await expect(page.get_by_text("Semua berjalan, 6 surat macet perlu dilihat.")).to_be_visible()
    await desk.crew.run(
        "INSERT INTO pace (channel, account, trouble, trouble_since) "
        "VALUES ('whatsapp', '100000000000001', 'down', clock_timestamp())"
    )
    desk.console.room.pulse.ring()
    await expect(page.get_by_text("WhatsApp sedang tidak bisa mengirim sejak")).to_be_visible(timeout=20_000)


async def test_the_bell_counts_what_is_new_at_once(desk: Desk) -> None:
    page = await desk.opens("/console/akun/tugas")
    bell = page.locator("[data-news-count]")
    await expect(bell).to_have_text("1", timeout=20_000)
    await desk.crew.notices.tell(news(key="new"), [desk.ani.id])
    desk.console.room.pulse.ring()
    await expect(bell).to_have_text("2", timeout=20_000)
    await page.locator(".bell").click()
    await page.get_by_role("button", name="Tandai semua sudah dilihat").click()
    await expect(page.locator(".notice-line.new")).to_have_count(0)


async def test_pages_work_without_script(desk: Desk) -> None:
    storage = await desk.context.storage_state()
    browser = desk.context.browser
    assert browser
    bare = await browser.new_context(java_script_enabled=False, storage_state=storage)
    page = await bare.new_page()
    await page.goto(str(desk.console.server.make_url("/console/people/status")))
    await page.locator("summary", has_text="Sari").click()
    back_on = (desk.crew.clock.at + timedelta(days=2)).date().isoformat()
    await page.locator("li", has_text="Sari").get_by_label("Kembali bekerja pada").fill(back_on)
    await page.locator("li", has_text="Sari").get_by_role("button", name="Catat sedang pergi").click()
    await expect(page.get_by_role("status")).to_contain_text("Tercatat sedang pergi")
    await bare.close()
