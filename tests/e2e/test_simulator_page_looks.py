"""How the page with two phones looks in a real browser: nothing cut, readable for all, the road in words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.e2e.browsing import LOST, browsing, visit
from tests.e2e.page_bot import answering_stage
from tests.tiny_bot import Stage

# One browser for all: starting it takes longer than most tests.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def city() -> AsyncIterator[Stage]:
    async with answering_stage(pause=0.3) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as opened:
        yield opened


async def test_the_road_tab_shows_the_phone_that_was_looked_at(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city, 360, 740)
    pressed = tab.page.locator("#road .targets [aria-pressed=true]")
    await tab.page.click(f".chip:has-text('{LOST}')")
    await tab.sees("telegram", "surat kehilangan")
    await tab.page.click(".tabs [data-show=whatsapp]")
    await tab.page.click(".tabs [data-show=road]")
    await expect(pressed).to_have_text("Telegram")  # nothing was said on the other
    await tab.page.click(".tabs [data-show=whatsapp]")
    await tab.page.click(f".chip:has-text('{LOST}')")
    await tab.sees("whatsapp", "surat kehilangan")
    await tab.page.click(".tabs [data-show=telegram]")
    await tab.page.click(".tabs [data-show=road]")
    await expect(pressed).to_have_text("Telegram")
    await expect(tab.page.locator("#road .step.done")).to_have_count(4)


async def test_the_road_calls_things_as_people_do_in_the_page_s_language(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city)
    await tab.write("telegram", "halo")
    await expect(tab.page.locator("#road .guesses")).to_contain_text("KTP hilang")
    await expect(tab.page.locator("#road .chosen")).to_have_text("KTP hilang")
    await expect(tab.page.locator("#road .guesses")).to_contain_text("faq/ktp_rusak")  # the bot told no title
    await tab.page.click("[data-language=en]")
    await expect(tab.page.locator("#road .chosen")).to_have_text("Lost KTP")


@pytest.mark.parametrize(("width", "height"), [(360, 560), (1280, 620)])
async def test_the_last_row_of_a_list_can_be_seen_whole(browser: Browser, city: Stage, width: int, height: int) -> None:
    tab = await visit(browser, city, width, height)
    if width < 900:
        await tab.page.click(".tabs [data-show=whatsapp]")
    await tab.write("whatsapp", "menu")
    await tab.page.click(".whatsapp .theirs button:has-text('Lihat layanan')")
    await tab.page.keyboard.press("ArrowUp")  # from the first row to the button before it
    await tab.page.keyboard.press("ArrowUp")  # and round to the last
    below = await tab.page.evaluate(
        """() => document.querySelector(".whatsapp .screen").getBoundingClientRect().bottom
            - document.activeElement.getBoundingClientRect().bottom"""
    )
    assert await tab.page.evaluate("document.activeElement.textContent") == "Tanya petugas"
    assert below > -1  # of a pixel


@pytest.mark.parametrize("app", ["telegram", "whatsapp"])
async def test_the_ring_of_the_input_goes_around_the_button_in_it(browser: Browser, city: Stage, app: str) -> None:
    tab = await visit(browser, city)
    await tab.page.focus(f".{app} textarea")
    rings = "element => getComputedStyle(element).outlineStyle"
    assert await tab.page.locator(f".{app} textarea").evaluate(rings) == "none"
    assert await tab.page.locator(f".{app} .field").evaluate(rings) == "solid"


@pytest.mark.parametrize("width", [320, 360, 1280])
async def test_the_name_of_the_page_is_never_cut(browser: Browser, city: Stage, width: int) -> None:
    tab = await visit(browser, city, width, 740)
    cut = await tab.page.locator("h1").evaluate("title => title.scrollWidth - title.clientWidth")
    assert cut <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_axe_finds_nothing_to_complain_about(browser: Browser, city: Stage, scheme: Any, width: int) -> None:
    tab = await visit(browser, city, width, 800, color_scheme=scheme, reduced_motion="reduce")
    found = [await tab.violations()]
    await tab.page.click("#chips button >> nth=0")
    await tab.sees("telegram", "surat kehilangan")
    await tab.page.click(".telegram .attach")
    found.append(await tab.violations())
    await tab.page.keyboard.press("Escape")
    if width == 360:
        await tab.page.click(".tabs [data-show=whatsapp]")
    await tab.write("whatsapp", "menu")
    await tab.sees("whatsapp", "Silakan pilih")
    found.append(await tab.violations())
    if width == 360:
        await tab.page.click(".tabs [data-show=road]")
    await tab.page.click(".faults summary")
    await tab.page.click(".traffic summary")
    found.append(await tab.violations())
    assert [violation for part in found for violation in part] == []


async def test_everything_to_press_is_big_enough(browser: Browser, city: Stage) -> None:
    """WCAG 2.2 AA, 2.5.8: axe here is too old to know it."""
    tab = await visit(browser, city)
    await tab.page.click("#chips button >> nth=0")
    await tab.sees("telegram", "surat kehilangan")
    await tab.page.click(".faults summary")
    small = await tab.page.evaluate(
        """() => [...document.querySelectorAll("button, a, select, summary, textarea")]
            .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
    )
    assert small == []
