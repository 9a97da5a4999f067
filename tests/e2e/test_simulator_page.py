"""The page with two phones in a real browser: chatting, keyboard only, small screens."""

from __future__ import annotations

from collections.abc import AsyncIterator

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


async def test_one_tap_on_an_example_is_answered_on_both_phones(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city)
    await tab.page.click(f"text={LOST}")
    for app in ("telegram", "whatsapp"):
        await tab.sees(app, "surat kehilangan")
    await expect(tab.page.locator(".whatsapp .mine .tick.read")).to_be_visible()
    await expect(tab.page.locator(".telegram .mine .tick.accepted")).to_be_visible()
    await expect(tab.page.locator("#road .step.done")).to_have_count(4)
    await expect(tab.page.locator("#road .guesses")).to_contain_text("93%")
    assert tab.complaints == []


async def test_typing_dots_show_while_the_bot_thinks(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city)
    await tab.write("whatsapp", "halo")
    await expect(tab.page.locator(".whatsapp .dots")).to_be_visible()
    await tab.sees("whatsapp", "surat kehilangan")
    await expect(tab.page.locator(".whatsapp .dots")).to_be_hidden()


async def test_buttons_of_both_apps_bring_their_answers(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city)
    for app in ("telegram", "whatsapp"):
        await tab.write(app, LOST)
        await tab.page.click(f".{app} .theirs button:has-text('Langkah')")
        await tab.sees(app, "Anda memilih Langkah")
    await expect(tab.page.locator(".telegram .toast")).to_have_text("Baik")
    await expect(tab.page.locator(".whatsapp .mine .quote")).to_contain_text("KTP hilang")


async def test_a_list_opens_a_sheet_of_sections(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city)
    await tab.write("whatsapp", "menu")
    await tab.page.click(".whatsapp .theirs button:has-text('Lihat layanan')")
    sheet = tab.page.locator(".whatsapp [role=dialog]")
    await expect(sheet.locator("h4")).to_have_text(["KTP-el", "Kantor"])
    await sheet.locator("text=KTP rusak").click()
    await expect(sheet).to_be_hidden()
    await tab.sees("whatsapp", "Anda memilih KTP rusak")


async def test_the_place_is_sent_when_it_is_asked_for(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city)
    for app, button in (("telegram", ".keyboard .key"), ("whatsapp", ".reply-button")):
        await tab.write(app, "lokasi")
        await tab.page.click(f".{app} {button}")
        await expect(tab.page.locator(f".{app} .mine .map")).to_be_visible()
        await tab.sees(app, "sudah saya terima")
    await expect(tab.page.locator(".telegram .keyboard")).to_be_hidden()


@pytest.mark.parametrize("app", ["telegram", "whatsapp"])
async def test_everything_behind_the_clip_can_be_sent(browser: Browser, city: Stage, app: str) -> None:
    tab = await visit(browser, city)
    for kind in ("photo", "voice", "sticker", "contact", "document", "location"):
        await tab.page.click(f".{app} .attach")
        await tab.page.click(f".{app} .tile.{kind}")
        await expect(tab.page.locator(f".{app} .mine .balloon.{kind}")).to_be_visible()
    assert tab.complaints == []


async def test_a_blocked_bot_is_out_of_reach_until_it_is_let_in(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city)
    await tab.write("telegram", "halo")
    await tab.sees("telegram", "surat kehilangan")
    await tab.page.click(".telegram .head .icon-button")
    await tab.page.click(".telegram .sheet .row")
    await expect(tab.page.locator(".telegram textarea")).to_be_hidden()
    await tab.page.click(".telegram .unblock")
    await expect(tab.page.locator(".telegram textarea")).to_be_focused()


async def test_the_chat_outlives_a_reload_and_starts_anew_on_demand(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city)
    await tab.write("telegram", "halo")
    await tab.sees("telegram", "surat kehilangan")
    await tab.page.reload()
    await tab.sees("telegram", "surat kehilangan")
    await tab.page.click("#restart")
    await expect(tab.page.locator(".telegram .welcome")).to_be_visible()
    await expect(tab.page.locator(".telegram .bubble")).to_have_count(0)


async def test_two_visitors_do_not_see_each_other(browser: Browser, city: Stage) -> None:
    first, second = await visit(browser, city), await visit(browser, city)
    await first.write("telegram", "rahasia")
    await first.sees("telegram", "surat kehilangan")
    assert await second.page.locator(".bubble").count() == 0


async def test_a_fault_is_switched_on_and_seen_in_the_column(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city)
    await tab.page.click(".faults summary")
    await tab.page.click("#fault-throttled")
    await expect(tab.page.locator("#fault-throttled")).to_have_attribute("aria-checked", "true")
    await tab.write("telegram", "halo")
    await expect(tab.page.locator("#road .step.trouble")).to_contain_text("429")
    await tab.page.click("#faults-off")
    await expect(tab.page.locator("#fault-throttled")).to_have_attribute("aria-checked", "false")


async def test_it_works_with_the_keyboard_alone(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city)
    keys = tab.page.keyboard

    async def tab_to(selector: str) -> None:
        for _ in range(40):
            if await tab.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            await keys.press("Tab")
        raise AssertionError(f"no way to {selector} by Tab")

    await tab_to(".whatsapp textarea")
    await keys.type("menu")
    await keys.press("Enter")
    await tab.sees("whatsapp", "Silakan pilih")
    for _ in range(3):
        await keys.press("Shift+Tab")
        if await tab.page.evaluate("document.activeElement.matches('.whatsapp .reply-button')"):
            break
    await keys.press("Enter")
    await expect(tab.page.locator(".whatsapp .sheet .row").first).to_be_focused()
    await keys.press("Escape")
    await expect(tab.page.locator(".whatsapp .reply-button")).to_be_focused()
    await keys.press("Enter")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await tab.sees("whatsapp", "Anda memilih KTP rusak")


@pytest.mark.parametrize("width", [320, 360, 768, 1024])
async def test_no_width_needs_scrolling_sideways(browser: Browser, city: Stage, width: int) -> None:
    tab = await visit(browser, city, width, 740)
    await tab.page.click("#chips button >> nth=0")
    for show in ("telegram", "whatsapp", "road"):
        if width < 900:
            await tab.page.click(f".tabs [data-show={show}]")
        overflow = await tab.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0


async def test_on_a_small_screen_the_phones_are_tabs(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city, 360, 740)
    await expect(tab.page.locator(".whatsapp .screen")).to_be_hidden()
    await tab.page.click(".tabs [data-show=whatsapp]")
    await tab.page.click(f"text={LOST}")
    await tab.sees("whatsapp", "surat kehilangan")
    await expect(tab.page.locator(".telegram .screen")).to_be_hidden()
    await tab.page.click(".tabs [data-show=road]")
    await expect(tab.page.locator("#road .step.done").first).to_be_visible()


async def test_english_replaces_every_word_of_the_page(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city)
    await tab.page.click("[data-language=en]")
    await expect(tab.page.locator("#road-title")).to_have_text("What happens")
    await expect(tab.page.locator("html")).to_have_attribute("lang", "en")
    await expect(tab.page.locator(".telegram textarea")).to_have_attribute("placeholder", "Message")
    await tab.page.reload()
    await expect(tab.page.locator("#restart")).to_have_text("Start over")


async def test_both_languages_have_the_same_words(browser: Browser, city: Stage) -> None:
    tab = await visit(browser, city)
    missing = await tab.page.evaluate("import('/static/words.js').then(words => words.missing())")
    assert missing == []
