"""The whole way of a question nobody had taught the bot: a resident asks, the bot is unsure, an officer answers in the
same chat, teaches, trains and activates, and the next resident is answered by the bot. Everything real: both platforms'
protocols, the console in Chromium, PostgreSQL, and Rasa trained with the project's pipeline on some of its topics."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession
from playwright.async_api import Page, expect

from bot.adapters import Adapters
from bot.clock import WallClock
from bot.credentials import Argon2Passwords
from bot.domain.staff import NewAccount, Role
from bot.store.engine import Database
from bot.store.language_models import PostgresModels
from bot.store.review_groups import ReviewGroups
from bot.store.staff import PostgresStaff
from bot.store.taught import PostgresTaught
from bot.store.wakeup import Wakeup
from bot.training.follower import Follower
from bot.training.room import ModelRoom
from bot.training.settle import settle
from bot.training.trainer import Trainer
from bot.training.workshop import Workshop
from nlu import model_store
from nlu.evaluate import OWN_TEST_SET
from tests.console import FACTOR, PASSWORD, code_now
from tests.e2e.browsers import opened_browser
from tests.e2e.conftest import City
from tests.e2e.test_conversation import said
from tests.e2e.test_handover import Resident
from tests.nlu.conftest import Server, start_server

ASKED = "kartunya dimakan ombak"
ANSWER = "Bapak/Ibu bisa minta KTP baru di kelurahan. Gratis."
TOPICS = ("ktp_hilang", "ktp_rusak", "ktp_biaya", "ktp_baru", "jam_layanan", "akta_lahir", "kk_hilang_rusak")
TASKS = ("sapa", "di_luar_topik", "minta_petugas", "menu")


@pytest.fixture
async def room(database: Database, wakeup: Wakeup, tmp_path: Path) -> ModelRoom:
    """A workshop with some of the project's topics."""
    data = tmp_path / "data"
    for kind, names in (("faq", TOPICS), ("task", TASKS)):
        (data / kind).mkdir(parents=True)
        for name in names:
            shutil.copy(model_store.DATA / kind / f"{name}.yml", data / kind)
    known = {f"faq/{name}" for name in TOPICS} | {f"task/{name}" for name in TASKS}
    head, *rows = OWN_TEST_SET.read_text(encoding="utf-8").splitlines()
    asked = [row for row in rows if row.split("\t")[1] in known]
    (tmp_path / "test.tsv").write_text("\n".join([head, *asked]) + "\n", encoding="utf-8")
    (tmp_path / "protected.tsv").write_text("text\tallowed\njam berapa kelurahan buka\tfaq/jam_layanan\n")
    workshop = Workshop(
        tmp_path / "models",
        tmp_path / "training",
        tmp_path / "training.log",
        data=data,
        test_set=tmp_path / "test.tsv",
        protected=tmp_path / "protected.tsv",
    )
    return ModelRoom(database, wakeup, PostgresModels(database, wakeup), PostgresTaught(database), workshop)


@pytest.fixture
async def nlu(room: ModelRoom, tmp_path: Path) -> AsyncIterator[Server]:
    """Rasa with what the project knows, that follows the model in charge."""
    model = await settle(room.workshop, room.models, room.taught, lambda _: None)
    for server in start_server(model, tmp_path):
        yield server


@asynccontextmanager
async def at_work(room: ModelRoom, server: Server) -> AsyncIterator[None]:
    """The trainer, and what keeps the server on the model in charge."""
    stop = asyncio.Event()
    async with ClientSession() as http:
        training = asyncio.create_task(Trainer(room.database, room.wakeup, room.taught, room.workshop).run(stop))
        following = asyncio.create_task(Follower(room, http, server.url).run())
        try:
            yield
        finally:
            stop.set()
            following.cancel()
            await asyncio.gather(asyncio.wait_for(training, 60), following, return_exceptions=True)


async def hire_dewi(adapters: Adapters) -> None:
    """An officer who also looks after answers, so with a second factor."""
    staff, hashed = PostgresStaff(adapters.database), await Argon2Passwords().hashed(PASSWORD)
    made = await staff.add(NewAccount("dewi", "Dewi", frozenset({Role.OFFICER, Role.EDITOR}), hashed))
    await staff.set_password(made.id, hashed, must_change=False)
    await staff.enrol(made.id, FACTOR, ())


async def sign_in(page: Page, base: str) -> None:
    await page.goto(f"{base}/console/inbox")
    await page.get_by_label("Nama masuk").fill("dewi")
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.locator("#code").fill(code_now(WallClock()))
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/console/inbox")


async def asks_in_vain(resident: Resident) -> None:
    await resident.say(ASKED)
    await resident.screen.wait_for(lambda chat: "Bukan ini" in said(chat.replies()))
    await resident.tap("Bukan ini")


async def answers(page: Page) -> None:
    """The open inbox shows by itself who waits."""
    await page.get_by_role("button", name="Ambil").first.click(timeout=20_000)
    await expect(page.locator("#standing")).to_contain_text("Anda memegang percakapan ini")
    await expect(page.locator("#thread")).to_contain_text(ASKED)
    await page.get_by_label("Balasan lewat Telegram").fill(ANSWER)
    await page.keyboard.press("Control+Enter")


async def teaches(page: Page, base: str) -> None:
    await page.goto(f"{base}/console/teach")
    await page.keyboard.press("n")
    await expect(page.locator(".teach-words").first).to_contain_text("dimakan ombak")
    await page.get_by_label("Cari topik").fill("KTP hilang")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_contain_text("KTP hilang")


async def trains_and_activates(page: Page, base: str) -> None:
    await page.goto(f"{base}/console/models")
    await page.keyboard.press("t")
    await page.get_by_role("button", name="Aktifkan").click(timeout=400_000)
    await expect(page.get_by_text("diaktifkan oleh dewi").first).to_be_visible()
    await expect(page.get_by_text("Semua server (1) memakainya")).to_be_visible(timeout=60_000)


async def test_what_the_bot_did_not_understand_is_answered_taught_and_understood(
    database: Database, database_url: str, room: ModelRoom, nlu: Server
) -> None:
    city = City(database_url, nlu.url)
    async with city.platforms(), city.bot() as adapters, at_work(room, nlu), opened_browser() as browser:
        await hire_dewi(adapters)
        page = await (await browser.new_context(locale="id-ID")).new_page()
        await sign_in(page, city.bot_url)
        resident = city.telegram.person()
        await asks_in_vain(resident)
        await answers(page)
        await resident.screen.wait_for(lambda chat: ANSWER in said(chat.replies()))
        await ReviewGroups(database, adapters.wakeup).run()
        await teaches(page, city.bot_url)
        await trains_and_activates(page, city.bot_url)
        another = city.whatsapp.person()
        await another.say(ASKED)
        await another.screen.wait_for(lambda chat: "polisi" in said(chat.replies()))
