"""A conversation for tests of its page: residents who wrote, staff signed in, and the real ports on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from bot.answer_shelf import BookShelf
from bot.clock import JAKARTA
from bot.domain.timing import Clock
from bot.edits import Edits
from bot.preview import ReplyPreviews
from bot.store.answer_files import PostgresAnswerFiles
from bot.store.audit import PostgresAudit
from bot.store.canned_replies import PostgresCannedReplies
from bot.store.desk_lists import PostgresDeskLists
from bot.store.desk_notes import PostgresDeskNotes
from bot.store.engine import Database
from bot.store.front_desk import PostgresFrontDesk
from bot.store.resident_cards import PostgresResidentCards
from bot.store.thread_watch import PostgresThreadWatch
from bot.store.threads import PostgresThreads
from bot.store.topic_versions import TopicVersions
from bot.store.wakeup import Wakeup
from console.staff.app import Staffroom
from console.staff.conversation import ConversationPorts, conversation_area
from console.staff.inbox import InboxPorts, inbox_area
from console.staff.visit import Area
from faq.book import SAMPLE_OFFICE, load_book
from faq.editing import read_topic
from tests.console import Hand, OpenConsole, opened_console
from tests.fakes_book import PORTS


def ports_on(database: Database, wakeup: Wakeup, clock: Clock) -> ConversationPorts:
    book = load_book(SAMPLE_OFFICE, lambda: clock.now().astimezone(JAKARTA))
    edits = Edits(TopicVersions(database), read_topic, book.use)
    return ConversationPorts(
        threads=PostgresThreads(database),
        watch=PostgresThreadWatch(database, wakeup),
        cards=PostgresResidentCards(database),
        desk=PostgresFrontDesk(database, wakeup),
        notes=PostgresDeskNotes(database, wakeup),
        canned=PostgresCannedReplies(database),
        shelf=BookShelf(book, edits.refresh),
        previews=ReplyPreviews(PORTS, clock),
        files=PostgresAnswerFiles(database),
        audit=PostgresAudit(database),
    )


@asynccontextmanager
async def open_office(database: Database, wakeup: Wakeup, clock: Clock | None = None) -> AsyncIterator[OpenConsole]:
    def areas(room: Staffroom) -> Sequence[Area]:
        ports = ports_on(database, wakeup, room.clock)
        lists = PostgresDeskLists(database, room.clock, lambda now: now)
        return [inbox_area(InboxPorts(ports.desk, lists, ports.audit)), conversation_area(ports)]

    async with opened_console(database, areas, clock or Hand()) as console:
        yield console


def path_of(conversation: UUID) -> str:
    return f"/console/inbox/{conversation}"
