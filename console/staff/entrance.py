"""The way in: password, second factor, a new password; and one's own account: language, devices, signing out."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

import segno
from aiohttp import web

from bot.domain.credentials import SHORTEST_PASSWORD
from bot.domain.staff import StaffAccounts, StaffSessions
from console.public.throttle import visitor_address
from console.staff.devices import device_words
from console.staff.gate import ROOT, SIGN_IN, Cookie, onward
from console.staff.sign_in import Entered, Refused, SignIn
from console.staff.visit import LANGUAGE_COOKIE, Area, Page, Visit
from console.staff.words import LANGUAGES

_LONGEST = 200
_YEAR = 365 * 86400
FEW_RECOVERY_CODES = 2
"""So few are left that new ones should be made."""
CODE, ENROL, PASSWORD, ACCOUNT = f"{ROOT}/kode", f"{ROOT}/daftar-kode", f"{ROOT}/sandi", f"{ROOT}/akun"
RECOVERY = f"{ACCOUNT}/kode-cadangan"


@dataclass(frozen=True, slots=True)
class Entrance:
    """Pages of signing in; the rules are in sign_in.py."""

    sign_in: SignIn
    accounts: StaffAccounts
    sessions: StaffSessions
    cookie: Cookie

    def area(self) -> Area:
        return Area(
            (
                Page("GET", SIGN_IN, self.ask_password, open=True),
                Page("POST", SIGN_IN, self.take_password, open=True),
                Page("POST", f"{ROOT}/bahasa", self.take_language, open=True),
                Page("GET", CODE, self.ask_code, early=True),
                Page("POST", CODE, self.take_code, early=True),
                Page("GET", ENROL, self.ask_enrolment, early=True),
                Page("POST", ENROL, self.take_enrolment, early=True),
                Page("GET", PASSWORD, self.ask_new_password, early=True),
                Page("POST", PASSWORD, self.take_new_password, early=True),
                Page("POST", f"{ROOT}/keluar", self.leave, early=True),
                Page("GET", ACCOUNT, self.show_account),
                Page("POST", f"{ACCOUNT}/keluarkan", self.end_session),
                Page("GET", RECOVERY, self.ask_recovery),
                Page("POST", RECOVERY, self.take_recovery),
            )
        )

    async def ask_password(self, visit: Visit) -> web.StreamResponse:
        if visit.session is not None:
            return visit.go(ROOT)
        return visit.page("entrance/password.html", login="", problem="", onward=onward(visit.asked("lanjut", 500)))

    async def take_password(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        login, target = form.text("login"), onward(form.text("lanjut", 500))
        # A password is taken as it was typed: spaces belong to it.
        password = str((await visit.request.post()).get("password", ""))[: _LONGEST + 1]
        found = await self.sign_in.with_password(login, password, _address(visit), _device(visit))
        if isinstance(found, Refused):
            told = refusal(visit, found)
            status = HTTPStatus.TOO_MANY_REQUESTS if found.wait else HTTPStatus.UNPROCESSABLE_ENTITY
            return visit.page("entrance/password.html", status, login=login, problem=told, onward=target)
        return self._entered(visit, found, target)

    async def ask_code(self, visit: Visit) -> web.StreamResponse:
        return visit.page("entrance/code.html", problem="", onward=onward(visit.asked("lanjut", 500)))

    async def take_code(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        session, target = visit.session, onward(form.text("lanjut", 500))
        if session is None or session.complete:
            return visit.go(target)
        found = await self.sign_in.with_code(session, form.text("code"))
        if isinstance(found, Refused):
            return visit.page(
                "entrance/code.html", HTTPStatus.UNPROCESSABLE_ENTITY, problem=refusal(visit, found), onward=target
            )
        if found.recovery_left is None:
            return self._entered(visit, found, target)
        response = visit.page("entrance/recovery_used.html", left=found.recovery_left, onward=target)
        self.cookie.give(response, found.secret)
        return response

    async def ask_enrolment(self, visit: Visit) -> web.StreamResponse:
        return self._enrolment(visit, problem="")

    async def take_enrolment(self, visit: Visit) -> web.StreamResponse:
        session = visit.session
        if session is None or session.account.second_factor:
            return visit.go(ROOT)
        form = await visit.form()
        found = await self.sign_in.enrol(session, form.needed("secret"), form.text("code"))
        if isinstance(found, Refused):
            return self._enrolment(visit, refusal(visit, found), form.needed("secret"))
        entered, recovery = found
        response = visit.page("entrance/recovery.html", recovery=recovery)
        self.cookie.give(response, entered.secret)
        return response

    async def ask_new_password(self, visit: Visit) -> web.StreamResponse:
        return visit.page("entrance/new_password.html", problem="", shortest=SHORTEST_PASSWORD)

    async def take_new_password(self, visit: Visit) -> web.StreamResponse:
        assert visit.session is not None  # noqa: S101 - the gate lets nobody else in
        fields = await visit.request.post()
        old, new, again = (str(fields.get(name, ""))[: _LONGEST + 1] for name in ("old", "new", "again"))
        found = (
            await self.sign_in.change_password(visit.session, old, new, _device(visit))
            if new == again
            else Refused("password_differs")
        )
        if isinstance(found, Refused):
            return visit.page(
                "entrance/new_password.html",
                HTTPStatus.UNPROCESSABLE_ENTITY,
                problem=refusal(visit, found),
                shortest=SHORTEST_PASSWORD,
            )
        return self._entered(visit, found, ROOT)

    async def take_language(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        language = form.text("language")
        if language not in LANGUAGES:
            language = LANGUAGES[0]
        if visit.session is not None:
            await self.accounts.set_language(visit.account.id, language)
        back = onward(form.text("lanjut", 500))
        response = visit.go(SIGN_IN if visit.session is None else back)
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR, samesite="Lax", path=ROOT, httponly=True)
        return response

    async def leave(self, visit: Visit) -> web.StreamResponse:
        if visit.session is not None:
            await self.sign_in.sign_out(visit.session)
        response = visit.go(SIGN_IN)
        self.cookie.take(response)
        return response

    async def show_account(self, visit: Visit) -> web.StreamResponse:
        sessions = await self.sessions.of(visit.account.id)
        alive = [
            (each, device_words(visit, each.device)) for each in sessions if each.alive(visit.now, self.sign_in.limits)
        ]
        left = (await self.accounts.secrets(visit.account.id)).recovery_left
        return visit.page("entrance/account.html", sessions=alive, left=left, few=FEW_RECOVERY_CODES)

    async def ask_recovery(self, visit: Visit) -> web.StreamResponse:
        if not visit.account.second_factor:
            return visit.go(ACCOUNT)
        return visit.page("entrance/new_recovery.html", problem="")

    async def take_recovery(self, visit: Visit) -> web.StreamResponse:
        assert visit.session is not None  # noqa: S101 - the gate lets nobody else in
        password = str((await visit.request.post()).get("password", ""))[: _LONGEST + 1]
        found = await self.sign_in.new_recovery(visit.session, password, (await visit.form()).text("code"))
        if isinstance(found, Refused):
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return visit.page("entrance/new_recovery.html", status, problem=refusal(visit, found))
        return visit.page("entrance/recovery.html", recovery=found)

    async def end_session(self, visit: Visit) -> web.StreamResponse:
        assert visit.session is not None  # noqa: S101 - the gate lets nobody else in
        await self.sign_in.sign_out(visit.session, (await visit.form()).uuid("session"))
        return visit.go(ACCOUNT)

    def _entered(self, visit: Visit, entered: Entered, target: str) -> web.StreamResponse:
        response = visit.go(target)
        self.cookie.give(response, entered.secret)
        return response

    def _enrolment(self, visit: Visit, problem: str, secret: str = "") -> web.StreamResponse:
        """The same secret again after a slip: the app has it already."""
        made = self.sign_in.factors.enrolment(visit.account.login, secret)
        picture = segno.make(made.address, error="m").svg_data_uri(scale=5, dark="#000", light="#fff", omitsize=True)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
        return visit.page("entrance/enrol.html", status, problem=problem, secret=made.secret, picture=picture)


def refusal(visit: Visit, refused: Refused) -> str:
    """Why a try was refused, in words."""
    if refused.wait:
        return visit.text(refused.phrase, span=visit.when.span(refused.wait.total_seconds()))
    return visit.text(refused.phrase)


def _address(visit: Visit) -> str:
    return visitor_address(visit.request.remote, visit.request.headers.get("X-Forwarded-For", ""))


def _device(visit: Visit) -> str:
    return visit.request.headers.get("User-Agent", "")
