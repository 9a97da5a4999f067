"""What handlers may ask, on this process's database and channels."""

from __future__ import annotations

from bot.adapters import Adapters
from bot.attachments import ChannelAttachments
from bot.domain.campaigns import Rules
from bot.domain.ports import Ports
from bot.dutyroom import staff_phones
from bot.store.archive import PostgresArchive
from bot.store.bookings import PostgresBookings
from bot.store.campaign_answers import PostgresAnnouncements
from bot.store.case_files import CaseFiles
from bot.store.cases import PostgresCases
from bot.store.desk import PostgresQueue
from bot.store.lookups import PostgresAttempts, PostgresLookupLog
from bot.store.privacy import PostgresLinks
from bot.store.subscriptions import PostgresSubscriptions


def build_ports(adapters: Adapters, per_week: int = Rules().per_week) -> Ports:
    """Everything real. `per_week`: how many announcements a week residents are told of."""
    database = adapters.database
    return Ports(
        book=adapters.book,
        queue=PostgresQueue(database),
        cases=PostgresCases(database),
        attachments=ChannelAttachments(adapters.channels, CaseFiles(database)),
        calendar=adapters.book.calendar,
        service=adapters.service,
        attempts=PostgresAttempts(database),
        lookups=PostgresLookupLog(database),
        bookings=PostgresBookings(database),
        links=PostgresLinks(database),
        archive=PostgresArchive(database),
        subscriptions=PostgresSubscriptions(database, per_week),
        staff_phones=staff_phones(adapters),
        announcements=PostgresAnnouncements(database),
    )
