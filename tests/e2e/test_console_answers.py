"""The pages about answers in a browser: by keyboard alone, on a small screen, in light and dark, without script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.domain.answers import NewVersion
from bot.domain.staff import Role
from bot.store.answer_desk import PostgresProposals
from bot.store.answers import PostgresAnswers
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.answers import NEW, PATH, TOPIC, areas_of, written
from tests.console import OpenConsole, opened_console
from tests.e2e.browsers import RULES, opened_browser, signed_in

PAGES = (
    "/console/answers",
    "/console/answers?saring=draft",
    "/console/answers/usulan",
    PATH,
    f"{PATH}?bahasa=en",
    f"{PATH}/versi",
    f"{PATH}/versi/1",
    f"{PATH}/versi/2",
    f"{PATH}/dampak",
    f"{PATH}/tulis",
)


@dataclass
class Office:
    """Two editors' browsers before one console."""

    console: OpenConsole
    browser: Browser

    async def editor(self, login: str, **more: Any) -> Page:
        return await signed_in(self.browser, self.console, login, Role.EDITOR, **more)


@pytest.fixture
async def office(database: Database, wakeup: Wakeup) -> AsyncIterator[Office]:
    async with opened_console(database, areas_of(database, wakeup)) as console, opened_browser() as browser:
        yield Office(console, browser)


@pytest.fixture
async def lived_in(office: Office, database: Database, wakeup: Wakeup) -> Office:
    """A published version, one that waits, and a proposal."""
    answers = PostgresAnswers(database, wakeup)
    await answers.submit(NewVersion(TOPIC, 0, "citra", "Kalimat lebih pendek", "k1", content=written()))
    await answers.publish(TOPIC, 1, "dodi")
    longer = written(f"{NEW} Bawa juga fotokopi KK.")
    await answers.submit(NewVersion(TOPIC, 1, "citra", "Warga sering lupa fotokopi KK", "k2", content=longer))
    await PostgresProposals(database, wakeup).propose("k3", TOPIC, "Sebut juga jam buka loket.", "eka")
    return office


async def test_an_answer_is_written_by_keyboard_kept_while_typing_and_published_by_another(office: Office) -> None:
    ani = await office.editor("ani")
    await ani.goto(PATH)
    await ani.keyboard.press("e")
    answer = ani.get_by_label("Bahasa Indonesia: Jawaban singkat")
    await answer.focus()
    await ani.keyboard.press("Control+a")
    await ani.keyboard.type("Permohonan penerbitan berdasarkan persyaratan administrasi kependudukan.")
    await expect(ani.locator("#answers-state")).to_contain_text("Draf tersimpan")
    await expect(ani.locator("#answers-state")).to_contain_text("Sulit dibaca")
    await expect(ani.locator("#slip-texts-id-answer")).to_contain_text("Pakai kata sehari-hari")
    await ani.keyboard.press("Control+a")
    await ani.keyboard.type(NEW)
    await expect(ani.locator("[data-counter='answer-id']")).to_have_text(f"{len(NEW)} / 600")
    await expect(ani.locator("#slip-texts-id-answer")).to_be_empty()
    await ani.get_by_label("Mengapa diubah?").focus()
    await ani.keyboard.type("Lebih pendek.")
    await ani.keyboard.press("Escape")
    await ani.keyboard.press("s")
    await expect(ani.get_by_text("Menunggu persetujuan").first).to_be_visible(timeout=20_000)
    budi = await office.editor("budi")
    budi.on("dialog", lambda dialog: dialog.accept())
    await budi.goto("/console/answers?saring=waiting")
    await budi.keyboard.press("j")
    await budi.keyboard.press("Enter")
    await budi.wait_for_url(f"**{PATH}")
    await budi.keyboard.press("a")
    await budi.get_by_role("button", name="Terbitkan").press("Enter")
    await expect(budi.get_by_text("Dibaca warga sekarang")).to_be_visible()


async def test_what_the_server_never_got_is_offered_from_the_device(office: Office) -> None:
    ani = await office.editor("ani")
    await ani.goto(f"{PATH}/tulis")
    await ani.context.set_offline(True)
    await ani.get_by_label("Bahasa Indonesia: Biaya").fill("Gratis, tanpa pungutan.")
    await ani.context.set_offline(False)
    await ani.goto(f"{PATH}/tulis")
    await ani.get_by_role("button", name="Kembalikan").click()
    await expect(ani.get_by_label("Bahasa Indonesia: Biaya")).to_have_value("Gratis, tanpa pungutan.")


async def test_all_of_it_works_without_script(lived_in: Office) -> None:
    budi = await lived_in.editor("budi", java_script_enabled=False)
    await budi.goto(f"{PATH}/versi/2")
    await expect(budi.locator("ins").first).to_be_visible()
    await budi.get_by_role("button", name="Terbitkan").click()
    await expect(budi.get_by_text("Dibaca warga sekarang")).to_be_visible()
    await budi.goto(f"{PATH}/tulis")
    await budi.get_by_label("Bahasa Indonesia: Biaya").fill("Gratis, tanpa pungutan.")
    await budi.get_by_role("button", name="Lihat di ponsel").click()
    await expect(budi.get_by_text("tanpa pungutan").first).to_be_attached()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(lived_in: Office, scheme: Any) -> None:
    viewport = {"width": 360, "height": 740}
    page = await lived_in.editor("ani", viewport=viewport, color_scheme=scheme, bypass_csp=True)
    found = []
    for path in PAGES:
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
        await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        result = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        found += [
            f"{path} {item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]
        ]
    assert found == []


async def test_a_page_is_light_enough_for_a_slow_line(lived_in: Office) -> None:
    page = await lived_in.editor("ani")
    for path in PAGES:
        response = await page.goto(path)
        assert response is not None
        assert len(await response.body()) < 100_000, path
