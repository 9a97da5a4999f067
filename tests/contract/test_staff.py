"""Staff accounts, sessions and failed tries on real PostgreSQL, and the log of what staff did."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bot.domain.audit import Deed
from bot.domain.staff import FREE_TRIES, Account, LastAdmin, LoginTaken, NewAccount, Role, UnknownStaff
from bot.store.audit import PostgresAudit
from bot.store.engine import Database
from bot.store.reseal import reseal
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


async def test_failures_slow_down_a_login_and_an_address_and_survive_a_restart(database: Database) -> None:
    for _ in range(FREE_TRIES):
        tries = PostgresSignInTries(database)
        assert await tries.wait("sari", "10.0.0.1") == timedelta()
        await tries.failed("sari", "10.0.0.1")
    assert await PostgresSignInTries(database).wait("SARI") > timedelta(seconds=5)
    assert await PostgresSignInTries(database).wait("budi", "10.0.0.1") > timedelta(seconds=5)
    assert await PostgresSignInTries(database).wait("budi", "10.0.0.2") == timedelta()
    await PostgresSignInTries(database).passed("sari")
    assert await PostgresSignInTries(database).wait("sari") == timedelta()
    assert "sari" not in await kept(database, "sign_in_try")


async def deeds(audit: PostgresAudit) -> None:
    for number in range(3):
        await audit.note(Deed("sari", "case.read", f"case:4827-193{number}", "Bapak Budi, RT 05"))
    await audit.note(Deed("admin", "staff.add", "staff:budi"))


async def test_the_log_is_searched_by_who_did_what_to_what(audit: PostgresAudit) -> None:
    await deeds(audit)
    assert [entry.deed.actor for entry in await audit.search()] == ["admin", "sari", "sari", "sari"]
    [found] = await audit.search(actor="sari", about="case:4827-1931")
    assert found.deed.detail == "Bapak Budi, RT 05"
    assert [entry.number for entry in await audit.search(what="case.", before=found.number)] == [found.number - 1]


async def test_details_lie_sealed_and_a_new_key_does_not_break_the_chain(
    database: Database, audit: PostgresAudit
) -> None:
    await deeds(audit)
    assert "Budi" not in await kept(database, "audit")
    async with database.begin() as connection:
        await connection.execute(text("UPDATE audit SET detail = 'Bapak Budi, RT 05' WHERE id = 1"))
    assert (await reseal(database))["audit"] == 1
    verdict = await audit.verify()
    assert (verdict.entries, verdict.broken) == (4, None)


@pytest.mark.parametrize(
    ("harm", "broken"),
    [
        ("UPDATE audit SET actor = 'budi' WHERE id = 2", 2),
        ("UPDATE audit SET at = at - interval '1 day' WHERE id = 3", 3),
        ("UPDATE audit SET detail = '' WHERE id = 1", 1),
        ("UPDATE audit SET detail = left(detail, -9) || 'AAAAAAAA=' WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("UPDATE audit SET link = (SELECT link FROM audit WHERE id = 1) WHERE id = 4", 4),
    ],
)
async def test_whatever_is_changed_or_taken_out_is_found(
    database: Database, audit: PostgresAudit, harm: str, broken: int
) -> None:
    await deeds(audit)
    whole = await audit.verify()
    async with database.begin() as connection:
        await connection.execute(text(harm))
    assert (await audit.verify()).broken == broken
    assert whole.broken is None


async def test_what_is_cut_off_at_the_end_shows_by_the_head_that_was_noted(
    database: Database, audit: PostgresAudit
) -> None:
    await deeds(audit)
    noted = (await audit.verify()).head
    async with database.begin() as connection:
        await connection.execute(text("DELETE FROM audit WHERE id = 4"))
    verdict = await audit.verify()
    assert verdict.broken is None
    assert verdict.head != noted


async def test_entries_written_at_once_are_one_chain(database: Database) -> None:
    await asyncio.gather(*(PostgresAudit(database).note(Deed("sari", "x", str(number))) for number in range(20)))
    verdict = await PostgresAudit(database).verify()
    assert (verdict.entries, verdict.broken) == (20, None)
