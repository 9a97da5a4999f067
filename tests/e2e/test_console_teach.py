"""Teaching in a real browser: the keyboard alone, small screens, accessibility, without script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.domain.reply import Guess
from bot.domain.staff import Role
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.console import OpenConsole, hired, opened_console
from tests.e2e.browsers import RULES, opened_browser
from tests.reviews import ReviewTown
from tests.teaching_room import teaching

QUEUE = "/console/teach"
PATHS = ("", "/next", "/answers", "/new-topics", "/coverage")


@pytest.fixture
async def town(database: Database, wakeup: Wakeup) -> ReviewTown:
    """Three groups, one with everything there is to show."""
    made = ReviewTown(database, wakeup)
    await made.saturday_and_wallet()
    asked = await made.unhappy("20", "surat pindah sudah habis masa berlakunya gimana", "words", "jawabannya lain")
    person = await made.writes("20")
    await made.desk.answer(str(person), "Sari", "Surat pindah berlaku 100 hari. Kalau lewat, minta lagi di asal.")
    await made.handle()
    await made.groups.run()
    await made.candidates.collect()
    assert asked
    return made


@pytest.fixture
async def console(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    async with opened_console(database, partial(teaching, database, wakeup)) as opened:
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with opened_browser() as opened:
        yield opened


async def signed_in(
    console: OpenConsole, browser: Browser, width: int = 1280, role: Role = Role.EDITOR, **more: Any
) -> Page:
    account = await hired(console.room, "dewi", role)
    secret = await console.room.sessions.begin(account.id, complete=True, device="Chromium")
    context = await browser.new_context(viewport={"width": width, "height": 900}, locale="id-ID", **more)
    url = str(console.server.make_url("")).rstrip("/")
    await context.add_cookies([{"name": "console", "value": secret, "url": url}])
    page = await context.new_page()
    await page.goto(url + QUEUE)
    return page


async def test_groups_are_labelled_skipped_and_undone_by_keyboard_alone(
    console: OpenConsole, browser: Browser, town: ReviewTown
) -> None:
    page = await signed_in(console, browser)
    await page.keyboard.press("n")
    await expect(page.locator(".teach-words").first).to_contain_text("sabtu")
    await page.keyboard.press("1")
    await expect(page.get_by_role("status").first).to_contain_text("3 pertanyaan: Jam layanan.")
    await expect(page.locator(".teach-words").first).to_contain_text("dompet")
    await page.keyboard.press("s")
    await expect(page.locator(".teach-words").first).to_contain_text("surat pindah")
    await page.keyboard.press("l")
    await page.keyboard.type("KTP rusak")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_contain_text("1 pertanyaan: KTP rusak.")
    await page.keyboard.press("z")
    await expect(page.locator(".teach-words").first).to_contain_text("surat pindah")
    assert {example.label for example in await town.taught.accepted()} == {"faq/jam_layanan"}


async def test_a_line_is_ticked_and_split_off_by_keyboard(
    console: OpenConsole, browser: Browser, town: ReviewTown
) -> None:
    page = await signed_in(console, browser)
    await page.keyboard.press("n")
    await expect(page.locator(".teach-member")).to_have_count(3)
    await page.keyboard.press("j")
    await page.keyboard.press("Space")
    await page.keyboard.press("v")
    await expect(page.locator(".teach-member")).to_have_count(2)
    assert sorted(line.open for line in await town.review.lines()) == [1, 1, 2, 3]


async def test_a_refused_act_is_told_and_nothing_typed_is_lost(
    console: OpenConsole, browser: Browser, town: ReviewTown
) -> None:
    page = await signed_in(console, browser)
    await page.keyboard.press("n")
    await page.locator("summary").first.click()
    await page.get_by_label("Yang dipelajari bot").first.fill("sabtu masih buka?")
    await page.get_by_label("Cari topik").fill("tidak ada")
    await page.keyboard.press("Enter")
    await expect(page.locator("#problem")).to_contain_text("Tidak ada topik dengan nama itu.")
    await expect(page.get_by_label("Yang dipelajari bot").first).to_have_value("sabtu masih buka?")
    await page.keyboard.press("Escape")
    await page.keyboard.press("1")
    await expect(page.get_by_role("status").first).to_contain_text("Jam layanan")
    assert "sabtu masih buka?" in {example.text for example in await town.taught.accepted()}


async def test_it_works_without_script(console: OpenConsole, browser: Browser, town: ReviewTown) -> None:
    page = await signed_in(console, browser, java_script_enabled=False)
    await page.get_by_role("link", name="Mulai").click()
    await page.get_by_label("Cari topik").fill("jam layanan")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_contain_text("3 pertanyaan: Jam layanan.")
    await page.get_by_role("link", name="Cari kelompok yang mirip").click()
    await expect(page.get_by_role("heading", name="Kelompok yang mirip")).to_be_visible()


async def test_an_officers_answer_is_taken_over(console: OpenConsole, browser: Browser, town: ReviewTown) -> None:
    page = await signed_in(console, browser)
    await page.get_by_role("link", name="Jawaban petugas").click()
    await page.get_by_label("Topik", exact=True).fill("Surat keterangan")
    await page.get_by_role("button", name="Terima").click()
    await expect(page.get_by_role("status")).to_contain_text("Usulan diterima.")
    [answer] = await town.candidates.proposed("faq/suket")
    assert answer.text.startswith("Surat pindah berlaku 100 hari.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(
    console: OpenConsole, browser: Browser, town: ReviewTown, scheme: Any
) -> None:
    await town.asks("90", "x" * 300, (Guess("faq/jam_layanan", 0.3),))
    await town.groups.run()
    page = await signed_in(console, browser, 360, color_scheme=scheme, bypass_csp=True)
    base = page.url.removesuffix(QUEUE)
    for path in PATHS:
        await page.goto(f"{base}{QUEUE}{path}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360, path
        result: dict[str, Any] = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        found = [f"{item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]]
        assert found == [], path
