"""Who is signed in where, and who fails to: implements the StaffSessions and SignInTries ports."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import Deed
from bot.domain.staff import FORGOTTEN_AFTER, Counted, Session, UnknownStaff, wait_after
from bot.store.audit import note_in
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.staff import COLUMNS, account_of

_SECRET_BYTES = 32
_DEVICE = 200
"""Characters kept of what a browser says of itself."""
_BEGIN = text("""
    INSERT INTO staff_session (secret, id, account, complete, device, proved_at)
    VALUES (:secret, :id, :account, :complete, :device, CASE WHEN :proved THEN clock_timestamp() END)
""")
_SEEN = text("UPDATE staff_account SET seen_at = clock_timestamp() WHERE id = :account")
_SESSION = f"""
    SELECT s.id AS session, s.complete, s.begun_at, s.seen_at, s.device, s.proved_at, {COLUMNS}
    FROM staff_session s JOIN staff_account a ON a.id = s.account
"""  # noqa: S608 - our own words
_FIND = text(f"{_SESSION} WHERE s.secret = :secret")
_OF = text(f"{_SESSION} WHERE s.account = :account ORDER BY s.seen_at DESC")
_TOUCH = text("""
    WITH touched AS (UPDATE staff_session SET seen_at = clock_timestamp() WHERE secret = :secret RETURNING account)
    UPDATE staff_account a SET seen_at = clock_timestamp() FROM touched WHERE a.id = touched.account
""")
_PROVE = text("UPDATE staff_session SET secret = :secret, proved_at = clock_timestamp() WHERE id = :id")
_END = text("DELETE FROM staff_session WHERE id = :id AND account = :account")
_END_ALL = text("DELETE FROM staff_session WHERE account = :account")
_FORGET = text("DELETE FROM staff_session WHERE begun_at < clock_timestamp() - CAST(:after AS interval)")
_KEPT = timedelta(days=2)

_KNOWN = text("""
    INSERT INTO sign_in_try (mark, failures) SELECT unnest(CAST(:marks AS text[])), 0 ON CONFLICT DO NOTHING
""")
# In the order of the marks, so that two tries at once wait for each other and never both for the other.
_TRIES = text("""
    SELECT mark, failures, clock_timestamp() - last_at AS since FROM sign_in_try WHERE mark = ANY(:marks)
    ORDER BY mark FOR UPDATE
""")
_COUNT = text("""
    UPDATE sign_in_try SET
        failures = CASE WHEN last_at < clock_timestamp() - CAST(:after AS interval) THEN 1 ELSE failures + 1 END,
        last_at = clock_timestamp()
    WHERE mark = ANY(:marks)
""")
_GIVE_BACK = text("""
    UPDATE sign_in_try SET failures = greatest(0, failures - 1) WHERE mark IN (
        SELECT mark FROM sign_in_try WHERE mark = ANY(:marks) ORDER BY mark FOR UPDATE)
""")
_PASSED = text("""
    DELETE FROM sign_in_try WHERE mark IN (
        SELECT mark FROM sign_in_try WHERE mark = ANY(:marks) ORDER BY mark FOR UPDATE)
""")


class PostgresSessions:
    """The secret itself is never stored: who reads the table cannot sign in with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, account: UUID, *, complete: bool, device: str, proved: bool = False) -> str:
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        row = {
            "secret": _hashed(secret),
            "id": uuid4(),
            "account": account,
            "complete": complete,
            "device": text_column(device)[:_DEVICE],
            "proved": proved,
        }
        async with self._database.begin() as connection:
            await connection.execute(_FORGET, {"after": _KEPT})
            await connection.execute(_BEGIN, row)
            if complete:
                await connection.execute(_SEEN, {"account": account})
        return secret

    async def find(self, secret: str) -> Session | None:
        async with self._database.single() as connection:
            row = (await connection.execute(_FIND, {"secret": _hashed(secret)})).one_or_none()
        return _session(row) if row else None

    async def touch(self, secret: str) -> None:
        async with self._database.single() as connection:
            await connection.execute(_TOUCH, {"secret": _hashed(secret)})

    async def of(self, account: UUID) -> Sequence[Session]:
        async with self._database.single() as connection:
            return [_session(row) for row in await connection.execute(_OF, {"account": account})]

    async def prove(self, session: UUID) -> str:
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        async with self._database.begin() as connection:
            if not (await connection.execute(_PROVE, {"id": session, "secret": _hashed(secret)})).rowcount:
                raise UnknownStaff(str(session))
        return secret

    async def end(self, session: UUID, account: UUID, noted: Deed | None = None) -> None:
        async with self._database.begin() as connection:
            await connection.execute(_END, {"id": session, "account": account})
            await self._note(connection, noted)

    async def end_all(self, account: UUID, noted: Deed | None = None) -> None:
        async with self._database.begin() as connection:
            await connection.execute(_END_ALL, {"account": account})
            await self._note(connection, noted)

    async def _note(self, connection: AsyncConnection, noted: Deed | None) -> None:
        if noted is not None:
            await note_in(connection, self._database.vault, noted)


class PostgresSignInTries:
    """Names are kept as marks: the table tells nobody's login or address."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, *counted: Counted) -> timedelta:
        free = {self._mark(each): each.free for each in counted}
        marks = sorted(free)
        async with self._database.begin() as connection:
            await connection.execute(_KNOWN, {"marks": marks})
            rows = (await connection.execute(_TRIES, {"marks": marks})).all()
            wait = max((_left(row, free[row.mark]) for row in rows), default=timedelta())
            if not wait:
                await connection.execute(_COUNT, {"marks": marks, "after": FORGOTTEN_AFTER})
        return wait

    async def give_back(self, *counted: Counted) -> None:
        await self._change(_GIVE_BACK, counted)

    async def passed(self, *counted: Counted) -> None:
        await self._change(_PASSED, counted)

    async def _change(self, statement: TextClause, counted: Sequence[Counted]) -> None:
        async with self._database.begin() as connection:
            await connection.execute(statement, {"marks": [self._mark(each) for each in counted]})

    def _mark(self, counted: Counted) -> str:
        return self._database.vault.mark(f"sign-in {counted.name.lower()}")


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _session(row: Row[Any]) -> Session:
    return Session(
        row.session, account_of(row), row.complete, row.begun_at, row.seen_at, row.device, proved_at=row.proved_at
    )


def _left(row: Row[Any], free: int) -> timedelta:
    since: timedelta = row.since
    if since >= FORGOTTEN_AFTER:
        return timedelta()
    return max(timedelta(), wait_after(row.failures, free) - since)
