"""Conversations and cases in people's hands, and back out of them (Hands of bot/store/assignments.py)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import text

from bot.domain.case_work import AlreadyTaken, CaseWork
from bot.domain.cases import Role
from bot.domain.desk_notes import DeskNotes
from bot.domain.front_desk import DeskRefused, FrontDesk
from bot.domain.staff import Account
from bot.store.engine import Database
from bot.store.staff import COLUMNS, account_of

SYSTEM = "Sambung Rasa"
"""Who did it, where staff read an author."""
NOBODY = "system"
"""Who did it, in the audit log: they did not do it themselves."""
_HELD = text("SELECT account, count(*) AS many FROM desk_card WHERE account IS NOT NULL GROUP BY account")
_THEIRS = text("SELECT conversation, held_since FROM desk_card WHERE account = :account ORDER BY conversation")
_ACCOUNT = text(f"SELECT {COLUMNS} FROM staff_account a WHERE a.id = :account")  # noqa: S608 - our own words
_OPEN = "assignee IS NOT NULL AND state NOT IN ('done', 'declined', 'closed')"
_CASES = text(f"SELECT assignee, count(*) AS many FROM resident_case WHERE {_OPEN} GROUP BY assignee")  # noqa: S608
_THEIR_CASES = text(f"SELECT number FROM resident_case WHERE assignee = :account AND {_OPEN} ORDER BY number")  # noqa: S608


@dataclass(frozen=True, slots=True)
class ConversationHands:
    """Gives back by the front desk, as if they had done it themselves, so that the resident is told; `note` is what
    colleagues read beside it."""

    database: Database
    desk: FrontDesk
    notes: DeskNotes
    note: str

    async def held(self) -> dict[UUID, int]:
        async with self.database.single() as connection:
            return {row.account: row.many for row in await connection.execute(_HELD)}

    async def give_back(self, account: UUID) -> int:
        async with self.database.single() as connection:
            rows = (await connection.execute(_THEIRS, {"account": account})).all()
            who = (await connection.execute(_ACCOUNT, {"account": account})).one_or_none()
        if who is None:
            return 0
        holder = replace(account_of(who), login=NOBODY)
        done = [await self._give(row.conversation, str(row.held_since), holder) for row in rows]
        return sum(done)

    async def _give(self, conversation: UUID, since: str, holder: Account) -> bool:
        """Whether it went back now: of two workers, the note belongs to one. Refused: somebody else has taken it."""
        with suppress(DeskRefused):
            if not (await self.desk.standing(conversation)).held_by(holder.id):
                return False
            await self.desk.release(conversation, holder)
            await self.notes.add_note(conversation, holder, self.note, f"absent:{conversation}:{since}")
            return True
        return False


@dataclass(frozen=True, slots=True)
class CaseHands:
    """Open cases; what is over stays as it is."""

    database: Database
    work: CaseWork

    async def held(self) -> dict[UUID, int]:
        async with self.database.single() as connection:
            return {row.assignee: row.many for row in await connection.execute(_CASES)}

    async def give_back(self, account: UUID) -> int:
        async with self.database.single() as connection:
            numbers = (await connection.execute(_THEIR_CASES, {"account": account})).scalars().all()
        done = 0
        for number in numbers:
            with suppress(AlreadyTaken):
                # Secret ones, too: nobody reads them by this.
                await self.work.assign(number, None, account, Role.INSPECTOR, SYSTEM)
                done += 1
        return done
