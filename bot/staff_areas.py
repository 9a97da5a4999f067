"""Composition of the console's areas: each from ports of its own, on this process's database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot.adapters import Adapters
from bot.answer_shelf import BookShelf
from bot.answers import FaqPreviews, FaqRules
from bot.campaign_room import campaign_areas
from bot.credentials import new_password
from bot.domain.waiting import promised_before
from bot.dutyroom import case_work, duty_pages, front_desk, system_pages
from bot.edits import Edits
from bot.ports import build_ports
from bot.preview import NewsPreview, ReplyPreviews
from bot.settings import Settings
from bot.store.answer_candidates import PostgresCandidates
from bot.store.answer_desk import PostgresDrafts, PostgresFigures, PostgresProposals
from bot.store.answer_files import PostgresAnswerFiles
from bot.store.answers import PostgresAnswers
from bot.store.canned_replies import PostgresCannedReplies
from bot.store.case_board import PostgresCaseBoard
from bot.store.case_desk import PostgresCaseDesk
from bot.store.desk_lists import PostgresDeskLists
from bot.store.desk_notes import PostgresDeskNotes
from bot.store.language_models import PostgresModels
from bot.store.model_evaluations import PostgresEvidence
from bot.store.model_jobs import PostgresTrainingJobs
from bot.store.resident_cards import PostgresResidentCards
from bot.store.review_acts import PostgresReviewActs
from bot.store.review_queue import PostgresReview
from bot.store.staff_notices import PostgresStaffNotices
from bot.store.taught import PostgresTaught
from bot.store.thread_watch import PostgresThreadWatch
from bot.store.threads import PostgresThreads
from bot.store.topic_versions import TopicVersions
from bot.taught_topics import BookTopics
from console.staff.answers.area import answers_area
from console.staff.answers.desk import AnswerDesk
from console.staff.app import Staffroom
from console.staff.audit import audit_area
from console.staff.cases.area import cases_area
from console.staff.cases.desk import CaseRoom
from console.staff.conversation import ConversationPorts, conversation_area
from console.staff.inbox import InboxPorts, inbox_area
from console.staff.models import Models, models_area
from console.staff.people import people_area
from console.staff.teach.area import teach_area
from console.staff.teach.room import TeachRoom
from console.staff.visit import Area
from faq.editing import read_topic


def console_areas(settings: Settings, adapters: Adapters, room: Staffroom) -> Sequence[Area]:
    """In the order of the navigation."""
    return [
        _inbox(settings, adapters, room),
        _conversation(settings, adapters, room),
        _cases(settings, adapters, room),
        _teaching(adapters, room),
        _models(adapters, room),
        _answers(adapters, room),
        *campaign_areas(settings, adapters, room),
        system_pages(adapters, room.audit),
        duty_pages(settings, adapters, room.clock, room.audit),
        people_area(room.accounts, room.sessions, room.sign_in, room.audit, new_password),
        audit_area(room.audit),
    ]


def _inbox(settings: Settings, adapters: Adapters, room: Staffroom) -> Area:
    promised = partial(promised_before, open_at=adapters.book.open_at)
    lists = PostgresDeskLists(adapters.database, room.clock, promised)
    return inbox_area(InboxPorts(front_desk(settings, adapters, room.clock), lists, room.audit))


def _conversation(settings: Settings, adapters: Adapters, room: Staffroom) -> Area:
    database, wakeup = adapters.database, adapters.wakeup
    edits = Edits(TopicVersions(database), read_topic, adapters.book.use)
    ports = ConversationPorts(
        threads=PostgresThreads(database),
        watch=PostgresThreadWatch(database, wakeup),
        cards=PostgresResidentCards(database),
        desk=front_desk(settings, adapters, room.clock),
        notes=PostgresDeskNotes(database, wakeup),
        canned=PostgresCannedReplies(database),
        shelf=BookShelf(adapters.book, edits.refresh),
        previews=ReplyPreviews(build_ports(adapters), room.clock),
        files=PostgresAnswerFiles(database),
        audit=room.audit,
    )
    return conversation_area(ports)


def _cases(settings: Settings, adapters: Adapters, room: Staffroom) -> Area:
    database, wakeup, calendar = adapters.database, adapters.wakeup, adapters.book.calendar
    cases = CaseRoom(
        board=PostgresCaseBoard(database),
        work=case_work(settings, adapters, room.clock),
        desk=PostgresCaseDesk(database, wakeup, calendar, room.clock),
        preview=NewsPreview(build_ports(adapters), room.clock),
        calendar=calendar,
        accounts=room.accounts,
        audit=room.audit,
        office=adapters.book.office().name,
        conversation="/console/inbox/{conversation}",
    )
    return cases_area(cases)


def _teaching(adapters: Adapters, room: Staffroom) -> Area:
    database, wakeup = adapters.database, adapters.wakeup
    review, acts = PostgresReview(database), PostgresReviewActs(database, wakeup)
    candidates, topics = PostgresCandidates(database, wakeup), BookTopics(adapters.book)
    return teach_area(TeachRoom(review, acts, candidates, topics, room.audit))


def _models(adapters: Adapters, room: Staffroom) -> Area:
    database, taught = adapters.database, PostgresTaught(adapters.database)
    models = Models(
        PostgresTrainingJobs(database, adapters.wakeup),
        PostgresModels(database, adapters.wakeup),
        PostgresEvidence(database, taught),
        taught,
        adapters.book.title,
        room.audit,
    )
    return models_area(models)


def _answers(adapters: Adapters, room: Staffroom) -> Area:
    database, wakeup = adapters.database, adapters.wakeup
    desk = AnswerDesk(
        PostgresAnswers(database, wakeup),
        PostgresDrafts(database),
        PostgresProposals(database, wakeup),
        PostgresFigures(database),
        FaqRules(adapters.book),
        FaqPreviews(adapters.book, build_ports(adapters), room.clock.now),
        room.audit,
        PostgresStaffNotices(database, wakeup),
    )
    return answers_area(desk)
