"""Who of the staff is here: away by their own word, or not seen for so long that nothing may stay with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.errors import BotError
from bot.domain.staff import Account, Role
from bot.domain.staff_notices import Wishes

WORKERS = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR})
"""Who has conversations and cases."""
LONGEST_REASON = 120
LONGEST_AWAY = timedelta(days=366)
_STEP = timedelta(minutes=5)
_FARTHEST = timedelta(days=40)


class Absent(BotError):
    """Work cannot be given to somebody who is not there; a supervisor may note them as here first."""

    staff_text = "Petugas itu sedang tidak ada. Pilih petugas lain, atau minta supervisor mencatatnya sebagai ada."


class BadAway(BotError):
    """The end of an absence lies in the past or too far ahead."""

    staff_text = "Tanggal kembali harus setelah hari ini dan paling jauh satu tahun lagi."


class Presence(StrEnum):
    """Whether somebody can be given work."""

    HERE = "here"
    AWAY = "away"  # they, or a supervisor, said so
    ABSENT = "absent"  # not active for too many office hours


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has in hand."""

    conversations: int = 0
    cases: int = 0

    @property
    def any(self) -> bool:
        return bool(self.conversations or self.cases)


@dataclass(frozen=True, slots=True)
class Duty:
    """`away_until` and `here_until` count where they lie ahead: away by their own or a supervisor's word, here by a
    supervisor's, whatever the signs. `by` is the login of who set it."""

    away_until: datetime | None = None
    here_until: datetime | None = None
    reason: str = ""
    by: str = ""
    wishes: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff with what is known of their day. `active_at`: they last did anything in the console."""

    account: Account
    active_at: datetime | None
    duty: Duty = field(default_factory=Duty)
    load: Load = field(default_factory=Load)
    phone: bool = False

    def away(self, now: datetime) -> bool:
        return self.duty.away_until is not None and self.duty.away_until > now

    def presence(self, now: datetime, absent_before: datetime) -> Presence:
        """`absent_before`: who was last active before it counts as absent (see `office_hours_ago`)."""
        if self.away(now):
            return Presence.AWAY
        if self.duty.here_until is not None and self.duty.here_until > now:
            return Presence.HERE
        seen = self.active_at is not None and self.active_at >= absent_before
        return Presence.HERE if seen else Presence.ABSENT


def office_hours_ago(now: datetime, span: timedelta, open_at: Callable[[datetime], bool]) -> datetime:
    """The moment since which the office has been open for `span`, nights, weekends and holidays left out."""
    left, moment = span, now
    while left > timedelta() and now - moment < _FARTHEST:
        moment -= _STEP
        if open_at(moment):
            left -= _STEP
    return moment


def check_away(now: datetime, until: datetime) -> None:
    """Raises BadAway."""
    if not now < until <= now + LONGEST_AWAY:
        raise BadAway


class DutyRoster(Protocol):
    """Everybody's day. Raises UnknownStaff for an account nobody has."""

    async def everybody(self) -> Sequence[Colleague]:
        """Active accounts, by name."""
        ...

    async def one(self, account: UUID) -> Colleague: ...

    async def set_away(self, account: UUID, until: datetime, reason: str, by: str) -> None: ...

    async def set_here(self, account: UUID, until: datetime | None, by: str) -> None:
        """Not away any more; `until`: here by a supervisor's word, whatever the signs."""
        ...

    async def set_wishes(self, account: UUID, wishes: Wishes) -> None: ...


class Attendance(Protocol):
    """Asked before work is given to somebody."""

    def of(self, colleague: Colleague, now: datetime) -> Presence: ...

    async def presence(self, account: UUID) -> Presence: ...

    async def check(self, account: UUID) -> None:
        """Raises Absent."""
        ...


class Assignments(Protocol):
    """What is in somebody's hands, and the way back out of them."""

    async def loads(self) -> dict[UUID, Load]:
        """Of everybody who has anything."""
        ...

    async def give_back(self, account: UUID) -> Load:
        """Conversations into the queue, cases to nobody; how many of each. Done again, it finds nothing."""
        ...
