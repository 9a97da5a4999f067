"""What residents are subscribed to: agreed or not by conversation, topics and neighbourhood by person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import JAKARTA
from bot.domain.effect import Effect
from bot.domain.interests import SetArea, SetInterests, Subscription
from bot.store.apply import Apply
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.vault import Vault

_CHANNELS = text("""
    SELECT DISTINCT channel FROM conversation
    WHERE person = :person AND announcements AND NOT campaigns_stopped AND erased_at IS NULL ORDER BY channel
""")
_SINCE = text("""
    SELECT max(at) FROM consent WHERE person = :person AND about = 'announcements' AND decision = 'yes'
""")
_CHOSEN = text("""
    SELECT about, value FROM trait WHERE person = :person AND about IN ('interest', 'neighbourhood') ORDER BY at, value
""")
_CHOICES = "DELETE FROM trait t USING conversation c WHERE c.id = :conversation AND t.person = c.person AND t.about"
_FORGET = {about: text(f"{_CHOICES} = '{about}'") for about in ("interest", "neighbourhood")}
_FORGET_ALL = text(f"{_CHOICES} IN ('interest', 'neighbourhood')")
_CHOOSE = text("""
    INSERT INTO trait (person, about, value)
    SELECT c.person, :about, value FROM conversation c, unnest(CAST(:values AS text[])) AS value
    WHERE c.id = :conversation ON CONFLICT DO NOTHING
""")
# Of both, what either chose; one place to live: that of the person who stays.
_JOIN = tuple(
    text(statement)
    for statement in (
        """DELETE FROM trait t WHERE t.person = :mine AND (
            EXISTS (SELECT 1 FROM trait o WHERE o.person = :person AND o.about = t.about AND o.value = t.value)
            OR t.about = 'neighbourhood' AND EXISTS (
                SELECT 1 FROM trait o WHERE o.person = :person AND o.about = 'neighbourhood'))""",
        "UPDATE trait SET person = :person WHERE person = :mine",
    )
)
_PART = text("""
    INSERT INTO trait (person, about, value, at)
    SELECT c.id, t.about, t.value, t.at FROM conversation c JOIN trait t ON t.person = c.person
    WHERE c.person = :mine AND c.id <> :mine AND t.about IN ('interest', 'neighbourhood')
        AND c.announcements AND NOT c.campaigns_stopped
    ON CONFLICT DO NOTHING
""")


class PostgresSubscriptions:
    """Implements the Subscriptions port."""

    def __init__(self, database: Database, per_week: int) -> None:
        self._database = database
        self._per_week = per_week

    @property
    def per_week(self) -> int:
        return self._per_week

    async def of(self, person: UUID) -> Subscription:
        wanted = {"person": person}
        async with self._database.begin() as connection:
            channels = tuple((await connection.execute(_CHANNELS, wanted)).scalars())
            since = (await connection.execute(_SINCE, wanted)).scalar_one()
            chosen = (await connection.execute(_CHOSEN, wanted)).all()
        areas = [row.value for row in chosen if row.about == "neighbourhood"]
        return Subscription(
            wanted=bool(channels),
            since=since.astimezone(JAKARTA) if since else None,
            channels=channels,
            interests=tuple(row.value for row in chosen if row.about == "interest"),
            area=areas[-1] if areas else "",
        )


async def forget_choices(connection: AsyncConnection, conversation: UUID) -> None:
    """Nobody needs them once announcements are over."""
    await connection.execute(_FORGET_ALL, {"conversation": conversation})


async def join_choices(connection: AsyncConnection, mine: UUID, person: UUID) -> None:
    """Of two people who are one from now on."""
    for statement in _JOIN:
        await connection.execute(statement, {"mine": mine, "person": person})


async def part_choices(connection: AsyncConnection, mine: UUID) -> None:
    """Before the conversations of a person become people of their own: each that is subscribed keeps them."""
    await connection.execute(_PART, {"mine": mine})


async def _interests(connection: AsyncConnection, _: Vault, conversation: UUID, effect: SetInterests) -> None:
    await _choose(connection, conversation, "interest", effect.interests)


async def _area(connection: AsyncConnection, _: Vault, conversation: UUID, effect: SetArea) -> None:
    await _choose(connection, conversation, "neighbourhood", [effect.area] if effect.area else [])


async def _choose(connection: AsyncConnection, conversation: UUID, about: str, values: Sequence[str]) -> None:
    await connection.execute(_FORGET[about], {"conversation": conversation})
    if values:
        row = {"about": about, "values": [text_column(value) for value in values], "conversation": conversation}
        await connection.execute(_CHOOSE, row)


EFFECTS: Mapping[type[Effect], Apply] = {SetInterests: _interests, SetArea: _area}
