"""Signing in on real accounts and sessions: passwords, second factors, brakes, and what the log tells of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from bot.clock import JAKARTA
from bot.credentials import Argon2Passwords, Totp
from bot.domain.staff import FREE_TRIES, Account, Limits, NewAccount, Role, Session
from bot.store.audit import PostgresAudit
from bot.store.engine import Database
from bot.store.staff import PostgresStaff
from bot.store.staff_sessions import PostgresSessions, PostgresSignInTries
from console.staff.sign_in import Entered, Refused, SignIn, Step, next_step

GOOD, NEW = "hujan turun di kebun", "kuda lari ke sawah"
FAST = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
FACTOR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = datetime.now(JAKARTA)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def door(database: Database, clock: Hand) -> SignIn:
    return SignIn(
        PostgresStaff(database),
        PostgresSessions(database),
        PostgresSignInTries(database),
        FAST,
        Totp(),
        PostgresAudit(database),
        clock,
        Limits(idle=timedelta(hours=2), absolute=timedelta(hours=12)),
    )


async def hired(door: SignIn, login: str = "sari", role: Role = Role.OFFICER, *, fresh: bool = False) -> Account:
    account = await door.accounts.add(NewAccount(login, login.title(), frozenset({role}), await FAST.hashed(GOOD)))
    if not fresh:
        await door.accounts.set_password(account.id, await FAST.hashed(GOOD), must_change=False)
    return await door.accounts.by_login(login)


async def comes(
    door: SignIn, login: str = "sari", password: str = GOOD, address: str = "10.0.0.1"
) -> Entered | Refused:
    return await door.with_password(login, password, address, "Firefox")


async def inside(door: SignIn, login: str = "sari") -> Session:
    entered = await comes(door, login)
    assert isinstance(entered, Entered)
    session = await door.session(entered.secret)
    assert session
    return session


async def log(door: SignIn) -> list[str]:
    return [entry.deed.what for entry in reversed(await door.audit.search())]


async def test_an_officer_signs_in_with_a_password(door: SignIn) -> None:
    await hired(door)
    session = await inside(door)
    assert (session.account.login, next_step(session)) == ("sari", Step.NONE)
    assert await log(door) == ["sign_in"]


async def test_a_password_somebody_else_made_is_changed_first(door: SignIn) -> None:
    await hired(door, fresh=True)
    session = await inside(door)
    assert next_step(session) is Step.PASSWORD
    entered = await door.change_password(session, GOOD, NEW, "Firefox")
    assert isinstance(entered, Entered)
    changed = await door.session(entered.secret)
    assert changed
    assert next_step(changed) is Step.NONE
    assert await comes(door, password=GOOD) == Refused("sign_in_wrong")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("salah sekali ini", NEW, "password_wrong"),
        (GOOD, GOOD, "password_same"),
        (GOOD, "pendek", "password_short"),
        (GOOD, "sari sari sari sari", "password_easy"),
    ],
)
async def test_a_bad_change_of_password_is_refused_with_the_reason(door: SignIn, old: str, new: str, why: str) -> None:
    await hired(door)
    assert await door.change_password(await inside(door), old, new, "Firefox") == Refused(why)


async def test_a_wrong_password_an_unknown_login_and_a_switched_off_account_are_told_alike(door: SignIn) -> None:
    await hired(door)
    off = await hired(door, "budi")
    await door.accounts.set_active(off.id, False)
    refusals = [await comes(door, "sari", "salah sekali ini"), await comes(door, "hantu"), await comes(door, "budi")]
    assert refusals == [Refused("sign_in_wrong")] * 3
    assert "hantu" not in str(await door.audit.search())


async def test_a_guesser_is_slowed_down_and_the_right_password_does_not_help_meanwhile(door: SignIn) -> None:
    await hired(door)
    for _ in range(FREE_TRIES):
        await comes(door, password="salah sekali ini")
    refused = await comes(door)
    assert isinstance(refused, Refused)
    assert (refused.phrase, refused.wait > timedelta(seconds=5)) == ("sign_in_wait", True)
    other = await comes(door, "hantu", address="10.0.0.2")
    assert other == Refused("sign_in_wrong")


async def test_who_needs_a_second_factor_must_enrol_one_before_anything_else(door: SignIn, clock: Hand) -> None:
    await hired(door, "admin", Role.ADMIN)
    session = await inside(door, "admin")
    assert next_step(session) is Step.ENROL
    assert await door.enrol(session, FACTOR, "000000") == Refused("sign_in_code_wrong")
    enrolled = await door.enrol(session, FACTOR, pyotp.TOTP(FACTOR).at(clock.now()))
    assert not isinstance(enrolled, Refused)
    entered, recovery = enrolled
    complete = await door.session(entered.secret)
    assert complete
    assert next_step(complete) is Step.NONE
    assert len(recovery) == 8
    assert await door.session("") is None


async def test_a_code_lets_in_once_and_gives_the_session_a_new_secret(door: SignIn, clock: Hand) -> None:
    admin = await hired(door, "admin", Role.ADMIN)
    await door.accounts.enrol(admin.id, FACTOR, [door.factors.told("abcde-fghjk")])
    first = await comes(door, "admin")
    assert isinstance(first, Entered)
    session = await door.session(first.secret)
    assert session
    assert next_step(session) is Step.CODE
    code = pyotp.TOTP(FACTOR).at(clock.now())
    entered = await door.with_code(session, code)
    assert isinstance(entered, Entered)
    assert await door.session(first.secret) is None
    again = await inside(door, "admin")
    assert await door.with_code(again, code) == Refused("sign_in_code_wrong")
    assert isinstance(await door.with_code(again, "ABCDE FGHJK"), Entered)
    assert await door.with_code(await inside(door, "admin"), "abcde-fghjk") == Refused("sign_in_code_wrong")


async def test_guessing_codes_is_slowed_down_too(door: SignIn) -> None:
    admin = await hired(door, "admin", Role.ADMIN)
    await door.accounts.enrol(admin.id, FACTOR, [])
    session = await inside(door, "admin")
    for _ in range(FREE_TRIES):
        assert await door.with_code(session, "000000") == Refused("sign_in_code_wrong")
    refused = await door.with_code(session, "000000")
    assert isinstance(refused, Refused)
    assert refused.phrase == "sign_in_wait"


async def test_a_session_left_alone_is_over_and_a_forged_one_never_was(door: SignIn, clock: Hand) -> None:
    await hired(door)
    entered = await comes(door)
    assert isinstance(entered, Entered)
    assert await door.session("forged") is None
    clock.at += timedelta(hours=1)
    assert await door.session(entered.secret)
    clock.at += timedelta(hours=13)
    assert await door.session(entered.secret) is None


async def test_signing_out_ends_the_session_at_once(door: SignIn) -> None:
    await hired(door)
    entered = await comes(door)
    assert isinstance(entered, Entered)
    session = await door.session(entered.secret)
    assert session
    await door.sign_out(session)
    assert await door.session(entered.secret) is None
    assert await log(door) == ["sign_in", "sign_out"]


async def test_an_office_behind_one_address_is_not_locked_out_by_its_typos(door: SignIn) -> None:
    for number in range(FREE_TRIES * 3):
        await hired(door, f"petugas{number}")
        assert await comes(door, f"petugas{number}", "salah sekali ini") == Refused("sign_in_wrong")
        assert isinstance(await comes(door, f"petugas{number}"), Entered)
