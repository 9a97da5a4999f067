"""Who is signed in where, and who fails to: implements the StaffSessions and SignInTries ports."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text

from bot.domain.staff import FORGOTTEN_AFTER, FREE_TRIES, Session, wait_after
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.staff import COLUMNS, account_of

_SECRET_BYTES = 32
_DEVICE = 120
"""Characters kept of what a browser says of itself."""
_BEGIN = text("""
    INSERT INTO staff_session (secret, id, account, complete, device)
    VALUES (:secret, :id, :account, :complete, :device)
""")
_SESSION = f"""
    SELECT s.id AS session, s.complete, s.begun_at, s.seen_at, s.device, {COLUMNS}
    FROM staff_session s JOIN staff_account a ON a.id = s.account
"""  # noqa: S608 - our own words
_FIND = text(f"{_SESSION} WHERE s.secret = :secret")
_OF = text(f"{_SESSION} WHERE s.account = :account ORDER BY s.seen_at DESC")
_TOUCH = text("UPDATE staff_session SET seen_at = clock_timestamp() WHERE secret = :secret")
_END = text("DELETE FROM staff_session WHERE id = :id AND account = :account")
_FORGET = text("DELETE FROM staff_session WHERE begun_at < clock_timestamp() - CAST(:after AS interval)")
_KEPT = timedelta(days=2)

_TRIES = text("""
    SELECT failures, last_at, clock_timestamp() AS now FROM sign_in_try WHERE mark = ANY(:marks)
""")
_FAILED = text("""
    INSERT INTO sign_in_try (mark, failures) SELECT unnest(CAST(:marks AS text[])), 1
    ON CONFLICT (mark) DO UPDATE SET last_at = clock_timestamp(),
        failures = CASE WHEN sign_in_try.last_at < clock_timestamp() - CAST(:after AS interval) THEN 1
            ELSE sign_in_try.failures + 1 END
""")
_PASSED = text("DELETE FROM sign_in_try WHERE mark = :mark")


class PostgresSessions:
    """The secret itself is never stored: who reads the table cannot sign in with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, account: UUID, *, complete: bool, device: str) -> str:
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        row = {
            "secret": _hashed(secret),
            "id": uuid4(),
            "account": account,
            "complete": complete,
            "device": text_column(device)[:_DEVICE],
        }
        async with self._database.begin() as connection:
            await connection.execute(_FORGET, {"after": _KEPT})
            await connection.execute(_BEGIN, row)
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

    async def end(self, session: UUID, account: UUID) -> None:
        async with self._database.single() as connection:
            await connection.execute(_END, {"id": session, "account": account})


class PostgresSignInTries:
    """Names are kept as marks: the table tells nobody's login or address."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def wait(self, *names: str, free: int = FREE_TRIES) -> timedelta:
        async with self._database.single() as connection:
            rows = (await connection.execute(_TRIES, {"marks": self._marks(names)})).all()
        return max((_left(row, free) for row in rows), default=timedelta())

    async def failed(self, *names: str) -> None:
        async with self._database.single() as connection:
            await connection.execute(_FAILED, {"marks": self._marks(names), "after": FORGOTTEN_AFTER})

    async def passed(self, name: str) -> None:
        async with self._database.single() as connection:
            await connection.execute(_PASSED, {"mark": self._marks([name])[0]})

    def _marks(self, names: Sequence[str]) -> list[str]:
        return sorted({self._database.vault.mark(f"sign-in {name.lower()}") for name in names})


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _session(row: Row[Any]) -> Session:
    return Session(row.session, account_of(row), row.complete, row.begun_at, row.seen_at, row.device)


def _left(row: Row[Any], free: int) -> timedelta:
    since: timedelta = row.now - row.last_at
    if since >= FORGOTTEN_AFTER:
        return timedelta()
    return max(timedelta(), wait_after(row.failures, free) - since)
