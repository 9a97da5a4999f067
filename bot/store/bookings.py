"""Residents' appointments at the counter, kept sealed beside what the city's service has of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import JAKARTA
from bot.domain.bookings import DropBooking, KeepBooking, OwnBooking
from bot.domain.effect import Effect
from bot.store.apply import Apply
from bot.store.engine import Database
from bot.store.vault import Vault

_KEEP = text("""
    INSERT INTO booking AS b (mark, person, registration, born, topic, start_at)
    SELECT :mark, person, :registration, :born, :topic, :start FROM conversation WHERE id = :conversation
    ON CONFLICT (mark) DO UPDATE SET start_at = excluded.start_at WHERE b.person = excluded.person
""")
_DROP = text("""
    DELETE FROM booking b USING conversation c WHERE c.id = :conversation AND b.person = c.person AND b.mark = :mark
""")
_OF_PERSON = text("""
    SELECT registration, born, topic, start_at FROM booking
    WHERE person = :person AND start_at > clock_timestamp() AND (CAST(:mark AS text) IS NULL OR mark = :mark)
    ORDER BY start_at LIMIT 10
""")


class PostgresBookings:
    """Implements the Bookings port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_person(self, person: UUID) -> Sequence[OwnBooking]:
        return await self._found(person, None)

    async def find(self, registration: str, person: UUID) -> OwnBooking | None:
        return next(iter(await self._found(person, self._database.vault.mark(registration))), None)

    async def _found(self, person: UUID, mark: str | None) -> list[OwnBooking]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_OF_PERSON, {"person": person, "mark": mark})).all()
        return [self._opened(row) for row in rows]

    def _opened(self, row: Row[Any]) -> OwnBooking:
        opened = self._database.vault.open
        born = date.fromisoformat(opened(row.born))
        return OwnBooking(opened(row.registration), born, row.topic, row.start_at.astimezone(JAKARTA))


async def _keep(connection: AsyncConnection, vault: Vault, conversation: UUID, effect: KeepBooking) -> None:
    row = {
        "conversation": conversation,
        "mark": vault.mark(effect.registration),
        "registration": vault.seal(effect.registration),
        "born": vault.seal(effect.born.isoformat()),
        "topic": effect.topic,
        "start": effect.start,
    }
    await connection.execute(_KEEP, row)


async def _drop(connection: AsyncConnection, vault: Vault, conversation: UUID, effect: DropBooking) -> None:
    await connection.execute(_DROP, {"conversation": conversation, "mark": vault.mark(effect.registration)})


EFFECTS: Mapping[type[Effect], Apply] = {KeepBooking: _keep, DropBooking: _drop}
