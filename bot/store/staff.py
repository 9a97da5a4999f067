"""Staff accounts: implements the StaffAccounts port."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import Deed
from bot.domain.staff import (
    Account,
    LastAdmin,
    LoginTaken,
    NewAccount,
    Role,
    Secrets,
    StaleAccount,
    UnknownStaff,
    may_lose_admin,
)
from bot.store.audit import note_in
from bot.store.codec import text_column
from bot.store.engine import Database

COLUMNS = """
    a.id, a.login, a.name, a.roles, a.active, a.second_factor <> '' AS enrolled, a.must_change, a.language, a.version,
    a.seen_at AS last_seen_at, a.sample"""
_ADD = text("""
    INSERT INTO staff_account (id, login, name, roles, password, must_change, sample)
    VALUES (:id, :login, :name, CAST(:roles AS text[]), :password, :must_change, :sample)
    ON CONFLICT (login) DO NOTHING RETURNING id
""")
_ALL = text(f"SELECT {COLUMNS} FROM staff_account a ORDER BY a.login")  # noqa: S608 - our own words
_BY_LOGIN = text(f"SELECT {COLUMNS} FROM staff_account a WHERE a.login = :login")  # noqa: S608 - our own words
_BY_ID = text(f"SELECT {COLUMNS} FROM staff_account a WHERE a.id = :id")  # noqa: S608 - our own words
_SECRETS = text("""
    SELECT password, second_factor, last_code, cardinality(recovery) AS recovery_left FROM staff_account WHERE id = :id
""")
# Everybody who lets people in is locked, so that two admins cannot take it from each other at once.
_ADMINS = text(f"""
    SELECT {COLUMNS} FROM staff_account a WHERE 'admin' = ANY(a.roles) OR a.id = :id ORDER BY a.id FOR UPDATE
""")  # noqa: S608 - our own words
_AS_READ = "version = version + 1 WHERE id = :id AND (CAST(:at AS integer) IS NULL OR version = :at)"
_ROLES = text(f"UPDATE staff_account SET roles = CAST(:roles AS text[]), {_AS_READ}")  # noqa: S608 - our own words
_ACTIVE = text(f"UPDATE staff_account SET active = :active, {_AS_READ}")  # noqa: S608 - our own words
_PASSWORD = text(f"""
    UPDATE staff_account SET password = :password, must_change = :must_change, {_AS_READ}
""")  # noqa: S608 - our own words
_LANGUAGE = text("UPDATE staff_account SET language = :language WHERE id = :id")
_ENROL = text(f"""
    UPDATE staff_account SET second_factor = :secret, recovery = CAST(:recovery AS text[]), last_code = 0, {_AS_READ}
      AND (:secret = '' OR second_factor = '')
""")  # noqa: S608 - our own words
_RECOVERY_CODES = text("""
    UPDATE staff_account SET recovery = CAST(:recovery AS text[]) WHERE id = :id AND second_factor <> ''
""")
_CODE = text("UPDATE staff_account SET last_code = :moment WHERE id = :id AND last_code < :moment")
_RECOVERY = text("""
    UPDATE staff_account SET recovery = array_remove(recovery, CAST(:code AS text))
    WHERE id = :id AND CAST(:code AS text) = ANY(recovery)
