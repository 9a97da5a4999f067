"""Everybody's day: away or here, last active when, with how much in hand. Implements the DutyRoster port."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from bot.domain.duty import Assignments, Colleague, Duty, Load
from bot.domain.staff import UnknownStaff
from bot.domain.staff_notices import NoticeKind, Wishes
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.staff import COLUMNS, account_of
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup

# Whoever signs out leaves no session behind, but a line of the audit log.
_EVERYBODY = text(f"""
    SELECT {COLUMNS}, d.away_until, d.here_until, d.reason, d.set_by, coalesce(d.any_hour, false) AS any_hour,
        coalesce(d.muted, '{{}}') AS muted, coalesce(c.reachable, false) AS phone,
        GREATEST(
            (SELECT max(s.seen_at) FROM staff_session s WHERE s.account = a.id AND s.complete),
            (SELECT l.at FROM audit l WHERE l.actor = a.login AND l.what <> 'sign_in.refused'
             ORDER BY l.id DESC LIMIT 1)
        ) AS active_at
    FROM staff_account a
    LEFT JOIN staff_duty d ON d.account = a.id
    LEFT JOIN staff_phone p ON p.account = a.id
    LEFT JOIN conversation c ON c.id = p.conversation
    WHERE (CAST(:account AS uuid) IS NULL AND a.active) OR a.id = :account
    ORDER BY a.name, a.login
""")  # noqa: S608 - our own words
_DAY = text("""
    INSERT INTO staff_duty (account, away_until, here_until, reason, set_by)
    SELECT id, :away, :here, :reason, :by FROM staff_account WHERE id = :account
    ON CONFLICT (account) DO UPDATE SET away_until = excluded.away_until, here_until = excluded.here_until,
        reason = excluded.reason, set_by = excluded.set_by
""")
_WISHES = text("""
    INSERT INTO staff_duty (account, any_hour, muted)
    SELECT id, :any_hour, CAST(:muted AS varchar[]) FROM staff_account WHERE id = :account
    ON CONFLICT (account) DO UPDATE SET any_hour = excluded.any_hour, muted = excluded.muted
""")


class PostgresDutyRoster:
    """Reasons are sealed."""

    def __init__(self, database: Database, wakeup: Wakeup, assignments: Assignments) -> None:
        self._database = database
        self._wakeup = wakeup
        self._assignments = assignments

    async def everybody(self) -> Sequence[Colleague]:
        loads = await self._assignments.loads()
        async with self._database.single() as connection:
            rows = (await connection.execute(_EVERYBODY, {"account": None})).all()
        return [_colleague(self._database.vault, row, loads.get(row.id, Load())) for row in rows]

    async def one(self, account: UUID) -> Colleague:
        loads = await self._assignments.loads()
        async with self._database.single() as connection:
            row = (await connection.execute(_EVERYBODY, {"account": account})).one_or_none()
        if row is None:
            raise UnknownStaff(str(account))
        return _colleague(self._database.vault, row, loads.get(row.id, Load()))

    async def set_away(self, account: UUID, until: datetime, reason: str, by: str) -> None:
        sealed = self._database.vault.seal(text_column(reason)) if reason else ""
        await self._write(_DAY, {"account": account, "away": until, "here": None, "reason": sealed, "by": by})

    async def set_here(self, account: UUID, until: datetime | None, by: str) -> None:
        await self._write(_DAY, {"account": account, "away": None, "here": until, "reason": "", "by": by})

    async def set_wishes(self, account: UUID, wishes: Wishes) -> None:
        row = {"account": account, "any_hour": wishes.any_hour, "muted": sorted(wishes.muted)}
        await self._write(_WISHES, row)

    async def _write(self, statement: Any, row: dict[str, Any]) -> None:
        async with self._database.begin() as connection:
            if not (await connection.execute(statement, row)).rowcount:
                raise UnknownStaff(str(row["account"]))
        self._wakeup.ring("desk")


def _colleague(vault: Vault, row: Row[Any], load: Load) -> Colleague:
    muted = frozenset(NoticeKind(kind) for kind in row.muted if kind in set(NoticeKind))
    reason = vault.open(row.reason) if row.reason else ""
    duty = Duty(row.away_until, row.here_until, reason, row.set_by or "", Wishes(row.any_hour, muted))
    return Colleague(account_of(row), row.active_at, duty, load, row.phone)
