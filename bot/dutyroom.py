"""Composition of what looks after the staff: its pages, its jobs, and the ports both are built from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.adapters import Adapters
from bot.clock import WallClock
from bot.clockwork import Job, at_night, every_minute
from bot.domain.audit import AuditLog
from bot.domain.timing import Clock
from bot.duty.give_back import GiveBack, PresentStaff
from bot.duty.post import Post
from bot.duty.watch import Rules, Watch
from bot.settings import Settings
from bot.store.assignments import PostgresAssignments
from bot.store.attended import AttendedCaseWork, AttendedFrontDesk
from bot.store.audit import PostgresAudit
from bot.store.beats import forget_beats
from bot.store.case_work import PostgresCaseWork
from bot.store.desk_notes import PostgresDeskNotes
from bot.store.duty import PostgresDutyRoster
from bot.store.front_desk import PostgresFrontDesk
from bot.store.hands import CaseHands, ConversationHands
from bot.store.letters import PostgresDeadLetters
from bot.store.sight import PostgresSight
from bot.store.staff_notices import PostgresStaffNotices
from bot.store.staff_phones import PostgresStaffPhones
from bot.store.system_health import PostgresSystemHealth
from console.staff.duty import DutyPorts, duty_area
from console.staff.duty.wording import telegram_wording
from console.staff.system import system_area
from console.staff.visit import Area
from console.staff.words import read_words


def system_pages(adapters: Adapters, audit: AuditLog) -> Area:
    accounts = {str(channel.name): channel.account for channel in adapters.channels.values()}
    health = PostgresSystemHealth(adapters.database, accounts)
    return system_area(health, PostgresDeadLetters(adapters.database, adapters.wakeup), audit)


def duty_pages(settings: Settings, adapters: Adapters, clock: Clock, audit: AuditLog) -> Area:
    notices = PostgresStaffNotices(adapters.database, adapters.wakeup)
    present = attendance(settings, adapters, clock)
    return duty_area(DutyPorts(present.roster, present, notices, staff_phones(adapters), audit))


def staff_phones(adapters: Adapters) -> PostgresStaffPhones:
    return PostgresStaffPhones(adapters.database, adapters.wakeup, adapters.telegram)


def attendance(settings: Settings, adapters: Adapters, clock: Clock) -> PresentStaff:
    """Who may be given work."""
    roster = PostgresDutyRoster(adapters.database, adapters.wakeup, assignments(adapters))
    return PresentStaff(roster, adapters.book.open_at, clock, timedelta(hours=settings.STAFF_ABSENT_HOURS))


def front_desk(settings: Settings, adapters: Adapters, clock: Clock) -> AttendedFrontDesk:
    """For pages: nothing is given to somebody absent."""
    return AttendedFrontDesk(adapters.database, adapters.wakeup, attendance(settings, adapters, clock))


def case_work(settings: Settings, adapters: Adapters, clock: Clock) -> AttendedCaseWork:
    """For pages, too."""
    present = attendance(settings, adapters, clock)
    return AttendedCaseWork(adapters.database, adapters.wakeup, adapters.book.calendar, clock, present)


def assignments(adapters: Adapters) -> PostgresAssignments:
    database, wakeup, calendar = adapters.database, adapters.wakeup, adapters.book.calendar
    note = read_words().say("duty_returned_note", "id")
    desk, notes = PostgresFrontDesk(database, wakeup), PostgresDeskNotes(database, wakeup)
    work = PostgresCaseWork(database, wakeup, calendar, WallClock())
    return PostgresAssignments([ConversationHands(database, desk, notes, note)], [CaseHands(database, work)])


def duty_jobs(settings: Settings, adapters: Adapters) -> Sequence[Job]:
    database, clock = adapters.database, WallClock()
    present = attendance(settings, adapters, clock)
    notices = PostgresStaffNotices(database, adapters.wakeup)
    rules = Rules(timedelta(minutes=settings.STAFF_WAIT_MINUTES), present.absent_after)
    calendar, open_at = adapters.book.calendar, adapters.book.open_at
    watch = Watch(PostgresSight(database), present.roster, notices, calendar, open_at, clock, rules)
    give_back = GiveBack(present, assignments(adapters), notices, PostgresAudit(database))
    wording = telegram_wording(read_words(), settings.PUBLIC_URL or "")
    post = Post(staff_phones(adapters), present.roster, open_at, clock, wording)

    async def forget() -> dict[str, int]:
        return {"beats": await forget_beats(database), "notices": await notices.forget()}

    return (
        Job("watch for staff", every_minute, watch.look),
        Job("give back", every_minute, give_back.look),
        Job("staff telegram", every_minute, post.deliver),
        Job("forget beats and notices", at_night, forget),
    )
