"""The gate of the console: every route goes through it. It knows who is there, what they may call, and refuses requests
that another site made a browser send."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, urlsplit

import structlog
from aiohttp import web

from bot.domain.audit import AuditLog, Deed
from bot.domain.errors import BotError, StoreUnavailable
from bot.domain.staff import Session
from bot.domain.timing import Clock
from console.staff.forms import BadForm
from console.staff.problems import status_of, told_of
from console.staff.sign_in import SignIn, Step, next_step
from console.staff.visit import Looks, Page, Visit

ROOT = "/console"
SIGN_IN = f"{ROOT}/masuk"
_STEPS = {Step.CODE: f"{ROOT}/kode", Step.ENROL: f"{ROOT}/daftar-kode", Step.PASSWORD: f"{ROOT}/sandi"}
_SAFE = frozenset({"GET", "HEAD"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
_log = structlog.get_logger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Cookie:
    """The session's secret in the browser. `secure`: the console is reached by https, so it goes no other way."""

    secure: bool

    @property
    def name(self) -> str:
        return "__Host-console" if self.secure else "console"

    def give(self, response: web.StreamResponse, secret: str) -> None:
        response.set_cookie(self.name, secret, httponly=True, samesite="Lax", secure=self.secure, path="/")

    def take(self, response: web.StreamResponse) -> None:
        response.del_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="Lax")


@dataclass(frozen=True, slots=True)
class Gate:
    """`origin` is where the console is reached from outside (PUBLIC_URL), if that is known."""

    sign_in: SignIn
    looks: Looks
    cookie: Cookie
    audit: AuditLog
    clock: Clock
    origin: str = ""

    def routes(self, pages: Iterable[Page]) -> list[web.RouteDef]:
        """aiohttp lets a GET answer HEAD, too: behind the same guard."""
        return [web.route(page.method, page.path, self._guarded(page)) for page in pages]

    def _guarded(self, page: Page) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            visit = Visit(request, self.looks, self.clock.now(), section=page.section)
            try:
                response = await self._answer(page, visit)
            except Exception as error:
                response = _answered(visit, error)
            if not response.prepared:
                response.headers.update(HEADERS)
                if visit.renewed:
                    self.cookie.give(response, visit.renewed)
            return response

        return handle

    async def _answer(self, page: Page, visit: Visit) -> web.StreamResponse:
        request = visit.request
        if request.method not in _SAFE and not self._same_site(request):
            return visit.problem(HTTPStatus.FORBIDDEN, visit.text("gate_other_site"))
        # What a page fetches by itself does not keep the session alive: nobody may be there.
        used = not page.background and not (visit.swaps and request.method in _SAFE)
        visit.session = await self.sign_in.session(request.cookies.get(self.cookie.name, ""), used=used)
        if page.open:
            return await page.act(visit)
        if visit.session is None:
            return self._to_sign_in(visit)
        step = next_step(visit.session)
        if step is not Step.NONE and not page.early:
            return visit.go(_STEPS[step])
        if step is Step.NONE and not page.roles & visit.account.roles:
            await self._note_refused(page, visit.session)
            return visit.problem(HTTPStatus.FORBIDDEN, visit.text("gate_role"))
        return await page.act(visit)

    def _to_sign_in(self, visit: Visit) -> web.Response:
        """A change that comes too late is not carried out; the page that sent it keeps what was written."""
        request = visit.request
        if visit.swaps or request.method not in _SAFE:
            return visit.problem(HTTPStatus.UNAUTHORIZED, visit.text("gate_signed_out"), visit.text("gate_drafts_kept"))
        return visit.go(f"{SIGN_IN}?lanjut={quote(request.path_qs, safe='')}")

    def _same_site(self, request: web.Request) -> bool:
        """Browsers say where a request was made (Fetch Metadata); older ones at least the origin. None: refused."""
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site == "same-origin"
        origin = urlsplit(request.headers.get("Origin", ""))
        own = {request.host, urlsplit(self.origin).netloc}
        return bool(origin.netloc) and origin.netloc in own

    async def _note_refused(self, page: Page, session: Session) -> None:
        """Seldom: a page that asks again and again fills no log."""
        await self.audit.note_seldom(Deed(session.account.login, "refused", f"page:{page.method} {page.path}"))


def _answered(visit: Visit, error: Exception) -> web.StreamResponse:
    """Every failure ends in words and in what is safe; what it was, without anybody's words, stands in the log."""
    match error:
        case BadForm():
            return visit.problem(HTTPStatus.BAD_REQUEST, visit.text(error.phrase, **error.values))
        case StoreUnavailable():
            return visit.problem(HTTPStatus.SERVICE_UNAVAILABLE, told_of(visit, error), visit.text("gate_try_again"))
        case BotError():
            return visit.problem(status_of(error), told_of(visit, error))
        case web.HTTPRequestEntityTooLarge():
            return visit.problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, visit.text("gate_too_large"))
        case web.HTTPException():
            return visit.problem(error.status, visit.text("gate_nothing_here"))
        case _:
            _log.error("console_broken", path=visit.request.path, error=type(error).__name__)
            return visit.problem(
                HTTPStatus.INTERNAL_SERVER_ERROR, visit.text("gate_broken"), visit.text("gate_try_again")
            )


def onward(path: str) -> str:
    """Where to go after signing in: a page of ours, or the front page for anything else."""
    parts = urlsplit(path)
    inside = path.startswith(f"{ROOT}/") and not (parts.scheme or parts.netloc) and "\\" not in path
    return path if inside and path.isprintable() and not path.startswith(SIGN_IN) else ROOT
