"""Every route of the console and who may call it, compared with tests/console_routes.txt, and called as everybody."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, DummyCookieJar
from aiohttp.test_utils import TestServer

from bot.adapters import real_adapters
from bot.domain.staff import Account, Role
from bot.inbound.web import build_application
from bot.settings import Settings
from bot.staff_areas import console_areas
from bot.staffroom import build_staffroom
from console.staff.app import Staffroom, console_pages, console_routes
from console.staff.visit import EVERYBODY, Area, Page
from tests.conftest import SECRET_KEY
from tests.console import FAST, Hand, hired

TABLE = Path(__file__).parent.parent / "console_routes.txt"
SAME, OTHER = {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "cross-site"}
NOT_YOURS = "tidak punya tugas untuk halaman ini"
# Tried in this order for a part of a path until one fits the pattern the route gives.
PARTS = ("018f3a52-7c1e-7000-8000-000000000001", "4827-1930", "1", "telegram", "ktp_hilang", "x")


@dataclass
class Whole:
    """The console as bot/staffroom.py builds it, served."""

    room: Staffroom
    pages: list[Page]
    areas: Sequence[Area]
    server: TestServer
    people: dict[str, Account]
    http: ClientSession

    async def call(self, who: str, page: Page, headers: dict[str, str], method: str = "") -> tuple[int, str]:
        """Status, and the page where one came. A session for each call: some pages end it."""
        cookie = {}
        if who != "nobody":
            secret = await self.room.sessions.begin(self.people[who].id, complete=True, device="Firefox")
            cookie = {"Cookie": f"console={secret}"}
        method = method or ("DELETE" if page.method == "*" else page.method)
        url = self.server.make_url(path_of(page))
        async with self.http.request(method, url, headers=headers | cookie, allow_redirects=False) as response:
            told = await response.text() if response.content_type == "text/html" else ""
            response.close()
        return response.status, told


def line_of(page: Page) -> str:
    if page.open:
        who = "nobody-too"
    elif page.early:
        who = "signed-in-early"
    else:
        who = "everybody" if page.roles == EVERYBODY else " ".join(sorted(page.roles))
    return f"{page.method:5} {page.path:45} {who}"


def path_of(page: Page) -> str:
    """With something in place of each `{name}`, also where a pattern follows the name."""

    def part(found: re.Match[str]) -> str:
        pattern = found["pattern"] or "[^/]+"
        return next(each for each in (*PARTS, "zzz/zzz") if re.fullmatch(pattern, each))

    return re.sub(r"\{\w+(?::(?P<pattern>(?:[^{}]|\{[\d,]+\})+))?\}", part, page.path)


@pytest.fixture
async def whole(database_url: str) -> AsyncIterator[Whole]:
    given = {"DATABASE_URL": database_url, "SECRET_KEY": SECRET_KEY, "NLU_URL": "http://127.0.0.1:9", "DEV_ROAD": "1"}
    settings = Settings.read(given)
    async with real_adapters(settings) as adapters:
        room = build_staffroom(settings, adapters, Hand(), FAST)
        areas = console_areas(settings, adapters, room)
        people = {role.value: await hired(room, f"orang-{role}", role) for role in Role}
        people["all"] = await hired(room, "orang-serba-bisa", *Role)
        server = TestServer(build_application(console_routes(room, areas)))
        async with server, ClientSession(cookie_jar=DummyCookieJar()) as http:
            yield Whole(room, console_pages(room, areas), areas, server, people, http)
            room.pulse.close()


async def test_every_route_stands_in_the_table_with_who_may_call_it(whole: Whole) -> None:
    expected = {line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")}
    found = {line_of(page) for page in whole.pages}
    missing, gone = sorted(found - expected), sorted(expected - found)
    told = ["", f"Add to {TABLE.name}:", *missing, "", f"Take out of {TABLE.name}:", *gone]
    assert missing + gone == [], "\n".join(told)


async def test_every_section_has_a_key_of_its_own(whole: Whole) -> None:
    keys = sorted(section.key for area in whole.areas for section in area.sections)
    assert keys == sorted({*keys} - {"n"}), "g n opens the notices"


async def test_everybody_gets_what_the_table_says_and_no_route_breaks(whole: Whole) -> None:
    wrong = []
    for page in whole.pages:
        for who in ("nobody", *whole.people):
            status, told = await whole.call(who, page, SAME)
            if complaint := judged(page, who, status, told, whole.people):
                wrong.append(f"{who:12} {line_of(page)}: {status} {complaint}")
    assert not wrong, "\n".join(["", *wrong])


def judged(page: Page, who: str, status: int, told: str, people: dict[str, Account]) -> str:
    """What is wrong with an answer; empty for a right one."""
    if status >= 500:
        return "broken"
    if page.open:
        return ""
    if who == "nobody":
        wanted = 303 if page.method == "GET" else 401
        return "" if status == wanted else f"instead of {wanted}"
    refused = status == 403 and NOT_YOURS in told
    may = bool(page.roles & people[who].roles)
    return "" if may is not refused else ("refused" if refused else "not refused")


async def test_no_route_that_changes_anything_takes_requests_of_other_sites(whole: Whole) -> None:
    wrong = []
    for page in whole.pages:
        if page.method != "GET":
            for headers in (OTHER, {}, {"Origin": "https://evil.example"}):
                status, _ = await whole.call("all", page, headers)
                if status != 403:
                    wrong.append(f"{line_of(page)}: {status} with {headers}")
    assert not wrong, "\n".join(["", *wrong])


async def test_a_question_about_a_page_and_a_stroke_at_its_end_are_no_way_around(whole: Whole) -> None:
    wrong = []
    for page in whole.pages:
        if page.method != "GET" or page.open:
            continue
        asked, _ = await whole.call("nobody", page, SAME, "HEAD")
        allowed, _ = await whole.call("all", page, SAME, "HEAD")
        struck, _ = await whole.call("nobody", Page("GET", f"{page.path.rstrip('/')}/", page.act), SAME)
        if asked != 303 or allowed >= 500 or struck != 303:
            wrong.append(f"{line_of(page)}: {asked} {allowed} {struck}")
    assert not wrong, "\n".join(["", *wrong])
