"""Staff accounts: implements the StaffAccounts port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Account, LastAdmin, LoginTaken, NewAccount, Role, Secrets, UnknownStaff, may_lose_admin
from bot.store.codec import text_column
from bot.store.engine import Database

COLUMNS = "a.id, a.login, a.name, a.roles, a.active, a.second_factor <> '' AS enrolled, a.must_change, a.language"
_ADD = text("""
    INSERT INTO staff_account (id, login, name, roles, password)
    VALUES (:id, :login, :name, CAST(:roles AS text[]), :password)
    ON CONFLICT (login) DO NOTHING RETURNING id
""")
_ALL = text(f"SELECT {COLUMNS} FROM staff_account a ORDER BY a.login")  # noqa: S608 - our own words
_BY_LOGIN = text(f"SELECT {COLUMNS} FROM staff_account a WHERE a.login = :login")  # noqa: S608 - our own words
_SECRETS = text("SELECT password, second_factor, last_code FROM staff_account WHERE id = :id")
# Everybody who lets people in is locked, so that two admins cannot take it from each other at once.
_ADMINS = text(f"""
    SELECT {COLUMNS} FROM staff_account a WHERE 'admin' = ANY(a.roles) OR a.id = :id ORDER BY a.id FOR UPDATE
""")  # noqa: S608 - our own words
_ROLES = text("UPDATE staff_account SET roles = CAST(:roles AS text[]) WHERE id = :id")
_ACTIVE = text("UPDATE staff_account SET active = :active WHERE id = :id")
_PASSWORD = text("UPDATE staff_account SET password = :password, must_change = :must_change WHERE id = :id")
_LANGUAGE = text("UPDATE staff_account SET language = :language WHERE id = :id")
_ENROL = text("""
    UPDATE staff_account SET second_factor = :secret, recovery = CAST(:recovery AS text[]), last_code = 0
    WHERE id = :id
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

    async def add(self, new: NewAccount) -> Account:
        row = {
            "id": uuid4(),
            "login": text_column(new.login.lower()),
            "name": text_column(new.name),
            "roles": sorted(new.roles),
            "password": new.password,
        }
        async with self._database.begin() as connection:
            if (await connection.execute(_ADD, row)).first() is None:
                raise LoginTaken(new.login)
            return await _found(connection, new.login)

    async def all(self) -> Sequence[Account]:
        async with self._database.single() as connection:
            return [account_of(row) for row in await connection.execute(_ALL)]

    async def by_login(self, login: str) -> Account:
        async with self._database.single() as connection:
            return await _found(connection, login)

    async def secrets(self, account: UUID) -> Secrets:
        async with self._database.single() as connection:
            row = (await connection.execute(_SECRETS, {"id": account})).one_or_none()
        if row is None:
            raise UnknownStaff(str(account))
        return Secrets(row.password, self._database.vault.open(row.second_factor), row.last_code)

    async def set_roles(self, account: UUID, roles: frozenset[Role]) -> None:
        async with self._database.begin() as connection:
            await _guarded(connection, account, leaves=Role.ADMIN not in roles)
            await connection.execute(_ROLES, {"id": account, "roles": sorted(roles)})

    async def set_active(self, account: UUID, active: bool) -> None:
        async with self._database.begin() as connection:
            await _guarded(connection, account, leaves=not active)
            await connection.execute(_ACTIVE, {"id": account, "active": active})
            if not active:
                await connection.execute(_SIGN_OUT, {"id": account})

    async def set_password(self, account: UUID, password: str, *, must_change: bool) -> None:
        row = {"id": account, "password": password, "must_change": must_change}
        async with self._database.begin() as connection:
            await _changed(connection, _PASSWORD, row)
            await connection.execute(_SIGN_OUT, {"id": account})

    async def set_language(self, account: UUID, language: str) -> None:
        async with self._database.begin() as connection:
            await _changed(connection, _LANGUAGE, {"id": account, "language": language})

    async def enrol(self, account: UUID, secret: str, recovery: Sequence[str]) -> None:
        row = {"id": account, "secret": self._database.vault.seal(secret), "recovery": list(recovery)}
        async with self._database.begin() as connection:
            await _changed(connection, _ENROL, row)

    async def use_code(self, account: UUID, moment: int) -> bool:
        async with self._database.begin() as connection:
            return bool((await connection.execute(_CODE, {"id": account, "moment": moment})).rowcount)

    async def use_recovery(self, account: UUID, code: str) -> bool:
        async with self._database.begin() as connection:
            return bool((await connection.execute(_RECOVERY, {"id": account, "code": code})).rowcount)


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
    )


async def _found(connection: AsyncConnection, login: str) -> Account:
    row = (await connection.execute(_BY_LOGIN, {"login": text_column(login.lower())})).one_or_none()
    if row is None:
        raise UnknownStaff(login)
    return account_of(row)


async def _guarded(connection: AsyncConnection, account: UUID, *, leaves: bool) -> None:
    """Lock those who let people in; somebody must stay one of them."""
    locked = [account_of(row) for row in await connection.execute(_ADMINS, {"id": account})]
    own = next((each for each in locked if each.id == account), None)
    if own is None:
        raise UnknownStaff(str(account))
    if leaves and own.active and not may_lose_admin(own, locked):
        raise LastAdmin(own.login)


async def _changed(connection: AsyncConnection, statement: Any, row: dict[str, Any]) -> None:
    if not (await connection.execute(statement, row)).rowcount:
        raise UnknownStaff(str(row["id"]))
