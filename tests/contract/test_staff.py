"""Staff accounts, sessions and failed tries on real PostgreSQL, and the log of what staff did."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bot.domain.audit import Deed
from bot.domain.staff import (
    FREE_TRIES,
    Account,
    Counted,
    LastAdmin,
    LoginTaken,
    NewAccount,
    Role,
    StaleAccount,
    UnknownStaff,
)
from bot.store.audit import PostgresAudit
from bot.store.engine import Database
from bot.store.staff import PostgresStaff
from bot.store.staff_sessions import PostgresSessions, PostgresSignInTries

OFFICER, ADMIN = frozenset({Role.OFFICER}), frozenset({Role.ADMIN})


async def kept(database: Database, table: str) -> str:
    """What somebody sees who reads the table without the key."""
    async with database.begin() as connection:
        found = await connection.execute(text(f"SELECT * FROM {table}"))
        return str(found.all())


@pytest.fixture
def staff(database: Database) -> PostgresStaff:
    return PostgresStaff(database)


@pytest.fixture
def sessions(database: Database) -> PostgresSessions:
    return PostgresSessions(database)


@pytest.fixture
def audit(database: Database) -> PostgresAudit:
    return PostgresAudit(database)


async def added(staff: PostgresStaff, login: str = "sari", roles: frozenset[Role] = OFFICER) -> Account:
    return await staff.add(NewAccount(login, login.title(), roles, f"hash of {login}"))


async def test_an_account_is_found_by_its_login_in_any_case(staff: PostgresStaff) -> None:
    made = await added(staff, "Sari")
    assert await staff.by_login("SARI") == made
    assert (made.login, made.roles, made.active, made.must_change) == ("sari", OFFICER, True, True)


async def test_a_login_is_taken_once(staff: PostgresStaff) -> None:
    await added(staff)
    with pytest.raises(LoginTaken):
        await added(staff, "SARI")


async def test_nobody_has_an_unknown_login_or_id(staff: PostgresStaff) -> None:
    with pytest.raises(UnknownStaff):
        await staff.by_login("hantu")
    for act in (staff.secrets(uuid4()), staff.set_roles(uuid4(), OFFICER), staff.set_language(uuid4(), "en")):
        with pytest.raises(UnknownStaff):
            await act


async def test_the_last_active_admin_can_neither_be_switched_off_nor_demoted(staff: PostgresStaff) -> None:
    first = await added(staff, "satu", ADMIN)
    await added(staff, "petugas")
    for act in (staff.set_active(first.id, False), staff.set_roles(first.id, OFFICER)):
        with pytest.raises(LastAdmin):
            await act
    second = await added(staff, "dua", ADMIN)
    await staff.set_active(first.id, False)
    with pytest.raises(LastAdmin):
        await staff.set_active(second.id, False)


async def test_two_admins_cannot_take_it_from_each_other_at_once(staff: PostgresStaff) -> None:
    first, second = await added(staff, "satu", ADMIN), await added(staff, "dua", ADMIN)
    acts: list[Awaitable[None]] = [staff.set_roles(first.id, OFFICER), staff.set_roles(second.id, OFFICER)]
    ended = await asyncio.gather(*acts, return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == ["LastAdmin", "NoneType"]


async def test_the_second_factor_lies_sealed_and_its_codes_work_once(database: Database, staff: PostgresStaff) -> None:
    sari = await added(staff)
    await staff.enrol(sari.id, "JBSWY3DPEHPK3PXP", ["satu", "dua"])
    assert (await staff.by_login("sari")).second_factor
    assert (await staff.secrets(sari.id)).second_factor == "JBSWY3DPEHPK3PXP"
    assert "JBSW" not in await kept(database, "staff_account")
    assert [await staff.use_code(sari.id, moment) for moment in (100, 100, 99, 101)] == [True, False, False, True]
    assert [await staff.use_recovery(sari.id, code) for code in ("satu", "satu", "tiga", "dua")] == [
        True, False, False, True,
    ]  # fmt: skip


async def signed_in(sessions: PostgresSessions, account: UUID, device: str = "Firefox") -> str:
    return await sessions.begin(account, complete=True, device=device)


async def test_a_session_is_found_by_the_secret_that_is_not_kept(
    database: Database, staff: PostgresStaff, sessions: PostgresSessions
) -> None:
    sari = await added(staff)
    secret = await signed_in(sessions, sari.id)
    found = await sessions.find(secret)
    assert found
    assert (found.account.login, found.complete, found.device) == ("sari", True, "Firefox")
    assert secret not in await kept(database, "staff_session")
    assert await sessions.find(secret[:-1] + "x") is None
    assert await sessions.find("") is None


async def test_sessions_are_ended_by_their_owner_only(staff: PostgresStaff, sessions: PostgresSessions) -> None:
    sari, budi = await added(staff), await added(staff, "budi")
    secret = await signed_in(sessions, sari.id)
    [own] = await sessions.of(sari.id)
    await sessions.end(own.id, budi.id)
    assert await sessions.find(secret)
    await sessions.end(own.id, sari.id)
    assert await sessions.find(secret) is None


async def test_a_new_password_and_a_switched_off_account_sign_out_everywhere(
    staff: PostgresStaff, sessions: PostgresSessions
) -> None:
    sari = await added(staff)
    await signed_in(sessions, sari.id)
    await staff.set_password(sari.id, "new hash", must_change=False)
    assert await sessions.of(sari.id) == []
    assert (await staff.by_login("sari")).must_change is False
    await signed_in(sessions, sari.id)
    await staff.set_active(sari.id, False)
    assert await sessions.of(sari.id) == []


async def test_tries_slow_down_a_login_and_an_address_and_survive_a_restart(database: Database) -> None:
    sari, office = Counted("sari"), Counted("10.0.0.1")
    for _ in range(FREE_TRIES):
        assert await PostgresSignInTries(database).reserve(sari, office) == timedelta()
    tries = PostgresSignInTries(database)
    assert await tries.reserve(Counted("SARI")) > timedelta(seconds=5)
    assert await tries.reserve(Counted("budi"), office) > timedelta(seconds=5)
    assert await tries.reserve(Counted("budi"), Counted("10.0.0.2")) == timedelta()
    await tries.passed(sari)
    assert await tries.reserve(sari) == timedelta()
    assert "sari" not in await kept(database, "sign_in_try")


async def test_a_try_that_was_right_is_given_back(database: Database) -> None:
    tries, office = PostgresSignInTries(database), Counted("10.0.0.1")
    for _ in range(FREE_TRIES * 3):
        assert await tries.reserve(office) == timedelta()
        await tries.give_back(office)


async def test_many_tries_at_once_are_counted_before_any_of_them_is_looked_at(database: Database) -> None:
    tries = PostgresSignInTries(database)
    names = [(Counted("sari"), Counted("10.0.0.1", 50)), (Counted("10.0.0.1", 50), Counted("sari"))]
    waits = await asyncio.gather(*(tries.reserve(*names[number % 2]) for number in range(30)))
    assert len([wait for wait in waits if not wait]) == FREE_TRIES


async def test_two_who_change_an_account_at_once_are_told(staff: PostgresStaff) -> None:
    sari = await added(staff)
    await staff.set_roles(sari.id, frozenset({Role.EDITOR}), at=sari.version)
    with pytest.raises(StaleAccount):
        await staff.set_active(sari.id, False, at=sari.version)
    assert (await staff.by_id(sari.id)).active


async def test_a_deed_is_noted_with_its_change_or_neither_is_there(staff: PostgresStaff, audit: PostgresAudit) -> None:
    sari = await added(staff)
    with pytest.raises(StaleAccount):
        await staff.set_active(sari.id, False, Deed("admin", "staff.disable", "staff:sari"), at=99)
    assert await audit.search() == []
    await staff.set_active(sari.id, False, Deed("admin", "staff.disable", "staff:sari"), at=sari.version)
    assert [entry.deed.what for entry in await audit.search()] == ["staff.disable"]


async def test_who_gains_a_role_signs_in_anew_and_who_loses_one_goes_on_with_less(
    staff: PostgresStaff, sessions: PostgresSessions
) -> None:
    sari = await added(staff, roles=frozenset({Role.OFFICER, Role.SUPERVISOR}))
    secret = await signed_in(sessions, sari.id)
    await staff.set_roles(sari.id, OFFICER)
    found = await sessions.find(secret)
    assert found
    assert found.account.roles == OFFICER
    await staff.set_roles(sari.id, frozenset({Role.OFFICER, Role.INSPECTOR}))
    assert await sessions.find(secret) is None


async def test_taking_a_second_factor_signs_out_and_a_second_one_is_not_enrolled_over_it(
    staff: PostgresStaff, sessions: PostgresSessions
) -> None:
    sari = await added(staff)
    await staff.enrol(sari.id, "JBSWY3DPEHPK3PXP", ["satu"])
    with pytest.raises(StaleAccount):
        await staff.enrol(sari.id, "KRSXG5CTMVRXEZLU", ["dua"])
    await signed_in(sessions, sari.id)
    await staff.enrol(sari.id, "", ())
    assert await sessions.of(sari.id) == []
    with pytest.raises(StaleAccount):
        await staff.set_recovery(sari.id, ["tiga"])


async def test_recovery_codes_lie_as_keyed_marks(database: Database, staff: PostgresStaff) -> None:
    sari = await added(staff)
    await staff.enrol(sari.id, "JBSWY3DPEHPK3PXP", ["satu", "dua"])
    lies = await kept(database, "staff_account")
    assert "satu" not in lies
    assert hashlib.sha256(b"satu").hexdigest()[:32] not in lies
    await staff.set_recovery(sari.id, ["tiga"])
    assert [await staff.use_recovery(sari.id, code) for code in ("satu", "tiga")] == [False, True]
    assert (await staff.secrets(sari.id)).recovery_left == 0


async def test_a_proof_changes_the_secret_and_using_a_session_shows_on_the_account(
    staff: PostgresStaff, sessions: PostgresSessions
) -> None:
    sari = await added(staff)
    assert sari.seen_at is None
    secret = await signed_in(sessions, sari.id)
    [session] = await sessions.of(sari.id)
    renewed = await sessions.prove(session.id)
    assert await sessions.find(secret) is None
    found = await sessions.find(renewed)
    assert found
    assert (found.id, found.proved_at is not None, found.account.seen_at is not None) == (session.id, True, True)
    await sessions.end_all(sari.id)
    with pytest.raises(UnknownStaff):
        await sessions.prove(session.id)
