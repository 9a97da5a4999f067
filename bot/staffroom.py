"""Composition of the staff console: its ports on this process's database, area by area, as one list of routes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.adapters import Adapters
from bot.case_preview import NewsPreview
from bot.clock import WallClock
from bot.credentials import Argon2Passwords, Totp
from bot.domain.credentials import Passwords
from bot.domain.timing import Clock
from bot.dutyroom import case_work, duty_pages, system_pages
from bot.ports import build_ports
from bot.settings import Settings
from bot.store.audit import PostgresAudit
from bot.store.case_board import PostgresCaseBoard
from bot.store.case_desk import PostgresCaseDesk
from bot.store.staff import PostgresStaff
from bot.store.staff_sessions import PostgresSessions, PostgresSignInTries
from console.staff.app import Staffroom, console_routes
from console.staff.cases.area import cases_area
from console.staff.cases.desk import CaseRoom
from console.staff.live import Pulse
from console.staff.sign_in import SignIn
from console.staff.visit import Area


@dataclass(frozen=True, slots=True)
class Console:
    """The routes, and the pulse to ring when something may have changed."""

    routes: list[web.RouteDef]
    pulse: Pulse


def build_console(
    settings: Settings, adapters: Adapters, clock: Clock | None = None, passwords: Passwords | None = None
) -> Console:
    """`clock` and `passwords` are given by tests only."""
    clock, pulse = clock or WallClock(), Pulse()
    database = adapters.database
    accounts, sessions, audit = PostgresStaff(database), PostgresSessions(database), PostgresAudit(database)
    tries = PostgresSignInTries(database)
    sign_in = SignIn(accounts, sessions, tries, passwords or Argon2Passwords(), Totp(), audit, clock)
    room = Staffroom(accounts, sessions, sign_in, audit, clock, pulse, settings.PUBLIC_URL or "")
    return Console(console_routes(room, console_areas(settings, adapters, room)), pulse)


def console_areas(settings: Settings, adapters: Adapters, room: Staffroom) -> Sequence[Area]:
    """In the order of the navigation. Each area is built from ports of its own."""
    return [
        cases_area(case_room(settings, adapters, room)),
        system_pages(adapters, room.audit),
        duty_pages(settings, adapters, room.clock, room.audit),
    ]


def case_room(settings: Settings, adapters: Adapters, room: Staffroom) -> CaseRoom:
    database, wakeup, calendar = adapters.database, adapters.wakeup, adapters.book.calendar
    return CaseRoom(
        board=PostgresCaseBoard(database),
        work=case_work(settings, adapters, room.clock),
        desk=PostgresCaseDesk(database, wakeup, calendar, room.clock),
        preview=NewsPreview(build_ports(adapters), room.clock),
        calendar=calendar,
        accounts=room.accounts,
        audit=room.audit,
        office=adapters.book.office().name,
    )
