"""Signing in: a password, a second factor where one is needed, and brakes for whoever guesses. No page knows more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from bot.domain.audit import AuditLog, Deed
from bot.domain.credentials import Passwords, SecondFactors, too_weak
from bot.domain.staff import (
    FREE_TRIES_OF_AN_ADDRESS,
    Account,
    Limits,
    Session,
    SignInTries,
    StaffAccounts,
    StaffSessions,
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
    """`secret` opens the new session; the browser forgets the one it had."""

    secret: str
    account: Account


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
        names = (f"login {login}", f"address {address}")
        of_login = await self.tries.wait(names[0])
        if wait := max(of_login, await self.tries.wait(names[1], free=FREE_TRIES_OF_AN_ADDRESS)):
            return Refused("sign_in_wait", wait)
        account = await self._known(login)
        kept = (await self.accounts.secrets(account.id)).password if account else ""
        right = await self.passwords.right(password, kept)
        if account is None or not right or not account.active:
            await self.tries.failed(*names)
            if account:  # what was typed as a login may be a password: only known ones are written down
                await self._note(account, "sign_in.refused")
            return Refused("sign_in_wrong")
        await self.tries.passed(names[0])
        complete = not (account.second_factor or account.needs_second_factor)
        return await self._entered(account, device, complete=complete)

    async def with_code(self, session: Session, code: str) -> Entered | Refused:
        """Six digits, or a recovery code. The session gets a new secret."""
        account, name = session.account, f"code {session.account.id}"
        if wait := await self.tries.wait(name):
            return Refused("sign_in_wait", wait)
        if not await self._code_holds(account, code):
            await self.tries.failed(name)
            await self._note(account, "sign_in.code_refused")
            return Refused("sign_in_code_wrong")
        await self.tries.passed(name)
        return await self._again(session)

    async def enrol(self, session: Session, factor: str, code: str) -> tuple[Entered, Sequence[str]] | Refused:
        """`factor` is the secret that was shown; the code proves that the app has it. Recovery codes are told once."""
        account, name = session.account, f"code {session.account.id}"
        if wait := await self.tries.wait(name):
            return Refused("sign_in_wait", wait)
        moment = self.factors.moment(factor, code, self.clock.now().timestamp())
        if moment is None:
            await self.tries.failed(name)
            return Refused("sign_in_code_wrong")
        recovery = self.factors.enrolment(account.login).recovery
        await self.accounts.enrol(account.id, factor, [self.factors.hashed(each) for each in recovery])
        await self.accounts.use_code(account.id, moment)
        await self._note(account, "staff.second_factor")
        return await self._again(session), recovery

    async def change_password(self, session: Session, old: str, new: str, device: str) -> Entered | Refused:
        """Signs out everywhere else."""
        account, name = session.account, f"change {session.account.id}"
        if wait := await self.tries.wait(name):
            return Refused("sign_in_wait", wait)
        if not await self.passwords.right(old, (await self.accounts.secrets(account.id)).password):
            await self.tries.failed(name)
            return Refused("password_wrong")
        if new == old or (why := too_weak(new, account.login, *account.name.split())):
            return Refused("password_same" if new == old else why)
        await self.accounts.set_password(account.id, await self.passwords.hashed(new), must_change=False)
        await self._note(account, "staff.password")
        return await self._entered(await self.accounts.by_login(account.login), device, complete=session.complete)

    async def session(self, secret: str) -> Session | None:
        """Of a browser that came with this secret; touched, so that it lives on. None for one that is over."""
        found = await self.sessions.find(secret) if secret else None
        now = self.clock.now()
        if found is None or not found.alive(now, self.limits):
            return None
        if now - found.seen_at > _TOUCHED_EVERY:
            await self.sessions.touch(secret)
        return found

    async def sign_out(self, session: Session, which: UUID | None = None) -> None:
        """This one, or another of one's own."""
        await self.sessions.end(which or session.id, session.account.id)
        await self._note(session.account, "sign_out")

    async def _known(self, login: str) -> Account | None:
        try:
            return await self.accounts.by_login(login.strip())
        except UnknownStaff:
            return None

    async def _code_holds(self, account: Account, code: str) -> bool:
        kept = await self.accounts.secrets(account.id)
        moment = self.factors.moment(kept.second_factor, code, self.clock.now().timestamp())
        if moment is not None:
            return await self.accounts.use_code(account.id, moment)
        return await self.accounts.use_recovery(account.id, self.factors.hashed(code))

    async def _again(self, session: Session) -> Entered:
        await self.sessions.end(session.id, session.account.id)
        account = await self.accounts.by_login(session.account.login)
        return await self._entered(account, session.device, complete=True)

    async def _entered(self, account: Account, device: str, *, complete: bool) -> Entered:
        secret = await self.sessions.begin(account.id, complete=complete, device=device)
        if complete:
            await self._note(account, "sign_in")
        return Entered(secret, account)

    async def _note(self, account: Account, what: str) -> None:
        await self.audit.note(Deed(account.login, what, f"staff:{account.login}"))


_TOUCHED_EVERY = timedelta(minutes=1)
"""A session that is used every second is not written every second."""


def next_step(session: Session) -> Step:
    """What is asked before anything else is shown."""
    account = session.account
    if not session.complete:
        return Step.CODE if account.second_factor else Step.ENROL
    return Step.PASSWORD if account.must_change else Step.NONE
