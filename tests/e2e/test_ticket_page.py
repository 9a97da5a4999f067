"""The public page in a real browser: small screens, the keyboard alone, accessibility, no script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.domain.cases import CaseView, Kind, State
from console.public.routes import ticket_routes
from tests.e2e.browsing import ARGUMENTS, RULES, chromium
from tests.fakes import FixedClock
from tests.fakes_book import PORTS
from tests.fakes_cases import NUMBER, FakeCases

TODAY = FixedClock().now().date()
# One browser for all: starting it takes longer than most tests.
pytestmark = pytest.mark.asyncio(loop_scope="module")
PAGES = ["/tiket", f"/tiket?nomor={NUMBER}", "/tiket?nomor=48271931", "/tiket?bahasa=en&nomor=4827-1930"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url() -> AsyncIterator[str]:
    view = CaseView(NUMBER, Kind.INFORMATION, State.ANSWERED, TODAY, TODAY, PORTS.calendar.after(TODAY, 10))
    application = web.Application()
    application.add_routes(ticket_routes(FakeCases([view]), PORTS.book, FixedClock()))
    async with TestServer(application) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        await opened.close()


async def visit(browser: Browser, url: str, width: int = 360, *, script: bool = False, **more: Any) -> Page:
    context = await browser.new_context(
        viewport={"width": width, "height": 640}, java_script_enabled=script, locale="id-ID", **more
    )
    page = await context.new_page()
    await page.goto(url)
    return page


async def test_a_number_is_looked_up_by_keyboard_and_without_script(browser: Browser, url: str) -> None:
    page = await visit(browser, f"{url}/tiket")
    await page.keyboard.press("Tab")
    await page.get_by_label("Nomor laporan").focus()
    await page.keyboard.type("4827 1930")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="4827-1930")).to_be_visible()
    await expect(page.locator("dl")).to_contain_text("Sudah dijawab petugas.")
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("dl")).to_contain_text("The officers have answered.")
    assert await page.context.cookies() == []


async def test_a_typing_error_stands_beside_the_number(browser: Browser, url: str) -> None:
    page = await visit(browser, f"{url}/tiket?nomor=48271931")
    await expect(page.get_by_role("alert")).to_contain_text("salah ketik")
    await expect(page.get_by_label("Nomor laporan")).to_have_value("48271931")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 320])
async def test_nothing_is_wider_than_a_small_phone(browser: Browser, url: str, path: str, width: int) -> None:
    page = await visit(browser, url + path, width, script=True)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(browser: Browser, url: str, path: str, scheme: Any) -> None:
    page = await visit(browser, url + path, script=True, color_scheme=scheme, bypass_csp=True)
    result: dict[str, Any] = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert [f"{item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]] == []
