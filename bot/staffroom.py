"""Composition of the staff console: its ports on this process's database, area by area, as one list of routes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from bot.adapters import Adapters
from bot.case_preview import NewsPreview
from bot.answers import FaqPreviews, FaqRules
from bot.answer_preview import AnswerPreviews
from bot.answer_shelf import BookShelf
from bot.clock import WallClock
from bot.credentials import Argon2Passwords, Totp, new_password
from bot.domain.credentials import Passwords
from bot.domain.timing import Clock
from bot.domain.waiting import promised_before
from bot.dutyroom import case_work, duty_pages, system_pages
from bot.ports import build_ports
from bot.settings import Settings
from bot.store.answer_desk import PostgresDrafts, PostgresFigures, PostgresProposals
from bot.store.answers import PostgresAnswers
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
from console.staff.answers.area import answers_area
from console.staff.answers.desk import AnswerDesk
from bot.store.language_models import PostgresModels
from bot.store.model_evaluations import PostgresEvidence
from bot.store.model_jobs import PostgresTrainingJobs
from bot.store.staff import PostgresStaff
from bot.store.staff_sessions import PostgresSessions, PostgresSignInTries
from bot.training.room import taught_examples
from console.staff.app import Staffroom, console_routes
from console.staff.audit import audit_area
from bot.store.thread_watch import PostgresThreadWatch
from bot.store.threads import PostgresThreads
from bot.store.topic_versions import TopicVersions
from console.staff.app import Staffroom, console_routes
from console.staff.conversation import ConversationPorts, conversation_area
from console.staff.inbox import InboxPorts, inbox_area
from bot.ports import build_ports
from bot.settings import Settings
from bot.store.answer_candidates import PostgresCandidates
from bot.store.audit import PostgresAudit
from bot.store.case_board import PostgresCaseBoard
from bot.store.case_desk import PostgresCaseDesk
from bot.store.case_work import PostgresCaseWork
from bot.store.review_acts import PostgresReviewActs
from bot.store.review_queue import PostgresReview
from bot.store.staff import PostgresStaff
from bot.store.staff_sessions import PostgresSessions, PostgresSignInTries
from bot.taught_topics import BookTopics
from console.staff.app import Staffroom, console_routes
from console.staff.cases.area import cases_area
from console.staff.cases.desk import CaseRoom
from console.staff.live import Pulse
from console.staff.people import people_area
from console.staff.models import Models, models_area
from console.staff.sign_in import SignIn
from console.staff.teach.area import teach_area
from console.staff.teach.room import TeachRoom
from console.staff.visit import Area
from faq.editing import read_topic


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


def console_areas(settings: Settings, adapters: Adapters, room: Staffroom) -> Sequence[Area]:
    """In the order of the navigation. Each area is built from ports of its own."""
    return [
        people_area(room.accounts, room.sessions, room.sign_in, room.audit, new_password),
        audit_area(room.audit),
    ]
    database, wakeup = adapters.database, adapters.wakeup
    promised = partial(promised_before, open_at=adapters.book.open_at)
    desk, lists = PostgresFrontDesk(database, wakeup), PostgresDeskLists(database, room.clock, promised)
    return [inbox_area(InboxPorts(desk, lists, room.audit))]
    return [cases_area(case_room(adapters, room))]
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
        conversation="/console/inbox/{conversation}",
    return [answers_area(answer_desk(adapters, room))]


def answer_desk(adapters: Adapters, room: Staffroom) -> AnswerDesk:
    database, wakeup = adapters.database, adapters.wakeup
    return AnswerDesk(
        PostgresAnswers(database, wakeup),
        PostgresDrafts(database),
        PostgresProposals(database, wakeup),
        PostgresFigures(database),
        FaqRules(adapters.book),
        FaqPreviews(adapters.book, build_ports(adapters), WallClock().now),
        room.audit,
    )
    return [_teaching(adapters, room)]


def _teaching(adapters: Adapters, room: Staffroom) -> Area:
    database, wakeup = adapters.database, adapters.wakeup
    review, acts = PostgresReview(database), PostgresReviewActs(database, wakeup)
    candidates, topics = PostgresCandidates(database, wakeup), BookTopics(adapters.book)
    return teach_area(TeachRoom(review, acts, candidates, topics, room.audit))
    return [models_area(_models(adapters, room))]


def _models(adapters: Adapters, room: Staffroom) -> Models:
    database, taught = adapters.database, taught_examples(adapters.database)
    return Models(
        PostgresTrainingJobs(database, adapters.wakeup),
        PostgresModels(database, adapters.wakeup),
        PostgresEvidence(database, taught),
        taught,
        adapters.book.title,
        room.audit,
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
