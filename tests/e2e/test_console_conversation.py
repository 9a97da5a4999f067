"""The page of a conversation in real browsers: two people race, what is said appears, the keyboard is enough."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.clock import WallClock
from bot.domain.messages import ChannelName
from bot.domain.staff import Role
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.console import OpenConsole
from tests.contract.test_conversation_acts import waiting
from tests.contract.test_threads import Chat
from tests.conversation import open_office, path_of
from tests.e2e.browsers import RULES, opened_browser
from tests.residents import inbound

expect.set_options(timeout=30_000)


@dataclass
class Floor:
    """The office, its residents and a browser; everybody gets a window of their own."""

    office: OpenConsole
    chat: Chat
    browser: Browser

    @property
    def base(self) -> str:
        return str(self.office.server.make_url("")).rstrip("/")

    async def window(self, login: str, path: str, width: int = 1280, role: Role = Role.OFFICER, **more: Any) -> Page:
        account = (await self.office.person(login, role), await self.office.room.accounts.by_login(login))[1]
        secret = await self.office.room.sessions.begin(account.id, complete=True, device="Firefox")
        context = await self.browser.new_context(viewport={"width": width, "height": 740}, locale="id-ID", **more)
        await context.add_cookies([{"name": "console", "value": secret, "url": self.base}])
        page = await context.new_page()
        await page.goto(self.base + path)
        return page


@pytest.fixture
async def floor(database: Database, wakeup: Wakeup) -> AsyncIterator[Floor]:
    async with open_office(database, wakeup, WallClock()) as office, opened_browser() as browser:
        listening = asyncio.create_task(wakeup.listen(office.room.pulse.ring))
        yield Floor(office, Chat(database, wakeup), browser)
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


async def test_two_race_for_a_claim_and_one_hears_who_was_first(floor: Floor) -> None:
    conversation = await waiting(floor.chat)
    sari, budi = [await floor.window(login, path_of(conversation)) for login in ("sari", "budi")]
    claim = {"name": "Ambil", "exact": True}
    await asyncio.gather(*(page.get_by_role("button", **claim).click() for page in (sari, budi)))  # type: ignore[arg-type]
    # Who was second reads it in the refusal, or, where the page was quicker to follow, as the conversation's standing.
    told = re.compile(r"memegang percakapan ini|Dipegang (Sari|Budi)")
    for page in (sari, budi):
        await expect(page.locator("#standing")).to_contain_text(told)
    texts = [await page.locator("#standing").inner_text() for page in (sari, budi)]
    assert sum("Anda memegang percakapan ini" in text for text in texts) == 1
    assert sum("sedang memegang" in text or "Dipegang" in text for text in texts) == 1


async def test_two_answer_and_the_second_is_refused_and_keeps_its_words(floor: Floor) -> None:
    conversation = await waiting(floor.chat)
    sari, budi = [await floor.window(login, path_of(conversation)) for login in ("sari", "budi")]
    await budi.get_by_label("Balasan lewat Telegram").fill("Lusa, ya Bu.")
    await sari.get_by_label("Balasan lewat Telegram").fill("Besok pagi, Bu.")
    await expect(budi.locator("#colleagues")).to_contain_text("Sari sedang menulis")
    await sari.keyboard.press("Control+Enter")
    await expect(sari.locator("#pending")).to_contain_text("Besok pagi, Bu.")
    await expect(sari.get_by_label("Balasan lewat Telegram")).to_have_value("")
    await expect(budi.locator("#pending")).to_contain_text("Besok pagi, Bu.")
    await budi.get_by_role("button", name="Kirim", exact=True).click()
    await expect(budi.get_by_role("alert").filter(has_text="Sari menjawab")).to_contain_text("Besok pagi, Bu.")
    await expect(budi.get_by_label("Balasan lewat Telegram")).to_have_value("Lusa, ya Bu.")
    await expect(budi.get_by_role("button", name="Kirim juga")).to_have_count(0)


async def test_a_supervisor_may_answer_beside_and_takes_over(floor: Floor) -> None:
    conversation = await waiting(floor.chat)
    sari = await floor.window("sari", path_of(conversation))
    wati = await floor.window("wati", path_of(conversation), role=Role.SUPERVISOR)
    await wati.get_by_label("Balasan lewat Telegram").fill("Lusa, ya Bu.")
    await sari.get_by_label("Balasan lewat Telegram").fill("Besok pagi, Bu.")
    await sari.keyboard.press("Control+Enter")
    await expect(wati.locator("#pending")).to_contain_text("Besok pagi, Bu.")
    await wati.get_by_role("button", name="Kirim", exact=True).click()
    await wati.get_by_role("button", name="Kirim juga").click()
    await expect(wati.locator("#pending")).to_contain_text("Lusa, ya Bu.")


async def test_what_the_resident_writes_appears_once_and_is_announced(floor: Floor) -> None:
    conversation = await waiting(floor.chat)
    page = await floor.window("sari", path_of(conversation))
    await page.get_by_label("Balasan lewat Telegram").fill("Saya cek")
    await floor.chat.talk("masih di sana?", "Sebentar.", chat="1")
    await expect(page.locator("#entries")).to_contain_text("masih di sana?")
    await expect(page.locator("#announce")).to_contain_text("masih di sana?")
    await floor.chat.send_all()
    await expect(page.locator("#entries .tick.sent")).to_have_count(2)
    assert await page.locator("#entries .words", has_text="masih di sana?").count() == 1
    await expect(page.get_by_label("Balasan lewat Telegram")).to_have_value("Saya cek")


async def test_the_keyboard_is_enough(floor: Floor) -> None:
    conversation = await waiting(floor.chat)
    page = await floor.window("sari", path_of(conversation))
    await page.keyboard.press("c")
    await expect(page.locator("#standing")).to_contain_text("Anda memegang")
    await page.keyboard.press("f")
    await page.keyboard.type("hilang")
    await expect(page.locator("#found")).to_contain_text("KTP hilang")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    written = await page.get_by_label("Balasan lewat Telegram").input_value()
    assert len(written) > 40
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#pending")).to_contain_text(written[:30])
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.keyboard.type("Sudah dijawab.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".notes")).to_contain_text("Sudah dijawab.")
    await page.locator("#talk-title").click()
    await page.keyboard.press("e")
    await expect(page.locator("#standing")).to_contain_text("Bot menjawab lagi")


@pytest.mark.parametrize("width", [360, 320])
async def test_on_a_phone_nothing_is_wider_and_the_composer_covers_nothing(floor: Floor, width: int) -> None:
    for number in range(12):
        conversation = await floor.chat.talk(f"tanya {number} " + "x" * 60, "jawab")
    page = await floor.window("sari", path_of(conversation), width)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    last = await page.locator("#entries > li").last.bounding_box()
    composer = await page.locator("#composer").bounding_box()
    assert last
    assert composer
    assert last["y"] + last["height"] <= composer["y"]
    assert composer["y"] + composer["height"] <= 740
    await page.get_by_role("link", name="Warga", exact=True).click()
    await expect(page.get_by_role("heading", name="Data pribadi")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_on_a_phone_tools_and_acts_stand_behind_a_sign_and_the_thread_has_the_room(floor: Floor) -> None:
    for number in range(12):
        conversation = await floor.chat.talk(f"tanya {number} " + "x" * 60, "jawab")
    page = await floor.window("sari", path_of(conversation), 360)
    await page.get_by_role("button", name="Ambil", exact=True).click()
    await expect(page.locator("#standing")).to_contain_text("Anda memegang")
    await page.locator("#words").fill("Besok pagi, Bu.")
    await expect(page.locator("#standing")).to_be_hidden()
    await expect(page.get_by_role("button", name="Pratinjau")).to_be_hidden()
    thread = await page.locator("#thread").bounding_box()
    assert thread
    assert thread["height"] >= 420
    await page.get_by_role("checkbox", name="Alat untuk balasan").press("Space")
    await page.get_by_role("button", name="Pratinjau").click()
    await expect(page.locator("#preview")).to_contain_text("Besok pagi, Bu.")
    await page.get_by_role("checkbox", name="Selesai, tunda, alihkan").press("Space")
    await page.get_by_role("button", name="Selesai", exact=True).click()
    await expect(page.locator("#standing")).to_contain_text("Bot menjawab lagi")
    assert await page.evaluate("document.querySelector('main').scrollWidth") <= 360


async def test_a_preview_stands_beside_the_words_and_goes_when_they_change(floor: Floor) -> None:
    for number in range(12):
        conversation = await floor.chat.talk(f"tanya {number} " + "x" * 60, "jawab")
    page = await floor.window("sari", path_of(conversation))
    await page.locator("#words").fill("Besok pagi, Bu. " * 30)
    before = await page.locator("#thread").bounding_box()
    await page.get_by_role("button", name="Pratinjau").click()
    await expect(page.locator(".phone")).to_be_visible()
    after = await page.locator("#thread").bounding_box()
    assert before
    assert after
    assert after["height"] >= before["height"]
    await page.locator("#words").fill("Lusa, Bu.")
    await expect(page.locator(".phone")).to_have_count(0)


async def test_a_refusal_goes_when_the_words_change(floor: Floor) -> None:
    page = await floor.window("sari", path_of(await waiting(floor.chat)))
    await page.locator("#words").fill("x" * 4001)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#composer .problem")).to_contain_text("terlalu panjang")
    await page.locator("#words").fill("")
    await expect(page.locator("#composer .problem")).to_have_count(0)


async def test_the_count_down_goes_by_the_server_s_clock(floor: Floor) -> None:
    await floor.chat.intake.receive([inbound("halo", channel=ChannelName.WHATSAPP, chat="62800")])
    conversation = await floor.chat.turn()
    page = await floor.window("sari", "/console/inbox")
    await page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=7))
    await page.goto(floor.base + path_of(conversation))
    await expect(page.locator("#window")).to_contain_text("23 jam")


async def test_a_button_is_big_enough_for_a_finger(floor: Floor) -> None:
    conversation = await waiting(floor.chat)
    page = await floor.window("sari", path_of(conversation), 360)
    for button in await page.locator("#composer button:visible, #composer summary:visible, .acts button:visible").all():
        box = await button.bounding_box()
        assert box
        assert box["height"] >= 44


async def test_without_script_everything_is_there(floor: Floor) -> None:
    conversation = await waiting(floor.chat)
    page = await floor.window("sari", path_of(conversation), java_script_enabled=False)
    await page.get_by_label("Balasan lewat Telegram").fill("Besok pagi, Bu.")
    await page.get_by_role("button", name="Pratinjau").click()
    await expect(page.locator("#preview")).to_contain_text("Petugas Sari")
    await page.get_by_role("button", name="Kirim", exact=True).click()
    await expect(page.locator("#pending")).to_contain_text("Besok pagi, Bu.")
    await expect(page.get_by_role("status").filter(has_text="Balasan dikirim")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
async def test_axe_finds_nothing(floor: Floor, scheme: Any, width: int) -> None:
    conversation = await waiting(floor.chat)
    page = await floor.window("sari", path_of(conversation), width, color_scheme=scheme, bypass_csp=True)
    if width >= 1200:
        await expect(page.locator(".talk-list .waiter")).to_be_visible()
    assert await faults(page) == []
    await page.goto(f"{floor.base}/console/balasan-siap")
    assert await faults(page) == []


async def faults(page: Page) -> list[str]:
    result: dict[str, Any] = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [f"{item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]]
