"""What staff are told, one row a person and key: implements the StaffNotices port."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Role
from bot.domain.staff_notices import News, NoticeKind, StaffNotice
from bot.store.engine import Database
from bot.store.wakeup import Wakeup

_TELL = text("""
    INSERT INTO staff_notice (account, kind, key, link, facts)
    SELECT a.id, :kind, :key, :link, CAST(:facts AS jsonb) FROM staff_account a
    WHERE a.active AND (a.id = ANY(CAST(:accounts AS uuid[])) OR a.roles && CAST(:roles AS varchar[])
            OR a.login = ANY(CAST(:logins AS varchar[])))
      AND NOT a.login = ANY(CAST(:but AS varchar[])) ORDER BY a.id
    ON CONFLICT (account, key) DO NOTHING
""")
COLUMNS = "id, kind, link, facts, created_at, seen_at IS NOT NULL AS seen"
_OF = text(f"""
    SELECT {COLUMNS} FROM staff_notice WHERE account = :account AND (CAST(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""")  # noqa: S608 - our own words
_UNSEEN = text(f"""
    SELECT {COLUMNS}, count(*) OVER () AS total FROM staff_notice WHERE account = :account AND seen_at IS NULL
    ORDER BY id DESC LIMIT 3
""")  # noqa: S608 - our own words
_SEE = text("""
    UPDATE staff_notice SET seen_at = clock_timestamp() WHERE account = :account AND seen_at IS NULL AND id <= :up_to
""")
_FORGET = text("DELETE FROM staff_notice WHERE created_at < clock_timestamp() - interval '30 days'")


class PostgresStaffNotices:
    """Kinds of another version of ours are left out."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def tell(self, news: News, accounts: Collection[UUID]) -> int:
        return await self._tell(news, accounts, ()) if accounts else 0

    async def tell_roles(self, news: News, roles: Collection[Role], but: Collection[str] = ()) -> int:
        return await self._tell(news, (), roles, but)

    async def _tell(
        self, news: News, accounts: Collection[UUID], roles: Collection[Role], but: Collection[str] = ()
    ) -> int:
        async with self._database.begin() as connection:
            told = await tell_in(connection, news, accounts=accounts, roles=roles, but=but)
        if told:
            self._wakeup.ring("desk")
        return told

    async def of(self, account: UUID, before: int | None = None, limit: int = 30) -> Sequence[StaffNotice]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_OF, {"account": account, "before": before, "limit": limit})).all()
        return [notice_of(row) for row in rows if known(row)]

    async def unseen(self, account: UUID) -> tuple[int, Sequence[StaffNotice]]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_UNSEEN, {"account": account})).all()
        return (rows[0].total if rows else 0), [notice_of(row) for row in rows if known(row)]

    async def see(self, account: UUID, up_to: int) -> int:
        async with self._database.begin() as connection:
            seen = (await connection.execute(_SEE, {"account": account, "up_to": up_to})).rowcount
        if seen:
            self._wakeup.ring("desk")
        return seen

    async def forget(self) -> int:
        """Old ones, seen or not; run by the clock."""
        async with self._database.begin() as connection:
            return (await connection.execute(_FORGET)).rowcount


async def tell_in(
    connection: AsyncConnection,
    news: News,
    *,
    accounts: Collection[UUID] = (),
    roles: Collection[Role] = (),
    logins: Collection[str] = (),
    but: Collection[str] = (),
) -> int:
    """As part of what the news is about: those with one of the roles, these accounts and these logins, `but` for some
    logins. How many are new."""
    row = {
        "kind": news.kind,
        "key": news.key,
        "link": news.link,
        "facts": json.dumps(dict(news.facts)),
        "accounts": sorted(accounts),
        "roles": sorted(roles),
        "logins": sorted(logins),
        "but": sorted(but),
    }
    return (await connection.execute(_TELL, row)).rowcount


def known(row: Row[Any]) -> bool:
    return row.kind in set(NoticeKind)


def notice_of(row: Row[Any]) -> StaffNotice:
    """Of a row with COLUMNS."""
    return StaffNotice(row.id, NoticeKind(row.kind), row.link, row.facts, row.created_at, row.seen)
