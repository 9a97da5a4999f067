"""Staff: who may sign in to the console, for how long, and what slows down somebody who guesses. Pure, and ports."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.audit import Deed
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


class StaleAccount(BotError):
    """Somebody has changed this account since it was read."""

    staff_text = "Akun ini baru saja diubah. Muat ulang halamannya, lalu lihat lagi."


class OwnAccount(BotError):
    """Nobody takes away their own rights or switches themselves off."""

    staff_text = "Akun sendiri tidak bisa diubah seperti itu. Minta admin lain."


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

    `second_factor`: whether one is enrolled; `must_change`: the password was made by somebody else; `version` counts
    its changes; `sample`: made by the first run, for looking around.
    """

    id: UUID
    login: str
    name: str
    roles: frozenset[Role]
    active: bool = True
    second_factor: bool = False
    must_change: bool = False
    language: str = "id"
    version: int = 0
    seen_at: datetime | None = None
    sample: bool = False

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
    must_change: bool = True
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Secrets:
    """What an account signs in with: the hash of the password, the second factor's secret (empty where none), the
    moment of the code that was used last (none is taken twice), and how many recovery codes are left."""

    password: str
    second_factor: str
    last_code: int
    recovery_left: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts untouched, at all, and while the second factor was not shown; and for how long a proof
    with it is enough for what changes other people's rights."""

    idle: timedelta = timedelta(hours=2)
    absolute: timedelta = timedelta(hours=12)
    pending: timedelta = timedelta(minutes=10)
    proof: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in on a device. `complete`: the second factor was shown where one is needed; `proved_at`: when it
    was shown last. `id` names it to its owner; the secret that opens it is nowhere but in the browser."""

    id: UUID
    account: Account
    complete: bool
    begun_at: datetime
    seen_at: datetime
    device: str = ""
    proved_at: datetime | None = None

    def alive(self, now: datetime, limits: Limits) -> bool:
        longest = limits.absolute if self.complete else limits.pending
        return self.account.active and now - self.seen_at < limits.idle and now - self.begun_at < longest

    def proved(self, now: datetime, limits: Limits) -> bool:
        return self.proved_at is not None and now - self.proved_at < limits.proof


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
    """Raises UnknownStaff for an id or login nobody has. `noted` is written to the audit log with the change, or
    neither is; `at` is the version the change was thought out for: raises StaleAccount where it is another."""

    async def add(self, new: NewAccount, noted: Deed | None = None) -> Account:
        """Raises LoginTaken."""
        ...

    async def all(self) -> Sequence[Account]:
        """By login."""
        ...

    async def by_login(self, login: str) -> Account: ...

    async def by_id(self, account: UUID) -> Account: ...

    async def secrets(self, account: UUID) -> Secrets: ...

    async def set_roles(
        self, account: UUID, roles: frozenset[Role], noted: Deed | None = None, at: int | None = None
    ) -> None:
        """One that gains a role is signed out everywhere: its next session is begun with the rights it has then.
        Raises LastAdmin."""
        ...

    async def set_active(self, account: UUID, active: bool, noted: Deed | None = None, at: int | None = None) -> None:
        """One that is switched off is signed out everywhere. Raises LastAdmin."""
        ...

    async def set_password(
        self, account: UUID, password: str, *, must_change: bool, noted: Deed | None = None, at: int | None = None
    ) -> None:
        """A hash. Signs out everywhere."""
        ...

    async def set_language(self, account: UUID, language: str) -> None: ...

    async def enrol(
        self, account: UUID, secret: str, recovery: Sequence[str], noted: Deed | None = None, at: int | None = None
    ) -> None:
        """A second factor with its recovery codes, where there was none (else StaleAccount); an empty secret takes it
        away. Signs out everywhere."""
        ...

    async def set_recovery(self, account: UUID, recovery: Sequence[str], noted: Deed | None = None) -> None:
        """These codes in place of those left."""
        ...

    async def use_code(self, account: UUID, moment: int) -> bool:
        """Whether the code of this moment had not been used, nor a later one."""
        ...

    async def use_recovery(self, account: UUID, code: str) -> bool:
        """Whether this code was among those left; it is not any more."""
        ...


class StaffSessions(Protocol):
    """Sessions by the secret the browser holds; only its hash is kept."""

    async def begin(self, account: UUID, *, complete: bool, device: str, proved: bool = False) -> str:
        """The new session's secret. `proved`: the second factor was shown just now."""
        ...

    async def find(self, secret: str) -> Session | None:
        """None for one nobody has begun, or that was ended."""
        ...

    async def touch(self, secret: str) -> None: ...

    async def prove(self, session: UUID) -> str:
        """The second factor was shown again: the session's new secret. Raises UnknownStaff for one that is over."""
        ...

    async def of(self, account: UUID) -> Sequence[Session]:
        """The newest first."""
        ...

    async def end(self, session: UUID, account: UUID, noted: Deed | None = None) -> None:
        """Only one's own."""
        ...

    async def end_all(self, account: UUID, noted: Deed | None = None) -> None:
        """Sign out everywhere."""
        ...


@dataclass(frozen=True, slots=True)
class Counted:
    """What tries are counted by: a login, an address; `free` of them before the first wait."""

    name: str
    free: int = FREE_TRIES


class SignInTries(Protocol):
    """Counts tries by a name, over all processes and restarts. A try is counted before it is looked at, so that
    many at once are no way around the brake, and given back when it was right."""

    async def reserve(self, *counted: Counted) -> timedelta:
        """Count one more try under all of these and return nothing; or, where one of them has to wait, count none and
        return how long."""
        ...

    async def give_back(self, *counted: Counted) -> None:
        """The try that was reserved was right: it counts no more, the ones before it do."""
        ...

    async def passed(self, *counted: Counted) -> None:
        """Forget all tries of these names."""
        ...