""")
_SIGN_OUT = text("DELETE FROM staff_session WHERE account = :id")


class PostgresStaff:
    """Logins are compared in lower case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: NewAccount, noted: Deed | None = None) -> Account:
        row = {
            "id": uuid4(),
            "login": text_column(new.login.lower()),
            "name": text_column(new.name),
            "roles": sorted(new.roles),
            "password": new.password,
            "must_change": new.must_change,
            "sample": new.sample,
        }
        async with self._database.begin() as connection:
            if (await connection.execute(_ADD, row)).first() is None:
                raise LoginTaken(new.login)
            added = await _found(connection, _BY_LOGIN, {"login": row["login"]})
            await self._note(connection, noted)
            return added

    async def all(self) -> Sequence[Account]:
        async with self._database.single() as connection:
            return [account_of(row) for row in await connection.execute(_ALL)]

    async def by_login(self, login: str) -> Account:
        async with self._database.single() as connection:
            return await _found(connection, _BY_LOGIN, {"login": text_column(login.lower())})

    async def by_id(self, account: UUID) -> Account:
        async with self._database.single() as connection:
            return await _found(connection, _BY_ID, {"id": account})

    async def secrets(self, account: UUID) -> Secrets:
        async with self._database.single() as connection:
            row = (await connection.execute(_SECRETS, {"id": account})).one_or_none()
        if row is None:
            raise UnknownStaff(str(account))
        return Secrets(row.password, self._database.vault.open(row.second_factor), row.last_code, row.recovery_left)

    async def set_roles(
        self, account: UUID, roles: frozenset[Role], noted: Deed | None = None, at: int | None = None
    ) -> None:
        async with self._database.begin() as connection:
            own = await _guarded(connection, account, leaves=Role.ADMIN not in roles)
            await _changed(connection, _ROLES, {"id": account, "roles": sorted(roles), "at": at})
            if roles - own.roles:
                await connection.execute(_SIGN_OUT, {"id": account})
            await self._note(connection, noted)

    async def set_active(self, account: UUID, active: bool, noted: Deed | None = None, at: int | None = None) -> None:
        async with self._database.begin() as connection:
            await _guarded(connection, account, leaves=not active)
            await _changed(connection, _ACTIVE, {"id": account, "active": active, "at": at})
            if not active:
                await connection.execute(_SIGN_OUT, {"id": account})
            await self._note(connection, noted)

    async def set_password(
        self, account: UUID, password: str, *, must_change: bool, noted: Deed | None = None, at: int | None = None
    ) -> None:
        row = {"id": account, "password": password, "must_change": must_change, "at": at}
        async with self._database.begin() as connection:
            await _changed(connection, _PASSWORD, row)
            await connection.execute(_SIGN_OUT, {"id": account})
            await self._note(connection, noted)

    async def set_language(self, account: UUID, language: str) -> None:
        async with self._database.begin() as connection:
            await _changed(connection, _LANGUAGE, {"id": account, "language": language})

    async def enrol(
        self, account: UUID, secret: str, recovery: Sequence[str], noted: Deed | None = None, at: int | None = None
    ) -> None:
        marks = [self._mark(account, code) for code in recovery]
        row = {"id": account, "secret": self._database.vault.seal(secret), "recovery": marks, "at": at}
        async with self._database.begin() as connection:
            await _changed(connection, _ENROL, row)
            await connection.execute(_SIGN_OUT, {"id": account})
            await self._note(connection, noted)

    async def set_recovery(self, account: UUID, recovery: Sequence[str], noted: Deed | None = None) -> None:
        marks = [self._mark(account, code) for code in recovery]
        async with self._database.begin() as connection:
            await _changed(connection, _RECOVERY_CODES, {"id": account, "recovery": marks})
            await self._note(connection, noted)

    async def use_code(self, account: UUID, moment: int) -> bool:
        async with self._database.begin() as connection:
            return bool((await connection.execute(_CODE, {"id": account, "moment": moment})).rowcount)

    async def use_recovery(self, account: UUID, code: str) -> bool:
        row = {"id": account, "code": self._mark(account, code)}
        async with self._database.begin() as connection:
            return bool((await connection.execute(_RECOVERY, row)).rowcount)

    def _mark(self, account: UUID, code: str) -> str:
        """Of no use to who reads the table, even one who could try every code there is: it is keyed."""
        return self._database.vault.mark(f"recovery {account} {code}")

    async def _note(self, connection: AsyncConnection, noted: Deed | None) -> None:
        if noted is not None:
            await note_in(connection, self._database.vault, noted)


def account_of(row: Row[Any]) -> Account:
    """Of a row with COLUMNS. Roles of another version of ours are left out."""
    known = {role.value for role in Role}
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles if role in known),
        active=row.active,
        second_factor=row.enrolled,
        must_change=row.must_change,
        language=row.language,
        version=row.version,
        seen_at=row.last_seen_at,
        sample=row.sample,
    )


async def _found(connection: AsyncConnection, statement: TextClause, wanted: Mapping[str, Any]) -> Account:
    row = (await connection.execute(statement, wanted)).one_or_none()
    if row is None:
        raise UnknownStaff(str(next(iter(wanted.values()))))
    return account_of(row)


async def _guarded(connection: AsyncConnection, account: UUID, *, leaves: bool) -> Account:
    """Lock those who let people in; somebody must stay one of them. The account as it was."""
    locked = [account_of(row) for row in await connection.execute(_ADMINS, {"id": account})]
    own = next((each for each in locked if each.id == account), None)
    if own is None:
        raise UnknownStaff(str(account))
    if leaves and own.active and not may_lose_admin(own, locked):
        raise LastAdmin(own.login)
    return own


async def _changed(connection: AsyncConnection, statement: TextClause, row: Mapping[str, Any]) -> None:
    if not (await connection.execute(statement, row)).rowcount:
        found = await _found(connection, _BY_ID, {"id": row["id"]})
        raise StaleAccount(found.login)
