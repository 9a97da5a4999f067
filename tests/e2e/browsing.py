"""A tab of a real browser on the page with two phones, for the tests of the page."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from tests.tiny_bot import Stage

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# Without doodles, tails and gradients axe can tell what lies behind a text.
PLAIN = """@media all {
    .screen::before, .balloon::before, .step::before, .step::after { content: none !important }
    body, .case, .screen, .avatar { background-image: none !important }
    .screen { background-color: var(--paper) !important } .avatar { background-color: #0d5f59 !important }
    body { background-color: var(--glow-a) !important }
}"""
LOST = "ktp ilang di krl gmn"


def chromium() -> str | None:
    """Debian's or Google's; else Playwright's own (None), wherever it was put."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in found if path), None)


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        await opened.close()


class Visit:
    """A tab on the page; `complaints` are errors on its console, among them breaches of the content policy."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    async def open(self, url: str) -> None:
        await self.page.goto(url)
        await self.page.wait_for_selector("body[data-ready]")

    async def write(self, app: str, text: str) -> None:
        await self.page.fill(f".{app} textarea", text)
        await self.page.press(f".{app} textarea", "Enter")

    async def sees(self, app: str, text: str) -> None:
        await expect(self.page.locator(f".{app} .theirs .balloon", has_text=text).last).to_be_visible()

    async def violations(self) -> list[str]:
        await self.page.evaluate("rule => document.styleSheets[0].insertRule(rule)", PLAIN)
        options = {"runOnly": {"type": "tag", "values": RULES}}
        result: dict[str, Any] = await Axe().run(self.page, options=options)
        return [f"{item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]]


async def visit(browser: Browser, city: Stage, width: int = 1280, height: int = 800, **more: Any) -> Visit:
    context = await browser.new_context(viewport={"width": width, "height": height}, locale="id-ID", **more)
    made = Visit(await context.new_page())
    await made.open(city.url)
    return made
