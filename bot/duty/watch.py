"""Every minute: what staff must hear of becomes notices. Bears being run twice, by two workers at once, too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from bot.domain.cases import WorkCalendar
from bot.domain.duty import WORKERS, Colleague, DutyRoster, Presence, office_hours_ago
from bot.domain.staff import Role
from bot.domain.staff_notices import TO_INSPECTORS, News, NoticeKind, StaffNotices
from bot.domain.timing import Clock

_FRESH = timedelta(minutes=10)
_SEES_STOPS = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.ADMIN})
_SUPERVISORS = frozenset({Role.SUPERVISOR})


class Due(Protocol):
    """Of a case."""

    @property
    def number(self) -> str: ...
    @property
    def next_on(self) -> date: ...
    @property
    def secret(self) -> bool: ...


class Stop(Protocol):
    """Of a channel account."""

    @property
    def channel(self) -> str: ...
    @property
    def trouble(self) -> str: ...
    @property
    def since(self) -> datetime: ...


class Broken(Protocol):
    """Of a job."""

    @property
    def name(self) -> str: ...
    @property
    def at(self) -> datetime: ...


class Gift(Protocol):
    """Of something that was given to somebody."""

    @property
    def account(self) -> UUID: ...
    @property
    def what(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def act(self) -> str: ...


class Naming(Protocol):
    """Of a note that names somebody."""

    @property
    def account(self) -> UUID: ...
    @property
    def note(self) -> int: ...
    @property
    def conversation(self) -> UUID: ...
    @property
    def author(self) -> str: ...


class Sight(Protocol):
    """What there is to see (bot/store/sight.py)."""

    async def waiting(self, before: datetime) -> Sequence[datetime]: ...

    async def given(self) -> Sequence[Gift]: ...

    async def named(self) -> Sequence[Naming]: ...

    async def due(self, until: date) -> Sequence[Due]: ...

    async def stopped(self) -> Sequence[Stop]: ...

    async def broken_jobs(self) -> Sequence[Broken]: ...


@dataclass(frozen=True, slots=True)
class Rules:
    """`warn_after`: office time a resident waits until staff are told; `absent_after`: office time without a sign of
    somebody until they count as absent."""

    warn_after: timedelta
    absent_after: timedelta


@dataclass(frozen=True, slots=True)
class Watch:
    """The job."""

    sight: Sight
    roster: DutyRoster
    notices: StaffNotices
    calendar: WorkCalendar
    open_at: Callable[[datetime], bool]
    clock: Clock
    rules: Rules

    async def look(self) -> int:
        """How many notices are new."""
        now = self.clock.now()
        told = await self._gifts() + await self._names() + await self._stops() + await self._jobs()
        if self.open_at(now):
            told += await self._waiting(now) + await self._due(now.date())
        return told

    async def _gifts(self) -> int:
        told = 0
        for gift in await self.sight.given():
            place = "inbox" if gift.what == "conversation" else "cases"
            facts = {"stage": gift.what} | ({"number": gift.name} if gift.what == "case" else {})
            news = News(
                NoticeKind.ASSIGNED,
                f"assigned:{gift.what}:{gift.name}:{gift.act}",
                f"/console/{place}/{gift.name}",
                facts,
            )
            told += await self.notices.tell(news, [gift.account])
        return told

    async def _names(self) -> int:
        told = 0
        for naming in await self.sight.named():
            path = f"/console/inbox/{naming.conversation}"
            news = News(NoticeKind.MENTIONED, f"mentioned:{naming.note}", path, {"name": naming.author})
            told += await self.notices.tell(news, [naming.account])
        return told

    async def _waiting(self, now: datetime) -> int:
        """One notice for everybody who is here, however many wait: again where another one has waited so long, and
        every hour."""
        since = await self.sight.waiting(office_hours_ago(now, self.rules.warn_after, self.open_at))
        if not since:
            return 0
        new = max(since) >= office_hours_ago(now, self.rules.warn_after + _FRESH, self.open_at)
        window = now.replace(minute=now.minute // 10 * 10 if new else 0, second=0, microsecond=0)
        minutes = int(self.rules.warn_after.total_seconds() // 60)
        facts = {"count": str(len(since)), "minutes": str(minutes)}
        news = News(NoticeKind.WAITING, f"waiting:{window:%Y-%m-%dT%H:%M}", "/console/inbox", facts)
        here = await self._here(now)
        return await self.notices.tell(news, [each.account.id for each in here if each.account.roles & WORKERS])

    async def _here(self, now: datetime) -> list[Colleague]:
        absent_before = office_hours_ago(now, self.rules.absent_after, self.open_at)
        return [each for each in await self.roster.everybody() if each.presence(now, absent_before) is Presence.HERE]

    async def _due(self, today: date) -> int:
        """Once a day for each stage; secret ones are for inspectors only."""
        cases = await self.sight.due(self.calendar.after(today, 1))
        told = 0
        for secret, roles in ((False, _SUPERVISORS), (True, TO_INSPECTORS)):
            for stage in ("late", "today", "soon"):
                some = [each for each in cases if each.secret is secret and _stage(each.next_on, today) == stage]
                if some:
                    told += await self.notices.tell_roles(_due_news(some, stage, today, secret=secret), roles)
        return told

    async def _stops(self) -> int:
        told = 0
        for stop in await self.sight.stopped():
            key = f"stopped:{stop.channel}:{stop.trouble}:{stop.since:%Y-%m-%dT%H:%M:%S}"
            facts = {"channel": stop.channel, "stage": stop.trouble}
            told += await self.notices.tell_roles(News(NoticeKind.STOPPED, key, "/console/system", facts), _SEES_STOPS)
        return told

    async def _jobs(self) -> int:
        """Once a day: a job of every minute must not fill the page."""
        told = 0
        for job in await self.sight.broken_jobs():
            news = News(NoticeKind.JOB, f"job:{job.name}:{job.at:%Y-%m-%d}", "/console/system#jobs", {"job": job.name})
            told += await self.notices.tell_roles(news, {Role.ADMIN})
        return told


def _stage(next_on: date, today: date) -> str:
    if next_on < today:
        return "late"
    return "today" if next_on == today else "soon"


def _due_news(cases: Sequence[Due], stage: str, today: date, *, secret: bool) -> News:
    key = f"due:{today}:{stage}:{'secret' if secret else 'open'}"
    return News(NoticeKind.DUE, key, "/console/cases", {"count": str(len(cases)), "stage": stage})
