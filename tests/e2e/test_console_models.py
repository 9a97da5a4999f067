"""The pages of language models in a real browser: small screens, the keyboard, accessibility, live progress."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.domain.model_quality import Exam, Failure
from bot.domain.staff import Role
from bot.store.engine import Database
from bot.store.language_models import PostgresModels
from bot.store.model_evaluations import Change, PostgresEvidence
from bot.store.model_jobs import JobQueue, PostgresTrainingJobs, sign_of_life
from bot.store.wakeup import Wakeup
from console.staff.app import Staffroom
from console.staff.models import Models, models_area
from console.staff.visit import Area
from tests.console import OpenConsole, hired, opened_console
from tests.e2e.browsers import RULES, opened_browser
from tests.fakes_book import PORTS
from tests.models import BETTER, NEW, OLD, Taught, asked_question, candidate, example, in_charge, judged

TAUGHT = Taught(example("kartu lenyap", day=27), example("hilang", held_out=True))
PAGE = "/console/models"
PATHS = (
    PAGE,
    f"{PAGE}/{NEW}/jawaban",
    f"{PAGE}/{NEW}/pesan?ujian=test",
    f"{PAGE}/{NEW}/pertanyaan",
)


@dataclass
class Desk:
    """A signed-in editor's browser."""

    browser: Browser
    console: OpenConsole
    secret: str

    async def visit(self, path: str, width: int = 360, **more: Any) -> Page:
        base = str(self.console.server.make_url("")).rstrip("/")
        context = await self.browser.new_context(viewport={"width": width, "height": 740}, locale="id-ID", **more)
        await context.add_cookies([{"name": "console", "value": self.secret, "url": base}])
        page = await context.new_page()
        await page.goto(base + path)
        return page


@pytest.fixture
async def desk(database: Database, wakeup: Wakeup) -> AsyncIterator[Desk]:
    """A model in charge, a better one, and an answer that would change."""

    def areas(room: Staffroom) -> Sequence[Area]:
        evidence = PostgresEvidence(database, TAUGHT)
        jobs, models = PostgresTrainingJobs(database, wakeup), PostgresModels(database, wakeup)
        return [models_area(Models(jobs, models, evidence, TAUGHT, PORTS.book.title, room.audit))]

    models = await in_charge(database, wakeup)
    await sign_of_life(database, "nlu a", "nlu", OLD)
    question = await asked_question(database, "panjang" * 60)
    change = Change(question, "gained", ("clarify", "faq/ktp_hilang"), ("answer", "faq/ktp_hilang"))
    rows = [*BETTER, judged(False, True, exam=Exam.REAL, said="hilang")]
    await candidate(models, database, rows=rows, changes=[change])
    async with opened_console(database, areas) as console, opened_browser() as browser:
        account = await hired(console.room, "dewi", Role.EDITOR)
        secret = await console.room.sessions.begin(account.id, complete=True, device="Chromium")
        yield Desk(browser, console, secret)


async def test_every_page_fits_a_small_phone_and_axe_finds_nothing(desk: Desk) -> None:
    for path in PATHS:
        for scheme in ("light", "dark"):
            page = await desk.visit(path, color_scheme=scheme, bypass_csp=True)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 360, path
            result: dict[str, Any] = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            found = [f"{item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]]
            assert found == [], f"{path} {scheme}"
            await page.context.close()


async def test_a_model_is_activated_and_taken_back_by_keyboard(desk: Desk) -> None:
    page = await desk.visit(PAGE, 1280)
    await page.keyboard.press("a")
    await expect(page.get_by_text("diaktifkan oleh dewi").first).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    await page.keyboard.press("u")
    await expect(page.get_by_text("dikembalikan oleh dewi").first).to_be_visible()


async def test_progress_moves_on_the_open_page_and_its_end_opens_it_anew(
    desk: Desk, database: Database, wakeup: Wakeup
) -> None:
    await PostgresTrainingJobs(database, wakeup).ask("dewi", uuid4())
    claimed = await JobQueue(database, wakeup).claim()
    assert claimed is not None
    page = await desk.visit(PAGE, 1280)
    await expect(page.get_by_role("progressbar")).to_be_visible()
    await claimed.tell("encoder", 47)
    desk.console.room.pulse.ring()
    await expect(page.get_by_text("47%").first).to_be_visible(timeout=30_000)
    await candidate(
        PostgresModels(database, wakeup), database, failures=(Failure("bayar berapa", ("faq/ktp_biaya",), "task/sapa"),)
    )
    desk.console.room.pulse.ring()
    await expect(page.get_by_text("1 dari 45 pertanyaan yang dilindungi")).to_be_visible(timeout=30_000)


async def test_it_is_whole_without_script(desk: Desk) -> None:
    page = await desk.visit(PAGE, java_script_enabled=False)
    await page.get_by_role("button", name="Aktifkan").click()
    await expect(page.get_by_text("diaktifkan oleh dewi").first).to_be_visible()
