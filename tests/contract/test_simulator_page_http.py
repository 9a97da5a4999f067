"""What the simulator's page gives and refuses over HTTP, without a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from simulator.assets import STATIC
from tests.tiny_bot import Stage, stage


@pytest.fixture
async def city() -> AsyncIterator[Stage]:
    async with stage() as opened:
        yield opened


async def test_another_site_may_not_press_the_buttons_here(city: Stage) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/control/faults", "/page/visitors"):
        async with city.http.post(f"{city.url}{path}", json={}, headers=headers) as answer:
            assert answer.status == 403


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/%2e%2e%2fsettings.py", "/static/none.js"])
async def test_nothing_but_the_pages_own_files_is_served(city: Stage, path: str) -> None:
    async with city.http.get(f"{city.url}{path}") as answer:
        assert answer.status == 404


async def test_unknown_visitors_and_acts_are_refused(city: Stage) -> None:
    async with city.http.get(f"{city.url}/page/visitors/nobody") as answer:
        assert answer.status == 404
    async with city.http.post(f"{city.url}/page/visitors", data=b"{broken") as answer:
        assert answer.status == 400
    async with city.http.post(f"{city.url}/page/visitors", json={}) as answer:
        visitor = (await answer.json())["visitor"]
    wishes: list[Any] = [{}, {"do": "fly"}, {"do": "say", "text": " "}, {"do": "tap", "text": "nothing"}, []]
    for wish in [*wishes, {"do": "tap", "text": "x", "bubble": "x"}]:
        for channel in ("telegram", "whatsapp", "pigeon"):
            async with city.http.post(f"{city.url}/page/visitors/{visitor}/{channel}", json=wish) as answer:
                assert answer.status == 400


def test_the_page_loads_nothing_from_elsewhere() -> None:
    for path in STATIC.iterdir():
        if path.suffix in {".html", ".css", ".js"}:
            text = path.read_text()
            assert "style=" not in text or path.suffix != ".html"
            addresses = [line for line in text.splitlines() if "https://" in line or "http://" in line]
            assert all("w3.org" in line for line in addresses), path.name


async def test_the_page_forbids_itself_inline_scripts_and_strangers(city: Stage) -> None:
    async with city.http.get(city.url) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy


async def test_the_road_is_the_bots_own_word_or_nothing(city: Stage) -> None:
    async with city.http.post(f"{city.url}/page/visitors", json={}) as answer:
        visitor = (await answer.json())["visitor"]
    url = f"{city.url}/page/visitors/{visitor}/telegram/road"
    async with city.http.get(url) as answer:
        assert await answer.json() == {"steps": None}
    city.bot.road = [{"step": "received", "at": "2026-11-24T03:00:00+00:00", "detail": {}}]
    async with city.http.get(url) as answer:
        assert await answer.json() == {"steps": city.bot.road}


async def test_the_stream_begins_with_the_whole_state(city: Stage) -> None:
    async with city.http.post(f"{city.url}/page/visitors", json={}) as answer:
        visitor = (await answer.json())["visitor"]
    async with city.http.get(f"{city.url}/page/visitors/{visitor}/events") as stream:
        first = await stream.content.readline()
        assert first.startswith(b'data: {"kind": "state"')
        await city.http.post(f"{city.url}/page/visitors/{visitor}/telegram", json={"do": "say", "text": "halo"})
        while b'"bubble"' not in (line := await stream.content.readline()):
            pass
        assert b"halo" in line
