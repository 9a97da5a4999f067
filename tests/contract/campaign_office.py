"""An office with two managers and a supervisor, for tests of what staff are told of campaigns."""

from __future__ import annotations

from uuid import UUID

from bot.domain.staff import NewAccount, Role
from bot.domain.staff_notices import StaffNotice
from bot.store.engine import Database
from bot.store.staff import PostgresStaff
from bot.store.staff_notices import PostgresStaffNotices
from bot.store.wakeup import Wakeup

STAFF = {"sari": Role.MANAGER, "budi": Role.MANAGER, "dewi": Role.SUPERVISOR, "eka": Role.OFFICER}


class Office:
    """`sari` writes campaigns."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._staff = PostgresStaff(database)
        self._notices = PostgresStaffNotices(database, wakeup)
        self._accounts: dict[str, UUID] = {}

    async def opens(self) -> Office:
        for login, role in STAFF.items():
            made = await self._staff.add(NewAccount(login, login.title(), frozenset({role}), "x"))
            self._accounts[login] = made.id
        return self

    async def told(self, login: str) -> list[StaffNotice]:
        """The newest first."""
        return list(await self._notices.of(self._accounts[login]))

    async def told_all(self) -> dict[str, list[tuple[str, str]]]:
        """Kind and stage of what each was told, of those who were told anything."""
        heard = {login: await self.told(login) for login in STAFF}
        return {
            login: [(each.kind.value, each.facts.get("stage", "")) for each in found]
            for login, found in heard.items()
            if found
        }
