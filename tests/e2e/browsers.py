"""A headless browser for tests of pages."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from bot.domain.staff import Role
from tests.console import OpenConsole, hired

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


def chromium() -> str | None:
    """Debian's or Google's; else Playwright's own (None), wherever it was put."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in found if path), None)


@asynccontextmanager
async def opened_browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        await opened.close()


async def signed_in(browser: Browser, console: OpenConsole, login: str, *roles: Role, **more: Any) -> Page:
    """A window of somebody new, who has just signed in; `more` is for the browser's context."""
    account = await hired(console.room, login, *roles)
    secret = await console.room.sessions.begin(account.id, complete=True, device="Chromium")
    url = str(console.server.make_url("/"))
    context = await browser.new_context(base_url=url, locale="id-ID", **more)
    await context.add_cookies([{"name": "console", "value": secret, "url": url}])
    return await context.new_page()
