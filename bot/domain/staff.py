"""Staff: who may sign in to the console, for how long, and what slows down somebody who guesses. Pure, and ports."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.errors import BotError


class UnknownStaff(BotError):
    """Nobody of the staff has this login."""

    staff_text = "Akun petugas ini tidak ada."


class LoginTaken(BotError):
    """Somebody of the staff has this login already."""

    staff_text = "Nama masuk ini sudah dipakai."


class LastAdmin(BotError):
    """Nobody would be left who can let people in."""

    staff_text = "Harus ada paling sedikit satu admin yang aktif."


class Role(StrEnum):
    """What a person may do in the console; one may have several."""

    OFFICER = "petugas"  # answers residents and works cases
    EDITOR = "editor"  # answers and what the bot is taught
    MANAGER = "manajer"  # campaigns
    PARTNER = "mitra"  # an NGO: aggregated figures, proposes campaigns
    INSPECTOR = "pengawas"  # reads secret cases
    SUPERVISOR = "supervisor"  # sees that nobody waits
    ADMIN = "admin"  # accounts and settings


NEEDS_SECOND_FACTOR = frozenset({Role.ADMIN, Role.EDITOR, Role.MANAGER})
"""They can change what every resident is told, or who may do so."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the staff. `login` is lower case; `name` is what residents and colleagues read.

    `second_factor`: whether one is enrolled; `must_change`: the password was made by somebody else.
    """

    id: UUID
    login: str
    name: str
    roles: frozenset[Role]
    active: bool = True
    second_factor: bool = False
    must_change: bool = False
    language: str = "id"

    @property
    def needs_second_factor(self) -> bool:
        return bool(self.roles & NEEDS_SECOND_FACTOR)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of. `password` is a hash."""

    login: str
    name: str
    roles: frozenset[Role]
    password: str


@dataclass(frozen=True, slots=True)
class Secrets:
    """What an account signs in with: the hash of the password, the second factor's secret (empty where none), and the
    moment of the code that was used last: none is taken twice."""

    password: str
    second_factor: str
    last_code: int


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts untouched, and at all."""

    idle: timedelta = timedelta(hours=2)
    absolute: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in on a device. `complete`: the second factor was shown where one is needed. `id` names it to
    its owner; the secret that opens it is nowhere but in the browser."""

    id: UUID
    account: Account
    complete: bool
    begun_at: datetime
    seen_at: datetime
    device: str = ""

    def alive(self, now: datetime, limits: Limits) -> bool:
        return self.account.active and now - self.seen_at < limits.idle and now - self.begun_at < limits.absolute


FREE_TRIES = 5
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=12)
"""Failed tries that are older do not count."""


FREE_TRIES_OF_AN_ADDRESS = 50
"""A whole office shares one, and each of its people mistypes now and then."""


def wait_after(failures: int, free: int = FREE_TRIES) -> timedelta:
    """How long nobody may try again after so many failures in a row: nothing at first, then doubled each time."""
    if failures < free:
        return timedelta()
    doublings = min(failures - free, 10)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)


def may_lose_admin(account: Account, all_accounts: Collection[Account]) -> bool:
    """Whether somebody else is left who can let people in."""
    return Role.ADMIN not in account.roles or any(
        other.active and Role.ADMIN in other.roles for other in all_accounts if other.id != account.id
    )


class StaffAccounts(Protocol):
    """Raises UnknownStaff for an id or login nobody has."""

    async def add(self, new: NewAccount) -> Account:
        """Its password must be changed at first. Raises LoginTaken."""
        ...

    async def all(self) -> Sequence[Account]:
        """By login."""
        ...

    async def by_login(self, login: str) -> Account: ...

    async def secrets(self, account: UUID) -> Secrets: ...

    async def set_roles(self, account: UUID, roles: frozenset[Role]) -> None:
        """Raises LastAdmin."""
        ...

    async def set_active(self, account: UUID, active: bool) -> None:
        """One that is switched off is signed out everywhere. Raises LastAdmin."""
        ...

    async def set_password(self, account: UUID, password: str, *, must_change: bool) -> None:
        """A hash. Signs out everywhere."""
        ...

    async def set_language(self, account: UUID, language: str) -> None: ...

    async def enrol(self, account: UUID, secret: str, recovery: Sequence[str]) -> None:
        """A second factor, with the hashes of its recovery codes; an empty secret takes it away."""
        ...

    async def use_code(self, account: UUID, moment: int) -> bool:
        """Whether the code of this moment had not been used, nor a later one."""
        ...

    async def use_recovery(self, account: UUID, code: str) -> bool:
        """Whether this hash was among those left; it is not any more."""
        ...


class StaffSessions(Protocol):
    """Sessions by the secret the browser holds; only its hash is kept."""

    async def begin(self, account: UUID, *, complete: bool, device: str) -> str:
        """The new session's secret."""
        ...

    async def find(self, secret: str) -> Session | None:
        """None for one nobody has begun, or that was ended."""
        ...

    async def touch(self, secret: str) -> None: ...

    async def of(self, account: UUID) -> Sequence[Session]:
        """The newest first."""
        ...

    async def end(self, session: UUID, account: UUID) -> None:
        """Only one's own."""
        ...


class SignInTries(Protocol):
    """Counts failures by a name (a login, an address), over all processes and restarts."""

    async def wait(self, *names: str, free: int = FREE_TRIES) -> timedelta:
        """How long to wait before another try; nothing where one is free."""
        ...

    async def failed(self, *names: str) -> None: ...

    async def passed(self, name: str) -> None:
        """Forget the failures of this name."""
        ...
