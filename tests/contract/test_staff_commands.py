"""`python -m bot staff` and `audit verify`, as an administrator types them."""

from __future__ import annotations

import asyncio
from functools import partial

from bot.credentials import Argon2Passwords
from bot.store.audit import PostgresAudit
from bot.store.engine import Database
from bot.store.staff import PostgresStaff
from tests.chains import aged_log, tampered
from tests.terminal import Terminal


async def typed(database_url: str, *words: str) -> tuple[int, str]:
    return await asyncio.to_thread(partial(Terminal(database_url).run, *words))


async def test_a_new_account_gets_a_password_that_is_shown_once(database: Database, database_url: str) -> None:
    code, told = await typed(database_url, "staff", "add", "Sari", "--name", "Sari Dewi", "--role", "petugas")
    assert code == 0
    password = told.split()[-1]
    account = await PostgresStaff(database).by_login("sari")
    assert (account.name, account.must_change) == ("Sari Dewi", True)
    assert await Argon2Passwords().right(password, (await PostgresStaff(database).secrets(account.id)).password)
    [entry] = await PostgresAudit(database).search()
    assert (entry.deed.what, entry.deed.about) == ("staff.add", "staff:sari")
    assert password not in str(entry)


async def test_a_login_twice_an_unknown_one_and_the_last_admin_are_refused_in_plain_words(database_url: str) -> None:
    add = ("staff", "add", "sari", "--name", "Sari", "--role", "admin")
    assert (await typed(database_url, *add))[0] == 0
    for words in (add, ("staff", "disable", "hantu"), ("staff", "disable", "sari")):
        code, told = await typed(database_url, *words)
        assert code == 2
        assert "Traceback" not in told


async def test_roles_are_changed_and_accounts_switched_off_and_on(database: Database, database_url: str) -> None:
    await typed(database_url, "staff", "add", "sari", "--name", "Sari", "--role", "petugas")
    assert (await typed(database_url, "staff", "roles", "sari", "--role", "editor", "--role", "petugas"))[0] == 0
    assert (await typed(database_url, "staff", "disable", "sari"))[0] == 0
    code, told = await typed(database_url, "staff", "list")
    assert (code, "editor, petugas, switched off" in told) == (0, True)
    assert (await typed(database_url, "staff", "enable", "sari"))[0] == 0
    assert (await PostgresStaff(database).by_login("sari")).active
    assert (await typed(database_url, "staff", "roles", "sari", "--role", "raja"))[0] != 0


async def test_a_reset_takes_the_second_factor_only_where_it_is_asked_for(
    database: Database, database_url: str
) -> None:
    await typed(database_url, "staff", "add", "sari", "--name", "Sari", "--role", "editor")
    staff = PostgresStaff(database)
    sari = await staff.by_login("sari")
    await staff.enrol(sari.id, "JBSWY3DPEHPK3PXP", [])
    await typed(database_url, "staff", "reset", "sari")
    assert (await staff.by_login("sari")).second_factor
    await typed(database_url, "staff", "reset", "sari", "--second-factor")
    assert not (await staff.by_login("sari")).second_factor


async def test_a_log_that_was_changed_is_told_with_its_entry(database: Database, database_url: str) -> None:
    await typed(database_url, "staff", "add", "sari", "--name", "Sari", "--role", "petugas")
    code, told = await typed(database_url, "audit", "verify")
    assert (code, "1 entries" in told) == (0, True)
    await tampered(database, "UPDATE audit SET about = 'staff:budi'")
    code, told = await typed(database_url, "audit", "verify")
    assert (code, "entry 1" in told) == (2, True)


async def test_old_entries_are_cut_and_young_ones_never(database: Database, database_url: str) -> None:
    await aged_log(database, 4, 2)
    assert (await typed(database_url, "audit", "cut", "--keep-days", "30"))[0] == 2
    code, told = await typed(database_url, "audit", "cut", "--keep-days", "1825")
    assert (code, "2 entries" in told) == (0, True)
    code, told = await typed(database_url, "audit", "verify")
    assert (code, "3 entries (up to 2 they were cut)" in told) == (0, True)
