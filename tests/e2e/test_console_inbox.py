"""The inbox in a real browser: small screens, the keyboard alone, accessibility, a list that refreshes itself, and two
people who race for a conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.domain.staff import Role
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.console import OpenConsole, hired, opened_console
from tests.contract.test_desk import ASKED, IN_QUEUE, Town
from tests.contract.test_inbox_pages import INBOX, inbox_of
from tests.e2e.browsers import RULES, opened_browser
from tests.residents import inbound

WAITING = (
    (
        "1",
        "Rahmawati Dewi",
        "asked_person",
        "KTP saya hilang di kereta, bagaimana mengurusnya? Besok saya ke bank.",
    ),
    ("2", "Pak Tono", "not_understood", "apakah bisa rekam iris mata di rumah untuk nenek saya"),
    ("3", "Ani", "danger", "tolong suami saya mengancam membunuh saya"),
    ("4", "", "secret", "petugas loket minta 50 ribu"),
    ("5", "Sitompulsetiawan-Nainggolan", "not_helpful", "x" * 200),
)


@dataclass
class Stage:
    """Residents who wait, and browsers of staff."""

    console: OpenConsole
    browser: Browser
    town: Town

    async def page(self, login: str, width: int = 1280, *, role: Role = Role.OFFICER, **more: Any) -> Page:
        account = await hired(self.console.room, login, role)
        secret = await self.console.room.sessions.begin(account.id, complete=True, device="Chromium")
        context = await self.browser.new_context(viewport={"width": width, "height": 800}, locale="id-ID", **more)
        url = str(self.console.server.make_url("/"))
        await context.add_cookies([{"name": "console", "value": secret, "url": url}])
        page = await context.new_page()
        await page.goto(f"{url.rstrip('/')}{INBOX}")
        return page


@pytest.fixture
async def stage(database: Database, wakeup: Wakeup) -> AsyncIterator[Stage]:
    town = Town(database, wakeup)
    for chat, name, reason, words in WAITING:
        await town.intake.receive([inbound(words, chat=chat, name=name)])
        asked = replace(ASKED, question_id=f"q{chat}", text=words, reason=reason)
        await town.handle(asked, *(() if reason == "not_understood" else (IN_QUEUE,)))
    async with opened_console(database, inbox_of(database, wakeup)) as console, opened_browser() as browser:
        yield Stage(console, browser, town)


@pytest.mark.parametrize("width", [1280, 360, 320])
async def test_nothing_is_wider_than_the_screen_and_danger_comes_first(stage: Stage, width: int) -> None:
    page = await stage.page("sari", width)
    await expect(page.locator(".waiter").first).to_contain_text("Ani")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.locator(".pick input").first.check()
    await expect(page.locator(".bulk")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(stage: Stage, scheme: Any) -> None:
    page = await stage.page("sari", color_scheme=scheme, bypass_csp=True)
    await page.locator(".pick input").first.check()
    await page.locator("summary").click()
    result: dict[str, Any] = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert [f"{item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]] == []


async def test_a_conversation_is_taken_by_keyboard_alone(stage: Stage) -> None:
    page = await stage.page("sari")
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    name = await page.locator(".waiter.here strong").inner_text()
    await page.keyboard.press("c")
    await page.wait_for_url("**/console/inbox/*-*")
    await page.go_back()
    await page.keyboard.press("/")
    await expect(page.locator("#cari")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.get_by_role("navigation", name="Daftar").get_by_role("link", name="Saya").click()
    await expect(page.locator(".waiter")).to_contain_text(name)


async def test_pressing_c_without_a_line_takes_nothing(stage: Stage) -> None:
    page = await stage.page("sari")
    await page.keyboard.press("c")
    await page.keyboard.press("j")
    await expect(page.locator(".waiter.here")).to_have_count(1)
    assert page.url.endswith(INBOX)


async def test_a_list_that_changes_keeps_what_is_chosen_and_typed_and_the_line_one_is_at(stage: Stage) -> None:
    page = await stage.page("sari")
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await page.locator("#cari").fill("setengah diketik")
    await expect(page.locator(".bulk-count")).to_have_text("1 dipilih")
    here = await page.locator(".waiter.here").get_attribute("data-id")
    await stage.town.intake.receive([inbound("halo", chat="9", name="Zubaidah")])
    await stage.town.handle(IN_QUEUE)
    await expect(page.locator(".waiters")).to_contain_text("Zubaidah", timeout=20_000)
    await expect(page.locator(f'[data-id="{here}"].here input[type=checkbox]')).to_be_checked()
    await expect(page.locator("#cari")).to_have_value("setengah diketik")
    await expect(page.locator("[data-count=inbox]").first).to_have_text("6")


async def test_two_browsers_race_for_one_conversation(stage: Stage) -> None:
    first, second = await stage.page("sari"), await stage.page("budi")
    for page in (first, second):
        await page.locator(".waiter", has_text="Rahmawati").get_by_role("button", name="Ambil").click()
    await expect(second.locator(".notice")).to_contain_text("dipegang Sari")


async def test_everything_works_without_script(stage: Stage) -> None:
    page = await stage.page("sari", java_script_enabled=False)
    for name in ("Rahmawati", "Pak Tono"):
        await page.locator(".waiter", has_text=name).locator("input[type=checkbox]").check()
    await page.locator(".bulk").get_by_role("button", name="Ambil").click()
    await expect(page.get_by_role("status").first).to_contain_text("2 percakapan diambil")
