"""Changes to accounts by an admin. Nobody changes their own here; every change is noted in its own transaction."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from bot.domain.audit import Deed
from bot.domain.credentials import Passwords
from bot.domain.staff import Account, LoginTaken, NewAccount, OwnAccount, Role, StaffAccounts, StaffSessions
from console.staff.forms import read_uuid
from console.staff.people.looking import PATH
from console.staff.problems import told_of
from console.staff.visit import Visit

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_NAME = 80


@dataclass(frozen=True, slots=True)
class Changes:
    """Passwords are made here, shown once to whoever asked for them, and have to be changed when signing in."""

    accounts: StaffAccounts
    sessions: StaffSessions
    passwords: Passwords
    new_password: Callable[[], str]

    async def ask_new(self, visit: Visit) -> web.StreamResponse:
        return _form(visit, HTTPStatus.OK, "", "", frozenset(), "")

    async def add(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        login, name = form.text("login").lower(), form.text("name")
        roles = form.choices("role", Role)
        if problem := _problem(login, name, roles):
            return _form(visit, HTTPStatus.UNPROCESSABLE_ENTITY, login, name, roles, visit.text(problem))
        password = self.new_password()
        new = NewAccount(login, name, roles, await self.passwords.hashed(password))
        noted = Deed(visit.account.login, "staff.add", f"staff:{login}", ", ".join(sorted(roles)))
        try:
            account = await self.accounts.add(new, noted)
        except LoginTaken as error:
            return _form(visit, HTTPStatus.CONFLICT, login, name, roles, told_of(visit, error))
        return visit.page("people/password.html", account=account, password=password, added=True)

    async def roles(self, visit: Visit) -> web.StreamResponse:
        account, at = await self._other(visit)
        roles = (await visit.form()).choices("role", Role)
        if not roles:
            return visit.problem(HTTPStatus.UNPROCESSABLE_ENTITY, visit.text("people_needs_role"))
        detail = ", ".join(sorted(roles))
        noted = Deed(visit.account.login, "staff.roles", f"staff:{account.login}", detail)
        await self.accounts.set_roles(account.id, roles, noted, at)
        return _done(visit, account, "roles")

    async def active(self, visit: Visit) -> web.StreamResponse:
        account, at = await self._other(visit)
        on = (await visit.form()).flag("on")
        actor, about = visit.account.login, f"staff:{account.login}"
        noted = Deed(actor, "staff.enable", about) if on else Deed(actor, "staff.disable", about)
        await self.accounts.set_active(account.id, on, noted, at)
        return _done(visit, account, "on" if on else "off")

    async def password(self, visit: Visit) -> web.StreamResponse:
        account, at = await self._other(visit)
        password = self.new_password()
        hashed = await self.passwords.hashed(password)
        noted = Deed(visit.account.login, "staff.reset", f"staff:{account.login}")
        await self.accounts.set_password(account.id, hashed, must_change=True, noted=noted, at=at)
        return visit.page("people/password.html", account=account, password=password, added=False)

    async def factor(self, visit: Visit) -> web.StreamResponse:
        account, at = await self._other(visit)
        noted = Deed(visit.account.login, "staff.reset_factor", f"staff:{account.login}")
        await self.accounts.enrol(account.id, "", (), noted, at)
        return _done(visit, account, "factor")

    async def sign_out(self, visit: Visit) -> web.StreamResponse:
        """One device, or all of them."""
        account, _ = await self._other(visit)
        form = await visit.form()
        noted = Deed(visit.account.login, "staff.sign_out", f"staff:{account.login}")
        if form.text("session"):
            await self.sessions.end(form.uuid("session"), account.id, noted)
        else:
            await self.sessions.end_all(account.id, noted)
        return _done(visit, account, "out")

    async def _other(self, visit: Visit) -> tuple[Account, int]:
        """Somebody else's account and the version that was on the page. Raises OwnAccount."""
        account = await self.accounts.by_id(read_uuid(visit.matched("id")))
        if account.id == visit.account.id:
            raise OwnAccount(account.login)
        return account, (await visit.form()).number("version")


def _problem(login: str, name: str, roles: frozenset[Role]) -> str:
    if not _LOGIN.fullmatch(login):
        return "people_bad_login"
    if not name or len(name) > _NAME:
        return "people_bad_name"
    return "" if roles else "people_needs_role"


def _form(
    visit: Visit, status: HTTPStatus, login: str, name: str, chosen: frozenset[Role], problem: str
) -> web.StreamResponse:
    return visit.page(
        "people/new.html", status, login=login, name=name, chosen=chosen, problem=problem, roles=list(Role)
    )


def _done(visit: Visit, account: Account, what: str) -> web.StreamResponse:
    return visit.go(f"{PATH}/{account.id}?selesai={what}")
