"""GET /tiket: how far a report is, for whoever has its number. Kind, state, dates and next step, nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.domain.case_ports import Cases
from bot.domain.cases import CaseView, State
from bot.domain.errors import StoreUnavailable
from bot.domain.ports import NOBODY, Book
from bot.domain.timing import Clock
from bot.domain.tracking import find_number, spoken
from console.public.throttle import WINDOW_SECONDS, Throttle, visitor_address

_HERE = Path(__file__).parent
_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
_STYLE = "/tiket/page.css"
_MOST = 40
"""Characters of what is read as a number."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says below the form: a case, or a phrase that tells why there is none."""

    status: int = 200
    problem: str = ""
    view: CaseView | None = None


def ticket_routes(
    cases: Cases, book: Book, clock: Clock, seconds: Callable[[], float] = time.monotonic
) -> list[web.RouteDef]:
    page = TicketPage(cases, book, clock, Throttle(seconds))
    return [web.get("/tiket", page.answer), web.get(_STYLE, _style)]


class TicketPage:
    """One page in two languages; without a number it is an empty form."""

    def __init__(self, cases: Cases, book: Book, clock: Clock, throttle: Throttle) -> None:
        self._cases = cases
        self._book = book
        self._clock = clock
        self._throttle = throttle
        pages = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined)
        self._template = pages.get_template("ticket.html")

    async def answer(self, request: web.Request) -> web.Response:
        language = "en" if request.query.get("bahasa") == "en" else "id"
        written = request.query.get("nomor", "").strip()[:_MOST]
        shown = await self._look_up(written, _visitor(request)) if "nomor" in request.query else Shown()
        headers = _HEADERS | ({"Retry-After": str(round(WINDOW_SECONDS))} if shown.status == 429 else {})
        page = self._template.render(
            text=partial(self._book.phrase, language=language),
            language=language,
            office=self._book.phrase("page_office", language),
            written=written,
            problem=shown.problem,
            rows=self._rows(shown.view, language) if shown.view else (),
            number=spoken(shown.view.number) if shown.view else "",
            style=_STYLE,
        )
        return web.Response(text=page, status=shown.status, content_type="text/html", headers=headers)

    async def _look_up(self, written: str, visitor: str) -> Shown:
        if not written:
            return Shown(400, "page_missing")
        if self._throttle.blocked(visitor):
            return Shown(429, "page_too_often")
        number = find_number(written)
        if number is None:
            return Shown(400, "ticket_slip")
        try:
            view = await self._cases.find(number, NOBODY)
        except StoreUnavailable:
            return Shown(503, "page_trouble")
        if view is None:
            self._throttle.missed(visitor)
            return Shown(404, "ticket_unknown")
        return Shown(view=view)

    def _rows(self, view: CaseView, language: str) -> list[tuple[str, str]]:
        text, date = self._book.phrase, self._book.date
        coming = "page_answered_next" if view.state is State.ANSWERED else view.next_phrase(self._clock.now().date())
        due = date(view.next_on, language) if view.next_on else ""
        rows = [
            ("page_kind", text(f"case_kind_{view.kind}", language)),
            ("page_state", text(f"case_state_{view.state}", language)),
            ("page_received", date(view.received, language)),
            ("page_answered", date(view.answered, language) if view.answered else ""),
            ("page_next", text(coming, language, date=due)),
        ]
        return [(text(name, language), value) for name, value in rows if value]


def _visitor(request: web.Request) -> str:
    return visitor_address(request.remote, request.headers.get("X-Forwarded-For", ""))


async def _style(_: web.Request) -> web.StreamResponse:
    headers = {"Cache-Control": "public, max-age=3600"}
    return web.FileResponse(_HERE / "static" / "page.css", headers=headers)
