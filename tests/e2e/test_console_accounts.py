"""Signing in, accounts and the audit log in a real browser: by keyboard, on a small phone, with axe."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pyotp
import pytest
import pytest_asyncio
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.clock import WallClock
from bot.credentials import new_password
from bot.domain.audit import Deed
from bot.domain.staff import Role
from bot.sample_account import make_sample_account
from bot.store.engine import Database
from bot.store.migrate import migrate
from console.staff.app import Staffroom
from console.staff.audit import audit_area
from console.staff.people import people_area
from console.staff.visit import Area
from tests.conftest import VAULT
from tests.console import FACTOR, FAST, PASSWORD, OpenConsole, hired, opened_console
from tests.e2e.browsers import RULES, opened_browser

pytestmark = pytest.mark.asyncio(loop_scope="module")
PICTURES = os.environ.get("CONSOLE_PICTURES", "")
"""A folder to keep pictures of the pages in, for people who look at them."""


def areas(room: Staffroom) -> Sequence[Area]:
    people = people_area(room.accounts, room.sessions, room.sign_in, room.audit, new_password)
    return [people, audit_area(room.audit)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(postgres: str) -> AsyncIterator[OpenConsole]:
    admin = await asyncpg.connect(postgres.format("postgres"))
    await admin.execute("CREATE DATABASE console_accounts")
    await admin.close()
    database = Database(postgres.format("console_accounts"), VAULT)
    await migrate(database)
    await make_sample_account(database, FAST)
    async with opened_console(database, areas, WallClock()) as opened:
        await hired(opened.room, "kepala", Role.ADMIN)
        await hired(opened.room, "bos", Role.SUPERVISOR)
        await hired(opened.room, "sari", Role.OFFICER)
        for number in range(4):
            await opened.room.audit.note(Deed("sari", "staff.password", f"staff:sari{number}"))
        yield opened
    await database.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with opened_browser() as opened:
        yield opened


async def fresh(browser: Browser, console: OpenConsole, width: int = 1280, **more: Any) -> Page:
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, base_url=str(console.server.make_url("/")), locale="id-ID", **more
    )
    return await context.new_page()


async def inside(
    browser: Browser, console: OpenConsole, login: str, width: int = 1280, *, proved: bool = False, **more: Any
) -> Page:
    account = await console.room.accounts.by_login(login)
    secret = await console.room.sessions.begin(account.id, complete=True, device=_PHONE, proved=proved)
    page = await fresh(browser, console, width, **more)
    await page.context.add_cookies([{"name": "console", "value": secret, "url": str(console.server.make_url("/"))}])
    return page


_PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


async def typed(page: Page, *words: str) -> None:
    """Into the fields in the order of the page, by keyboard alone."""
    for number, word in enumerate(words):
        if number:
            await page.keyboard.press("Tab")
        await page.keyboard.type(word)
    await page.keyboard.press("Enter")


def code(secret: str) -> str:
    """The code of now; where it was used a moment ago, the next one is taken, too (a neighbour counts)."""
    return pyotp.TOTP(secret).at(WallClock().now() + timedelta(seconds=30))


async def test_an_admin_adds_an_officer_who_signs_in_and_changes_the_password(
    browser: Browser, console: OpenConsole
) -> None:
    admin = await fresh(browser, console, permissions=["clipboard-read", "clipboard-write"])
    await admin.goto("/console")
    await admin.get_by_label("Nama masuk").focus()
    await typed(admin, "kepala", PASSWORD)
    await admin.get_by_label(re.compile("Kode 6 angka")).focus()
    await typed(admin, pyotp.TOTP(FACTOR).at(WallClock().now()))
    await expect(admin.get_by_role("heading", name="Akun petugas")).to_be_visible()
    await admin.keyboard.press("n")
    await admin.get_by_label("Nama", exact=True).focus()
    await admin.keyboard.type("Rina Wati")
    await admin.keyboard.press("Tab")
    await admin.keyboard.type("rina")
    await admin.keyboard.press("Tab")
    await admin.keyboard.press("Space")
    await admin.keyboard.press("Enter")
    await expect(admin.get_by_role("heading", name="Kata sandi sekali pakai")).to_be_visible()
    password = await admin.locator("#password").inner_text()
    await admin.keyboard.press("c")
    await expect(admin.get_by_text("Tersalin.")).to_be_visible()
    assert await admin.evaluate("navigator.clipboard.readText()") == password

    await takes_over(await fresh(browser, console, 360), password)


async def takes_over(officer: Page, password: str) -> None:
    """Somebody new, on a phone: a first password that is easy, then a good one."""
    await officer.goto("/console/masuk")
    await officer.get_by_label("Nama masuk").focus()
    await typed(officer, "rina", password)
    await expect(officer.get_by_role("heading", name="Ganti kata sandi")).to_be_visible()
    await officer.get_by_label("Kata sandi sekarang").focus()
    await typed(officer, password, "Jakarta2026!!", "Jakarta2026!!")
    await expect(officer.get_by_role("alert").filter(has_text="mudah ditebak")).to_be_visible()
    await officer.get_by_label("Kata sandi sekarang").focus()
    await typed(officer, password, "kuda lari ke sawah", "kuda lari ke sawah")
    await expect(officer.get_by_role("heading", name="Belum ada bagian")).to_be_visible()
    await officer.goto("/console/akun")
    await expect(officer.get_by_role("heading", name="Rina Wati")).to_be_visible()


async def test_an_editor_sets_up_the_second_code_with_an_app(browser: Browser, console: OpenConsole) -> None:
    await hired(console.room, "dewi", Role.EDITOR, factor=False)
    page = await fresh(browser, console, 360)
    await page.goto("/console/masuk")
    await page.get_by_label("Nama masuk").focus()
    await typed(page, "dewi", PASSWORD)
    await expect(page.get_by_role("img", name="Gambar untuk dipindai")).to_be_visible()
    secret = (await page.locator("code.secret").inner_text()).strip()
    await page.get_by_label("Kode 6 angka dari aplikasi").fill("000000")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="tidak cocok")).to_be_visible()
    assert (await page.locator("code.secret").inner_text()).strip() == secret
    await page.get_by_label("Kode 6 angka dari aplikasi").fill(pyotp.TOTP(secret).at(WallClock().now()))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Simpan kode cadangan")).to_be_visible()
    recovery = await page.locator(".recovery code").all_inner_texts()
    assert len(recovery) == 8
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await seen(page, "recovery-360")
    await page.context.clear_cookies()
    await page.goto("/console/masuk")
    await page.get_by_label("Nama masuk").focus()
    await typed(page, "dewi", PASSWORD)
    await page.get_by_label(re.compile("Kode 6 angka")).fill(recovery[0])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_contain_text("Masih ada 7 kode cadangan")


async def test_a_change_of_roles_asks_for_the_code_again(browser: Browser, console: OpenConsole) -> None:
    page = await inside(browser, console, "kepala")
    account = await console.room.accounts.by_login("sari")
    await page.goto(f"/console/people/{account.id}")
    await page.get_by_role("checkbox", name="Supervisor").check()
    await page.get_by_role("button", name="Simpan tugas").click()
    await expect(page.get_by_role("heading", name="Ketik kode kedua lagi")).to_be_visible()
    await axed(page)
    await page.get_by_label(re.compile("Kode 6 angka")).fill(code(FACTOR))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").filter(has_text="Tugas sudah disimpan")).to_be_visible()
    assert (await console.room.accounts.by_login("sari")).roles == {Role.OFFICER, Role.SUPERVISOR}


PAGES = ["/console/people", "/console/people/baru", "/console/people/{sari}", "/console/audit", "/console/audit?dari=x",
         "/console/people?cari=zz", "/console/akun", "/console/akun/kode-cadangan", "/console/sandi"]  # fmt: skip


async def path_of(console: OpenConsole, path: str) -> str:
    return path.replace("{sari}", str((await console.room.accounts.by_login("sari")).id))


async def axed(page: Page) -> None:
    result: dict[str, Any] = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert [f"{item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]] == []


async def seen(page: Page, name: str) -> None:
    if PICTURES:
        await asyncio.to_thread(Path(PICTURES).mkdir, parents=True, exist_ok=True)
        await page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.mark.parametrize("path", PAGES)
async def test_axe_finds_nothing_in_light_or_dark_and_nothing_is_wider_than_a_phone(
    browser: Browser, console: OpenConsole, path: str
) -> None:
    scheme: Any
    for scheme in ("light", "dark"):
        page = await inside(browser, console, "kepala", proved=True, color_scheme=scheme, bypass_csp=True)
        await page.goto(await path_of(console, path))
        await axed(page)
        name = re.sub(r"\W+", "-", path.strip("/"))
        await seen(page, f"{name}-{scheme}")
        await page.set_viewport_size({"width": 360, "height": 640})
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        await seen(page, f"{name}-{scheme}-360")
        await page.context.close()


async def test_the_log_is_checked_and_searched_by_keyboard(browser: Browser, console: OpenConsole) -> None:
    page = await inside(browser, console, "bos")
    await page.goto("/console")
    await page.keyboard.press("g")
    await page.keyboard.press("l")
    await expect(page.get_by_role("heading", name="Jejak perbuatan petugas")).to_be_visible()
    await page.keyboard.press("v")
    await expect(page.get_by_role("status").filter(has_text="Jejak utuh")).to_be_visible()
    await seen(page, "audit-checked")
    await page.keyboard.press("/")
    await typed(page, "sari")
    await expect(page.get_by_role("main")).to_contain_text("mengganti kata sandi sendiri")


async def test_a_first_page_is_small_without_script_too(browser: Browser, console: OpenConsole) -> None:
    page = await inside(browser, console, "bos", java_script_enabled=False)
    response = await page.goto("/console/people")
    assert response
    assert len(await response.body()) < 100_000
    await expect(page.get_by_text("Akun contoh (contoh) masih aktif")).to_be_visible()
