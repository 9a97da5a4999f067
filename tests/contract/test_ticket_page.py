"""The public page for a tracking number: what it shows, what it never shows, and how it stops guessing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.cases import CaseView, Kind, State
from bot.domain.errors import StoreUnavailable
from bot.domain.tracking import new_number
from console.public.routes import ticket_routes
from console.public.throttle import MOST_MISSES, WINDOW_SECONDS, Throttle, visitor_address
from tests.fakes import FixedClock
from tests.fakes_book import PORTS
from tests.fakes_cases import NUMBER, FakeCases

TODAY = FixedClock().now().date()
VIEW = CaseView(
    NUMBER, Kind.COMPLAINT, State.VERIFIED, TODAY, next_on=TODAY + timedelta(days=7), own=True, words="Bu Sari mengaku."
)

Client = TestClient[web.Request, web.Application]


class DownCases(FakeCases):
    async def find(self, number: str, person: UUID) -> CaseView | None:
        raise StoreUnavailable


class Visitor:
    """Asks the page from one address; `seconds` is the page's clock."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.cases = FakeCases(views=[VIEW])
        self.client: Client

    async def open(self, number: str | None = None, address: str = "203.0.113.7", **query: str) -> tuple[int, str]:
        asked = query if number is None else query | {"nomor": number}
        answer = await self.client.get("/tiket", params=asked, headers={"X-Forwarded-For": address})
        self.headers = answer.headers
        return answer.status, await answer.text()


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    made = Visitor()
    application = web.Application()
    application.add_routes(ticket_routes(made.cases, PORTS.book, FixedClock(), lambda: made.seconds))
    async with TestClient(TestServer(application)) as client:
        made.client = client
        yield made


async def test_a_number_shows_kind_state_dates_and_the_next_step(visitor: Visitor) -> None:
    status, page = await visitor.open("4827-1930")
    assert status == 200
    for part in ("4827-1930", "Keluhan", "Sudah diperiksa", "24 November 2026", "1 Desember 2026"):
        assert part in page
    assert "Bu Sari" not in page


async def test_it_speaks_english(visitor: Visitor) -> None:
    _, page = await visitor.open(NUMBER, bahasa="en")
    assert '<html lang="en">' in page
    for part in ("Complaint", "The next step comes by 1 December 2026"):
        assert part in page


@pytest.mark.parametrize("state", State)
async def test_every_state_has_its_words(visitor: Visitor, state: State) -> None:
    visitor.cases.views = [replace(VIEW, state=state, answered=TODAY)]
    status, page = await visitor.open(NUMBER)
    assert status == 200
    assert "{" not in page


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [
        (None, 200, "delapan angka"),
        ("", 400, "Tulis dulu"),
        ("48271931", 400, "salah ketik"),
        ("halo", 400, "salah ketik"),
        ("<script>alert(1)</script>", 400, "salah ketik"),
        ("12345671", 404, "tidak ada"),
    ],
)
async def test_a_wrong_number_is_told_from_an_unknown_one(
    visitor: Visitor, number: str | None, status: int, words: str
) -> None:
    found, page = await visitor.open(number)
    assert found == status
    assert words in page
    assert "<script>" not in page


async def test_guessing_is_stopped_for_an_hour(visitor: Visitor) -> None:
    for _ in range(MOST_MISSES):
        assert (await visitor.open(new_number()))[0] == 404
    status, page = await visitor.open(NUMBER)
    assert (status, visitor.headers["Retry-After"]) == (429, "3600")
    assert "coba lagi" in page
    assert (await visitor.open(NUMBER, address="203.0.113.8"))[0] == 200
    visitor.seconds += WINDOW_SECONDS
    assert (await visitor.open(NUMBER))[0] == 200


async def test_looking_at_what_exists_or_typing_wrongly_is_no_guessing(visitor: Visitor) -> None:
    for _ in range(MOST_MISSES * 2):
        await visitor.open(NUMBER)
        await visitor.open("48271931")
    assert (await visitor.open(NUMBER))[0] == 200


async def test_when_the_database_is_down_it_says_so(visitor: Visitor) -> None:
    application = web.Application()
    application.add_routes(ticket_routes(DownCases(), PORTS.book, FixedClock()))
    async with TestClient(TestServer(application)) as client:
        answer = await client.get("/tiket", params={"nomor": NUMBER})
        assert answer.status == 503
        assert "gangguan" in await answer.text()


async def test_nothing_is_stored_shared_or_run(visitor: Visitor) -> None:
    _, page = await visitor.open(NUMBER)
    headers: Any = visitor.headers
    assert "Set-Cookie" not in headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "<script" not in page
    assert "style=" not in page
    style = await visitor.client.get("/tiket/page.css")
    assert (style.status, style.content_type) == (200, "text/css")


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("8.8.4.4", "198.51.100.1", "8.8.4.4"),  # nobody's proxy: it could say anything
        ("127.0.0.1", "9.9.9.9, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.5", "rubbish", "10.0.0.5"),
        ("2001:4860::1", "", "2001:4860::/64"),
        (None, "", "unknown"),
    ],
)
def test_the_visitor_is_who_our_own_proxy_says(remote: str | None, forwarded: str, address: str) -> None:
    assert visitor_address(remote, forwarded) == address


def test_a_crowd_of_addresses_does_not_fill_the_memory() -> None:
    throttle = Throttle(lambda: 0.0, most=1)
    for number in range(20_100):
        throttle.missed(str(number))
    assert not throttle.blocked("0")
    assert throttle.blocked("20099")
