"""The consent ledger as staff read it: by a conversation or a tracking number, and in figures."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.consents import Consented, ConsentMonth, ConsentRecord, ConsentTotals, Standing
from bot.store.engine import Database

_OF_CONVERSATION = text("SELECT person FROM conversation WHERE id = :id")
_OF_CASE = text("SELECT person FROM resident_case WHERE number = :number AND visibility <> 'secret'")
_STANDING = text("""
    SELECT id, channel, announcements, campaigns_stopped, reachable FROM conversation WHERE person = :person
    ORDER BY last_inbound_at DESC NULLS LAST, id
""")
_LINES = text("""
    SELECT at, channel, about, decision, words FROM consent WHERE person = :person ORDER BY at DESC, id DESC LIMIT 200
""")
_MONTHS = text("""
    SELECT CAST(date_trunc('month', at AT TIME ZONE 'Asia/Jakarta') AS date) AS first,
        count(*) FILTER (WHERE decision = 'yes') AS agreed, count(*) FILTER (WHERE decision = 'no') AS stopped
    FROM consent WHERE about = 'announcements' GROUP BY 1 ORDER BY 1 DESC LIMIT :most
""")
_TOTALS = text("""
    SELECT count(*) FILTER (WHERE announcements AND NOT campaigns_stopped) AS agreed,
        count(*) FILTER (WHERE campaigns_stopped) AS stopped,
        count(*) FILTER (WHERE NOT announcements AND NOT campaigns_stopped) AS never
    FROM conversation WHERE erased_at IS NULL
""")


class PostgresConsentLedger:
    """Implements the ConsentLedger port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_conversation(self, conversation: UUID) -> ConsentRecord | None:
        async with self._database.single() as connection:
            person = (await connection.execute(_OF_CONVERSATION, {"id": conversation})).scalar_one_or_none()
            return await self._record(connection, person) if person else None

    async def of_case(self, number: str) -> ConsentRecord | None:
        async with self._database.single() as connection:
            person = (await connection.execute(_OF_CASE, {"number": number})).scalar_one_or_none()
            return await self._record(connection, person) if person else None

    async def months(self, most: int = 12) -> Sequence[ConsentMonth]:
        async with self._database.single() as connection:
            found = await connection.execute(_MONTHS, {"most": most})
            return [ConsentMonth(row.first, row.agreed, row.stopped) for row in found]

    async def totals(self) -> ConsentTotals:
        async with self._database.single() as connection:
            return ConsentTotals(*(await connection.execute(_TOTALS)).one())

    async def _record(self, connection: AsyncConnection, person: UUID) -> ConsentRecord:
        wanted = {"person": person}
        standing = tuple(Standing(*row) for row in await connection.execute(_STANDING, wanted))
        lines = tuple(
            Consented(row.at, row.channel, row.about, row.decision, self._database.vault.readable(row.words))
            for row in await connection.execute(_LINES, wanted)
        )
        return ConsentRecord(standing, lines)
