"""What staff are told of their work: kept for the page, and sent to their own Telegram where they linked it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.staff import Role


class NoticeKind(StrEnum):
    """What happened."""

    ASSIGNED = "assigned"  # a conversation or a case was given to me
    MENTIONED = "mentioned"  # a colleague named me in a note
    WAITING = "waiting"  # residents wait nearly as long as was promised
    DUE = "due"  # a case's promised date is tomorrow, today, or over
    STOPPED = "stopped"  # a channel account cannot send
    JOB = "job"  # a job of the clockwork failed
    APPROVAL = "approval"  # somebody wants my approval
    CAMPAIGN = "campaign"  # something came between a campaign of mine and its residents
    RETURNED = "returned"  # work of somebody absent came back
    PHONE = "phone"  # my Telegram was linked


STALE_AFTER: Mapping[NoticeKind, timedelta] = {
    NoticeKind.WAITING: timedelta(minutes=45),
    NoticeKind.PHONE: timedelta(),  # for the page only: the chat has been told
}
LONGEST_STALE = timedelta(hours=72)
"""A notice older than this is not sent to Telegram any more: a weekend and a day."""
PAUSE = timedelta(minutes=10)
"""Between two Telegram messages of one kind."""
TO_INSPECTORS = frozenset({Role.INSPECTOR})


@dataclass(frozen=True, slots=True)
class News:
    """`key` makes it one notice for each person, however often it is told. `link` is a path of the console. `facts`
    fill the words and hold no personal data: numbers, counts, channels, names of colleagues."""

    kind: NoticeKind
    key: str
    link: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StaffNotice:
    """One as kept."""

    id: int
    kind: NoticeKind
    link: str
    facts: Mapping[str, str]
    at: datetime
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants on their Telegram. `any_hour`: also outside office hours."""

    any_hour: bool = False
    muted: frozenset[NoticeKind] = frozenset()


def to_send(
    pending: Sequence[StaffNotice],
    last_sent: Mapping[NoticeKind, datetime],
    wishes: Wishes,
    now: datetime,
    *,
    quiet: bool,
) -> list[Sequence[StaffNotice]]:
    """Groups of one kind each, every group one message. `quiet`: the office is closed or the person is away; only who
    wants them at any hour gets them then."""
    if quiet and not wishes.any_hour:
        return []
    groups: dict[NoticeKind, list[StaffNotice]] = {}
    for notice in pending:
        fresh = now - notice.at < STALE_AFTER.get(notice.kind, LONGEST_STALE)
        resting = notice.kind in last_sent and now - last_sent[notice.kind] < PAUSE
        if fresh and not resting and notice.kind not in wishes.muted:
            groups.setdefault(notice.kind, []).append(notice)
    return list(groups.values())


class StaffNotices(Protocol):
    """Notices in the page."""

    async def tell(self, news: News, accounts: Collection[UUID]) -> int:
        """How many are new; told again with the same key, nobody is told twice. Accounts that are switched off are
        left out."""
        ...

    async def tell_roles(self, news: News, roles: Collection[Role], but: Collection[str] = ()) -> int:
        """The same for everybody with one of the roles, `but` for these logins."""
        ...

    async def of(self, account: UUID, before: int | None = None, limit: int = 30) -> Sequence[StaffNotice]:
        """The newest first; `before` is the id of the last one shown."""
        ...

    async def unseen(self, account: UUID) -> tuple[int, Sequence[StaffNotice]]:
        """How many, and the newest three."""
        ...

    async def see(self, account: UUID, up_to: int) -> int:
        """Mark this one and all older ones as seen; how many were not."""
        ...


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody's own Telegram. `reachable`: they have not blocked the bot."""

    linked_at: datetime | None = None
    reachable: bool = False

    @property
    def linked(self) -> bool:
        return self.linked_at is not None


class StaffPhones(Protocol):
    """Links accounts to chats. A code holds for ten minutes and works in one chat."""

    async def offer(self, account: UUID) -> str:
        """A new code; an older one of the same account is worth nothing any more."""
        ...

    async def link(self, code: str, conversation: UUID) -> str | None:
        """The name of whose code it is; None for one that is unknown, over, used elsewhere or of an account that is
        switched off. Its own transaction: handled again, the same turn gets the same answer."""
        ...

    async def burn(self, code: str) -> None:
        """A code that others have read is worth nothing any more."""
        ...

    async def phone(self, account: UUID) -> Phone: ...

    async def unlink(self, account: UUID) -> bool:
        """Whether there was anything to take away."""
        ...

    async def say(self, account: UUID, text: str, key: str) -> bool:
        """Queue a message to it; False where there is no phone or the key was there already."""
        ...
