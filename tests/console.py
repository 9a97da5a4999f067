"""A console for tests: the real pages on a real database, and people of the staff who are signed in."""

from __future__ import annotations

import functools
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from html import unescape

import pyotp
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from bot.clock import JAKARTA
from bot.credentials import Argon2Passwords, Totp
from bot.domain.staff import Account, Limits, NewAccount, Role
from bot.domain.timing import Clock
from bot.inbound.web import build_application
from bot.store.audit import PostgresAudit
from bot.store.engine import Database
from bot.store.staff import PostgresStaff
from bot.store.staff_sessions import PostgresSessions, PostgresSignInTries
from console.staff.app import Staffroom, console_routes
from console.staff.live import Pulse
from console.staff.sign_in import SignIn
from console.staff.visit import Area
from console.staff.words import Words, read_words

PASSWORD = "hujan turun di kebun"
FAST = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
FACTOR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LIMITS = Limits()
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = datetime.now(JAKARTA)

    def now(self) -> datetime:
        return self.at


def staffroom(database: Database, clock: Clock, limits: Limits = LIMITS) -> Staffroom:
    accounts, sessions, audit = PostgresStaff(database), PostgresSessions(database), PostgresAudit(database)
    sign_in = SignIn(accounts, sessions, PostgresSignInTries(database), FAST, Totp(), audit, clock, limits)
    return Staffroom(accounts, sessions, sign_in, audit, clock, Pulse())


async def hired(room: Staffroom, login: str, *roles: Role, factor: bool = True) -> Account:
    """An account that has changed its password, and has a second factor where its roles need one."""
    made = await room.accounts.add(NewAccount(login, login.title(), frozenset(roles), await FAST.hashed(PASSWORD)))
    await room.accounts.set_password(made.id, await FAST.hashed(PASSWORD), must_change=False)
    if factor and made.needs_second_factor:
        await room.accounts.enrol(made.id, FACTOR, ())
    return await room.accounts.by_login(login)


@dataclass
class Somebody:
    """A browser without a screen, signed in or not. Follows redirects; `text` is what the last page says."""

    client: TestClient[web.Request, web.Application]
    status: int = 0
    html: str = ""
    path: str = ""

    async def opens(self, path: str, **headers: str) -> Somebody:
        return await self._took(await self.client.get(path, headers=headers))

    async def sends(self, path: str, form: object = None, **headers: str) -> Somebody:
        return await self._took(await self.client.post(path, data=form or {}, headers=SAME_SITE | headers))

    async def _took(self, response: ClientResponse) -> Somebody:
        self.status, self.path = response.status, response.url.path_qs
        self.html = await response.text() if response.content_type == "text/html" else ""
        return self

    @property
    def text(self) -> str:
        bare = re.sub(r"<(script|style|dialog)\b.*?</\1>|<[^>]+>", " ", self.html, flags=re.DOTALL)
        return " ".join(unescape(bare).split())


class OpenConsole:
    """Routes served by a real server; each person has a browser of their own."""

    def __init__(self, server: TestServer, room: Staffroom) -> None:
        self.server = server
        self.room = room
        self._clients: list[TestClient[web.Request, web.Application]] = []

    async def nobody(self) -> Somebody:
        client: TestClient[web.Request, web.Application] = TestClient(self.server)
        await client.start_server()
        self._clients.append(client)
        return Somebody(client)

    async def person(self, login: str, *roles: Role) -> Somebody:
        """Hired, and signed in. The session is begun as signing in would; the pages of signing in have own tests."""
        account = await hired(self.room, login, *roles)
        return await self.signed_in(account)

    async def signed_in(self, account: Account, *, complete: bool = True) -> Somebody:
        browser = await self.nobody()
        secret = await self.room.sessions.begin(account.id, complete=complete, device="Firefox")
        browser.client.session.cookie_jar.update_cookies({"console": secret}, self.server.make_url("/"))
        return browser

    async def close(self) -> None:
        self.room.pulse.close()
        for client in self._clients:
            await client.session.close()


@asynccontextmanager
async def opened_console(
    database: Database,
    areas: Callable[[Staffroom], Sequence[Area]] = lambda _: (),
    clock: Clock | None = None,
    limits: Limits = LIMITS,
) -> AsyncIterator[OpenConsole]:
    """`limits`: how long sessions last, for a clock that is not today's; the database's own begins them."""
    room = staffroom(database, clock or Hand(), limits)
    server = TestServer(build_application(console_routes(room, areas(room), _words())))
    async with server:
        console = OpenConsole(server, room)
        yield console
        await console.close()


@functools.cache
def _words() -> Words:
    return read_words()


def code_now(clock: Clock) -> str:
    return pyotp.TOTP(FACTOR).at(clock.now())
