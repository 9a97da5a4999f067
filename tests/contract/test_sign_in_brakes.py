"""Guessing at once, what a changed role opens, and that refusing takes the same work whoever was meant."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import event

from bot.domain.staff import FREE_TRIES, Role
from bot.store.engine import Database
from console.staff.sign_in import Entered, Refused, SignIn, Step, next_step
from tests.console import FACTOR, PASSWORD, Hand, hired, staffroom
from tests.contract.test_sign_in import NEW

WRONG = "salah sekali ini"


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
async def door(database: Database, clock: Hand) -> SignIn:
    room = staffroom(database, clock)
    await hired(room, "sari", Role.OFFICER)
    await hired(room, "kepala", Role.ADMIN)
    return room.sign_in


def looked_at(answers: list[object]) -> int:
    """Tries that were answered with more than "wait"."""
    return len([each for each in answers if not (isinstance(each, Refused) and each.wait)])


async def test_passwords_tried_at_once_are_braked_like_those_tried_in_a_row(door: SignIn) -> None:
    tries = (door.with_password("sari", WRONG, f"10.0.0.{number}", "Firefox") for number in range(20))
    assert looked_at(list(await asyncio.gather(*tries))) == FREE_TRIES


async def test_codes_and_own_passwords_tried_at_once_are_braked_too(door: SignIn) -> None:
    account = await door.accounts.by_login("kepala")
    secret = await door.sessions.begin(account.id, complete=False, device="Firefox")
    session = await door.session(secret)
    assert session
    codes = await asyncio.gather(*(door.with_code(session, "000000") for _ in range(15)))
    assert looked_at(list(codes)) == FREE_TRIES
    changes = await asyncio.gather(*(door.change_password(session, WRONG, NEW, "Firefox") for _ in range(15)))
    assert looked_at(list(changes)) == FREE_TRIES


async def test_only_one_of_two_who_enrol_at_once_is_taken(door: SignIn, clock: Hand) -> None:
    account = await door.accounts.by_login("sari")
    session = await door.session(await door.sessions.begin(account.id, complete=False, device="Firefox"))
    assert session
    right = pyotp.TOTP(FACTOR).at(clock.now())
    found = await asyncio.gather(*(door.enrol(session, FACTOR, right) for _ in range(2)), return_exceptions=True)
    assert len([each for each in found if isinstance(each, tuple)]) == 1


async def test_a_right_password_forgets_the_tries_before_it(door: SignIn) -> None:
    account = await door.accounts.by_login("sari")
    session = await door.session(await door.sessions.begin(account.id, complete=True, device="Firefox"))
    assert session
    for _ in range(2):
        for _ in range(FREE_TRIES - 1):
            assert await door.change_password(session, WRONG, NEW, "Firefox") == Refused("password_wrong")
        # Right, but the new one will not do: no failure either.
        assert await door.change_password(session, PASSWORD, "pendek", "Firefox") == Refused("password_short")
    assert isinstance(await door.change_password(session, PASSWORD, NEW, "Firefox"), Entered)


async def test_a_waiting_session_is_over_after_ten_minutes(door: SignIn, clock: Hand) -> None:
    entered = await door.with_password("kepala", PASSWORD, "10.0.0.1", "Firefox")
    assert isinstance(entered, Entered)
    clock.at += timedelta(minutes=9)
    session = await door.session(entered.secret)
    assert session
    assert next_step(session) is Step.CODE
    clock.at += timedelta(minutes=2)
    assert await door.session(entered.secret) is None


async def test_an_open_page_hears_nothing_more_after_its_roles_changed(door: SignIn) -> None:
    account = await door.accounts.by_login("kepala")
    session = await door.session(await door.sessions.begin(account.id, complete=True, device="Firefox"))
    assert session
    assert await door.still(session)
    await hired_again(door)
    await door.accounts.set_roles(account.id, frozenset({Role.OFFICER}))
    assert not await door.still(session)
    await door.sessions.end_all(account.id)
    assert not await door.still(session)


async def hired_again(door: SignIn) -> None:
    """A second admin, so that the first can lose it."""
    sari = await door.accounts.by_login("sari")
    await door.accounts.set_roles(sari.id, frozenset({Role.ADMIN}))


async def test_refusing_does_the_same_work_for_known_and_unknown_logins(door: SignIn, database: Database) -> None:
    statements: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(" ".join(statement.split()[:3]))

    work = []
    off = await door.accounts.by_login("kepala")
    await hired_again(door)
    await door.accounts.set_active(off.id, False)
    event.listen(database.engine.sync_engine, "before_cursor_execute", heard)
    for number, login in enumerate(("sari", "hantu", "kepala")):
        statements.clear()
        assert await door.with_password(login, WRONG, f"10.0.1.{number}", "Firefox") == Refused("sign_in_wrong")
        work.append(list(statements))
    event.remove(database.engine.sync_engine, "before_cursor_execute", heard)
    assert work[0] == work[1] == work[2]
    assert "hantu" not in str(await door.audit.search())
