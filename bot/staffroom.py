"""Composition of the staff console: what every page needs, and all areas as one list of routes."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.adapters import Adapters
from bot.clock import WallClock
from bot.credentials import Argon2Passwords, Totp
from bot.domain.credentials import Passwords
from bot.domain.timing import Clock
from bot.settings import Settings
from bot.staff_areas import console_areas
from bot.store.audit import PostgresAudit
from bot.store.staff import PostgresStaff
from bot.store.staff_sessions import PostgresSessions, PostgresSignInTries
from console.staff.app import Staffroom, console_routes
from console.staff.live import Pulse
from console.staff.sign_in import SignIn


@dataclass(frozen=True, slots=True)
class Console:
    """The routes, and the pulse to ring when something may have changed."""

    routes: list[web.RouteDef]
    pulse: Pulse


def build_console(settings: Settings, adapters: Adapters) -> Console:
    room = build_staffroom(settings, adapters)
    return Console(console_routes(room, console_areas(settings, adapters, room)), room.pulse)


def build_staffroom(
    settings: Settings, adapters: Adapters, clock: Clock | None = None, passwords: Passwords | None = None
) -> Staffroom:
    """`clock` and `passwords` are given by tests only."""
    clock, database = clock or WallClock(), adapters.database
    accounts, sessions, audit = PostgresStaff(database), PostgresSessions(database), PostgresAudit(database)
    tries = PostgresSignInTries(database)
    sign_in = SignIn(accounts, sessions, tries, passwords or Argon2Passwords(), Totp(), audit, clock)
    return Staffroom(accounts, sessions, sign_in, audit, clock, Pulse(), settings.PUBLIC_URL or "")
