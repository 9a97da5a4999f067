"""Rules of signing in: how long a session lasts, what slows a guesser down, passwords and codes."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pyotp
import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from bot.credentials import Argon2Passwords, Totp, new_password
from bot.domain.credentials import too_weak
from bot.domain.staff import FREE_TRIES, Account, Limits, Role, Session, may_lose_admin, wait_after

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LIMITS = Limits(idle=timedelta(hours=2), absolute=timedelta(hours=12))
SARI = Account(uuid4(), "sari", "Sari", frozenset({Role.OFFICER}))
ADMIN = Account(uuid4(), "admin", "Admin", frozenset({Role.ADMIN}))
FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def session(begun: timedelta, seen: timedelta, account: Account = SARI) -> Session:
    return Session(uuid4(), account, True, NOW - begun, NOW - seen)


@pytest.mark.parametrize(
    ("begun", "seen", "alive"),
    [(1, 1, True), (11, 0, True), (1.9, 1.9, True), (2, 2, False), (12, 0, False), (13, 0.1, False)],
)
def test_a_session_ends_when_left_alone_or_too_old(begun: float, seen: float, alive: bool) -> None:
    assert session(timedelta(hours=begun), timedelta(hours=seen)).alive(NOW, LIMITS) is alive


def test_a_session_of_an_account_that_was_switched_off_is_over() -> None:
    gone = session(timedelta(), timedelta(), replace(SARI, active=False))
    assert not gone.alive(NOW, LIMITS)


@given(st.integers(0, 200))
def test_the_wait_never_shrinks_with_more_failures_and_stays_bearable(failures: int) -> None:
    assert wait_after(failures) <= wait_after(failures + 1) <= timedelta(minutes=15)
    assert (wait_after(failures) == timedelta()) == (failures < FREE_TRIES)


@pytest.mark.parametrize(("role", "needed"), [(Role.ADMIN, True), (Role.EDITOR, True), (Role.OFFICER, False)])
def test_who_can_change_what_all_are_told_needs_a_second_factor(role: Role, needed: bool) -> None:
    assert replace(SARI, roles=frozenset({role})).needs_second_factor is needed


def test_the_last_admin_stays_one() -> None:
    second = replace(ADMIN, id=uuid4(), login="kedua")
    assert not may_lose_admin(ADMIN, [ADMIN, SARI])
    assert may_lose_admin(ADMIN, [ADMIN, second])
    assert not may_lose_admin(ADMIN, [ADMIN, replace(second, active=False)])
    assert may_lose_admin(SARI, [ADMIN, SARI])


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("pendek", "password_short"),
        ("x" * 201, "password_long"),
        ("aaaaaaaaaaaa", "password_easy"),
        ("sari-kelurahan-1", "password_easy"),
        ("hujan turun di kebun", ""),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, why: str) -> None:
    assert too_weak(password, "sari", "Sari Dewi") == why


async def test_a_password_is_right_for_its_own_hash_only() -> None:
    passwords = Argon2Passwords(FAST)
    kept = await passwords.hashed("hujan turun di kebun")
    assert await passwords.right("hujan turun di kebun", kept)
    assert not await passwords.right("hujan turun di sawah", kept)
    assert not await passwords.right("hujan turun di kebun", "")
    assert not await passwords.right("hujan turun di kebun", "no hash at all")


def test_made_passwords_are_strong_and_never_the_same() -> None:
    assert too_weak(new_password()) == ""
    assert len({new_password() for _ in range(50)}) == 50


def test_a_code_counts_in_its_half_minute_and_the_ones_beside_it() -> None:
    totp = Totp()
    secret = totp.enrolment("sari").secret
    code = pyotp.TOTP(secret).at(NOW)
    here = NOW.timestamp()
    moment = int(here) // 30
    assert [totp.moment(secret, code, here + seconds) for seconds in (0, 30, -30)] == [moment] * 3
    assert totp.moment(secret, f" {code[:3]} {code[3:]} ", here) == moment
    assert totp.moment(secret, code, here + 90) is None
    assert totp.moment(secret, "", here) is None
    assert totp.moment(secret, "１２３４５６", here) is None
    for forged in ("", "short", "not base32 !!", "0" * 32):
        assert totp.moment(forged, code, here) is None


def test_recovery_codes_are_long_and_may_be_written_as_people_write() -> None:
    totp = Totp()
    codes = totp.enrolment("sari").recovery
    assert len(set(codes)) == 8
    assert totp.told(codes[0]) == totp.told(f" {codes[0].upper().replace('-', ' ')} ")
    assert len(totp.told(codes[0])) * math.log2(31) >= 80


def test_a_session_that_waits_for_its_second_factor_is_over_after_ten_minutes() -> None:
    pending = replace(session(timedelta(minutes=9), timedelta()), complete=False)
    assert pending.alive(NOW, LIMITS)
    assert not replace(pending, begun_at=NOW - timedelta(minutes=10)).alive(NOW, LIMITS)


def test_a_proof_counts_for_ten_minutes() -> None:
    shown = session(timedelta(hours=1), timedelta())
    assert not shown.proved(NOW, LIMITS)
    assert replace(shown, proved_at=NOW - timedelta(minutes=9)).proved(NOW, LIMITS)
    assert not replace(shown, proved_at=NOW - timedelta(minutes=10)).proved(NOW, LIMITS)
