"""Signing in: a password, a second factor where one is needed, and brakes for whoever guesses. No page knows more."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from bot.domain.audit import AuditLog, Deed
from bot.domain.credentials import Passwords, SecondFactors, too_weak
from bot.domain.staff import (
    FREE_TRIES_OF_AN_ADDRESS,
    Account,
    Counted,
    Limits,
    Session,
    SignInTries,
    StaffAccounts,
    StaffSessions,
    StaleAccount,
    UnknownStaff,
)
from bot.domain.timing import Clock


class Step(StrEnum):
    """What stands between somebody who gave the right password and the console."""

    CODE = "code"  # the second factor
    ENROL = "enrol"  # a second factor is needed and there is none
    PASSWORD = "password"  # noqa: S105 - made by somebody else, so it must be changed
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Refused:
    """`phrase` says why, in words that tell nobody whether a login exists; `wait` until another try is looked at."""

    phrase: str
    wait: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Entered:
    """`secret` opens the new session; the browser forgets the one it had. `recovery_left`: a recovery code was used,
    and so many are left."""

    secret: str
    account: Account
    recovery_left: int | None = None


@dataclass(frozen=True, slots=True)
class SignIn:
    """Everything that leads into the console. `address` is where the browser is, for the brakes only."""

    accounts: StaffAccounts
    sessions: StaffSessions
    tries: SignInTries
    passwords: Passwords
    factors: SecondFactors
    audit: AuditLog
    clock: Clock
    limits: Limits = field(default_factory=Limits)

    async def with_password(self, login: str, password: str, address: str, device: str) -> Entered | Refused:
        """A login nobody has takes as long and is answered alike."""
        of_login = Counted(f"login {login}")
        of_address = Counted(f"address {address}", FREE_TRIES_OF_AN_ADDRESS)
        if wait := await self.tries.reserve(of_login, of_address):
            return Refused("sign_in_wait", wait)
        account = await self._known(login)
        right = await self.passwords.right(password, await self._password(account))
        if account is None or not right or not account.active:
            await self.audit.note(_refused(account))
            return Refused("sign_in_wrong")
        await self.tries.passed(of_login)
        await self.tries.give_back(of_address)
        complete = not (account.second_factor or account.needs_second_factor)
        return await self._entered(account, device, complete=complete)

    async def with_code(self, session: Session, code: str) -> Entered | Refused:
        """Six digits, or a recovery code. The session gets a new secret."""
        found = await self._code(session.account, code)
        if isinstance(found, Refused):
            return found
        return await self._again(session, left=found.recovery_left)

    async def prove(self, session: Session, code: str) -> Entered | Refused:
        """Before something that changes other people's rights. The session gets a new secret."""
        found = await self._code(session.account, code)
        if isinstance(found, Refused):
            return found
        return Entered(await self.sessions.prove(session.id), session.account, found.recovery_left)

    def proved(self, session: Session) -> bool:
        """Whether the second factor was shown a moment ago."""
        return session.proved(self.clock.now(), self.limits)

    async def enrol(self, session: Session, factor: str, code: str) -> tuple[Entered, Sequence[str]] | Refused:
        """`factor` is the secret that was shown; the code proves that the app has it. Recovery codes are told once.
        Signs out everywhere else."""
        account, counted = session.account, _code_of(session.account)
        if wait := await self.tries.reserve(counted):
            return Refused("sign_in_wait", wait)
        moment = self.factors.moment(factor, code, self.clock.now().timestamp())
        if moment is None:
            return Refused("sign_in_code_wrong")
        recovery = self.factors.enrolment(account.login).recovery
        kept = [self.factors.told(each) for each in recovery]
        try:
            await self.accounts.enrol(account.id, factor, kept, _own(account, "staff.second_factor"))
        except StaleAccount:  # somebody with the password was quicker; whoever holds the app goes on
            return Refused("sign_in_code_there")
        await self.accounts.use_code(account.id, moment)
        await self.tries.passed(counted)
        return await self._again(session), recovery

    async def new_recovery(self, session: Session, password: str, code: str) -> Sequence[str] | Refused:
        """Recovery codes in place of those left, told once."""
        account = session.account
        if refused := await self._password_refused(account, password):
            return refused
        found = await self._code(account, code)
        if isinstance(found, Refused):
            return found
        recovery = self.factors.enrolment(account.login).recovery
        kept = [self.factors.told(each) for each in recovery]
        await self.accounts.set_recovery(account.id, kept, _own(account, "staff.recovery"))
        return recovery

    async def change_password(self, session: Session, old: str, new: str, device: str) -> Entered | Refused:
        """Signs out everywhere else."""
        account = session.account
        if refused := await self._password_refused(account, old):
            return refused
        if new == old or (why := too_weak(new, account.login, *account.name.split())):
            return Refused("password_same" if new == old else why)
        hashed = await self.passwords.hashed(new)
        await self.accounts.set_password(account.id, hashed, must_change=False, noted=_own(account, "staff.password"))
        return await self._entered(await self.accounts.by_login(account.login), device, complete=session.complete)

    async def session(self, secret: str, *, used: bool = True) -> Session | None:
        """Of a browser that came with this secret; touched where it is used, so that it lives on. None for one that is
        over."""
        found = await self.sessions.find(secret) if secret else None
        now = self.clock.now()
        if found is None or not found.alive(now, self.limits):
            return None
        if used and now - found.seen_at > _TOUCHED_EVERY:
            await self.sessions.touch(secret)
        return found

    async def still(self, session: Session) -> bool:
        """Whether a page that stays open may go on: signed in, with the same roles. Does not keep the session alive."""
        now = self.clock.now()
        for each in await self.sessions.of(session.account.id):
            if each.id == session.id:
                return each.alive(now, self.limits) and each.account.roles == session.account.roles
        return False

    async def sign_out(self, session: Session, which: UUID | None = None) -> None:
        """This one, or another of one's own."""
        await self.sessions.end(which or session.id, session.account.id, _own(session.account, "sign_out"))

    async def _known(self, login: str) -> Account | None:
        try:
            return await self.accounts.by_login(login.strip())
        except UnknownStaff:
            return None

    async def _password(self, account: Account | None) -> str:
        """The hash; empty, and looked for as long, where there is no account."""
        with suppress(UnknownStaff):
            return (await self.accounts.secrets(account.id if account else uuid4())).password
        return ""

    async def _password_refused(self, account: Account, password: str) -> Refused | None:
        """One's own, asked for again."""
        counted = Counted(f"change {account.id}")
        if wait := await self.tries.reserve(counted):
            return Refused("sign_in_wait", wait)
        if not await self.passwords.right(password, await self._password(account)):
            return Refused("password_wrong")
        await self.tries.passed(counted)
        return None

    async def _code(self, account: Account, code: str) -> _CodeHeld | Refused:
        counted = _code_of(account)
        if wait := await self.tries.reserve(counted):
            return Refused("sign_in_wait", wait)
        held = await self._code_holds(account, code)
        if held is None:
            await self.audit.note(_own(account, "sign_in.code_refused"))
            return Refused("sign_in_code_wrong")
        await self.tries.passed(counted)
        return held

    async def _code_holds(self, account: Account, code: str) -> _CodeHeld | None:
        kept = await self.accounts.secrets(account.id)
        moment = self.factors.moment(kept.second_factor, code, self.clock.now().timestamp())
        if moment is not None:
            return _CodeHeld(None) if await self.accounts.use_code(account.id, moment) else None
        if not await self.accounts.use_recovery(account.id, self.factors.told(code)):
            return None
        await self.audit.note(_own(account, "sign_in.recovery"))
        return _CodeHeld((await self.accounts.secrets(account.id)).recovery_left)

    async def _again(self, session: Session, left: int | None = None) -> Entered:
        await self.sessions.end(session.id, session.account.id)
        account = await self.accounts.by_login(session.account.login)
        return await self._entered(account, session.device, complete=True, proved=True, left=left)

    async def _entered(
        self, account: Account, device: str, *, complete: bool, proved: bool = False, left: int | None = None
    ) -> Entered:
        secret = await self.sessions.begin(account.id, complete=complete, device=device, proved=proved)
        if complete:
            await self.audit.note(_own(account, "sign_in"))
        return Entered(secret, account, left)


@dataclass(frozen=True, slots=True)
class _CodeHeld:
    recovery_left: int | None


def _code_of(account: Account) -> Counted:
    return Counted(f"code {account.id}")


def _own(account: Account, what: str) -> Deed:
    return Deed(account.login, what, f"staff:{account.login}")


def _refused(account: Account | None) -> Deed:
    """What was typed as a login may be a password: only known ones are written down. The entry is made in any case, so
    that refusing takes as long."""
    return _own(account, "sign_in.refused") if account else Deed("system", "sign_in.refused", "staff:?")


_TOUCHED_EVERY = timedelta(minutes=1)
"""A session that is used every second is not written every second."""


def next_step(session: Session) -> Step:
    """What is asked before anything else is shown."""
    account = session.account
    if not session.complete:
        return Step.CODE if account.second_factor else Step.ENROL
    if account.needs_second_factor and not account.second_factor:  # a role was given meanwhile, or the factor taken
        return Step.ENROL
    return Step.PASSWORD if account.must_change else Step.NONE
