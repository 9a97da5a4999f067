"""Composition of the staff console: its ports on this process's database, area by area, as one list of routes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from bot.adapters import Adapters
from bot.answer_preview import AnswerPreviews
from bot.answer_shelf import BookShelf
from bot.clock import WallClock
from bot.credentials import Argon2Passwords, Totp
from bot.domain.credentials import Passwords
from bot.domain.timing import Clock
from bot.domain.waiting import promised_before
from bot.edits import Edits
from bot.handler_ports import build_ports
from bot.settings import Settings
from bot.store.answer_files import PostgresAnswerFiles
from bot.store.audit import PostgresAudit
from bot.store.canned_replies import PostgresCannedReplies
from bot.store.desk_lists import PostgresDeskLists
from bot.store.desk_notes import PostgresDeskNotes
from bot.store.front_desk import PostgresFrontDesk
from bot.store.resident_cards import PostgresResidentCards
from bot.store.staff import PostgresStaff
from bot.store.staff_sessions import PostgresSessions, PostgresSignInTries
from bot.store.thread_watch import PostgresThreadWatch
from bot.store.threads import PostgresThreads
from bot.store.topic_versions import TopicVersions
from console.staff.app import Staffroom, console_routes
from console.staff.conversation import ConversationPorts, conversation_area
from console.staff.inbox import InboxPorts, inbox_area
from console.staff.live import Pulse
from console.staff.sign_in import SignIn
from console.staff.visit import Area
from faq.editing import read_topic


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
    database, wakeup = adapters.database, adapters.wakeup
    promised = partial(promised_before, open_at=adapters.book.open_at)
    desk, lists = PostgresFrontDesk(database, wakeup), PostgresDeskLists(database, room.clock, promised)
    return [
        inbox_area(InboxPorts(desk, lists, room.audit)),
        conversation_area(conversation_ports(adapters, room)),
    ]


def conversation_ports(adapters: Adapters, room: Staffroom) -> ConversationPorts:
    database, wakeup = adapters.database, adapters.wakeup
    edits = Edits(TopicVersions(database), read_topic, adapters.book.use)
    return ConversationPorts(
        threads=PostgresThreads(database),
        watch=PostgresThreadWatch(database, wakeup),
        cards=PostgresResidentCards(database),
        desk=PostgresFrontDesk(database, wakeup),
        notes=PostgresDeskNotes(database, wakeup),
        canned=PostgresCannedReplies(database),
        shelf=BookShelf(adapters.book, edits.refresh),
        previews=AnswerPreviews(build_ports(adapters), room.clock),
        files=PostgresAnswerFiles(database),
        audit=room.audit,
    )
