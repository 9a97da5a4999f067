"""Cases from the residents' side: what their dialogues lead to, and what they may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import JAKARTA
from bot.domain.cases import ENDED, Actor, AddToCase, CaseView, Kind, MoveCase, OpenCase, Priority, State, sources
from bot.domain.effect import Effect
from bot.domain.tracking import new_number
from bot.store.apply import Apply
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.vault import Vault

HURRY = tuple(Priority)
"""Kept as its place in this row: the smallest comes first in lists."""
_NUMBER_OF = text("SELECT number FROM resident_case WHERE key = :key")
_TAKEN = text("SELECT 1 FROM resident_case WHERE number = :number")

# A number somebody took since it was looked up breaks the turn; when it is tried again it gets another one.
_OPEN = text("""
    INSERT INTO resident_case
        (number, key, person, kind, category, visibility, story, happened, place, name, state, next_on, hurry)
    VALUES (:number, :key, :person, :kind, :category, :visibility, :story, :happened, :place, :name, 'received',
        :next_on, :hurry)
    ON CONFLICT (key) DO NOTHING RETURNING number
""")
_MOVE = text("""
    UPDATE resident_case SET state = :to, next_on = :next_on
    WHERE number = :number AND person = :person AND state = ANY(:sources) RETURNING number
""")
_EVENT = text("""
    INSERT INTO case_event (number, key, actor, author, state, words, next_on)
    SELECT c.number, :key, :actor, :author, c.state, :words, c.next_on FROM resident_case c WHERE c.number = :number
    ON CONFLICT (key) DO NOTHING RETURNING id
""")
_OWN = text("SELECT 1 FROM resident_case WHERE number = :number AND person = :person")

_VIEW = """
    SELECT c.number, c.kind, {state}, {next_on}, c.person = :person AS own, c.received_at, c.answered_at, {words}
    FROM resident_case c {more}
"""
_LAST_WORDS = """(SELECT e.words FROM case_event e WHERE e.number = c.number AND e.actor = 'staff' AND e.words <> ''
    ORDER BY e.id DESC LIMIT 1) AS words"""
_NOW = _VIEW.format(state="c.state", next_on="c.next_on", words=_LAST_WORDS, more="WHERE {which}")
_FIND = text(_NOW.format(which="c.number = :number"))
_OF_PERSON = text(_NOW.format(which="c.person = :person ORDER BY (c.state = ANY(:ended)), c.received_at DESC LIMIT 20"))
_NEWS = text(
    _VIEW.format(
        state="e.state",
        next_on="e.next_on",
        words="e.words",
        more="JOIN case_event e ON e.number = c.number WHERE e.id = :event AND c.person = :person",
    )
)


async def note_event(
    connection: AsyncConnection,
    vault: Vault,
    number: str,
    actor: Actor,
    *,
    author: str = "",
    words: str = "",
    key: str | None = None,
) -> int | None:
    """Keep what happened to a case, as it is now; None where the key was there already."""  # fmt: skip
    row = {"number": number, "actor": actor, "author": author, "words": vault.seal(text_column(words)), "key": key}
    return (await connection.execute(_EVENT, row)).scalar_one_or_none()


class PostgresCases:
    """Implements the Cases port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def number_for(self, key: str) -> str:
        async with self._database.begin() as connection:
            known: str | None = (await connection.execute(_NUMBER_OF, {"key": key})).scalar_one_or_none()
            while known is None:
                number = new_number()
                if not (await connection.execute(_TAKEN, {"number": number})).first():
                    known = number
        return known

    async def find(self, number: str, person: UUID) -> CaseView | None:
        return next(iter(await self._views(_FIND, number=number, person=person)), None)

    async def of_person(self, person: UUID) -> Sequence[CaseView]:
        return await self._views(_OF_PERSON, person=person, ended=list(ENDED))

    async def news(self, event: int, person: UUID) -> CaseView | None:
        return next(iter(await self._views(_NEWS, event=event, person=person)), None)

    async def _views(self, query: Any, **values: object) -> list[CaseView]:
        async with self._database.begin() as connection:
            rows = (await connection.execute(query, values)).all()
        return [self._view(row) for row in rows]

    def _view(self, row: Row[Any]) -> CaseView:
        return CaseView(
            number=row.number,
            kind=Kind(row.kind),
            state=State(row.state),
            received=row.received_at.astimezone(JAKARTA).date(),
            answered=row.answered_at.astimezone(JAKARTA).date() if row.answered_at else None,
            next_on=row.next_on,
            own=row.own,
            words=self._database.vault.open(row.words or "") if row.own else "",
        )


async def insert_case(connection: AsyncConnection, vault: Vault, effect: OpenCase) -> bool:
    """False for a dialogue, or a form, whose case is there already."""
    row = {
        "number": effect.number,
        "key": effect.key,
        "person": effect.person,
        "kind": effect.kind,
        "category": effect.category,
        "visibility": effect.visibility,
        "next_on": effect.next_on,
        "hurry": HURRY.index(effect.priority),
    }
    told = {"story": effect.story, "happened": effect.happened, "place": effect.place, "name": effect.name}
    row |= {field: vault.seal(text_column(words)) for field, words in told.items()}
    return (await connection.execute(_OPEN, row)).first() is not None


async def _open(connection: AsyncConnection, vault: Vault, _: UUID, effect: OpenCase) -> None:
    if await insert_case(connection, vault, effect):
        await note_event(connection, vault, effect.number, Actor.RESIDENT)


async def _add(connection: AsyncConnection, vault: Vault, _: UUID, effect: AddToCase) -> None:
    owner = {"number": effect.number, "person": effect.person}
    if (await connection.execute(_OWN, owner)).first():
        await note_event(connection, vault, effect.number, Actor.RESIDENT, words=effect.words, key=effect.key)


async def _move(connection: AsyncConnection, vault: Vault, _: UUID, effect: MoveCase) -> None:
    row = {
        "number": effect.number,
        "person": effect.person,
        "to": effect.to,
        "next_on": effect.next_on,
        "sources": list(sources(Actor.RESIDENT, effect.to)),
    }
    if (await connection.execute(_MOVE, row)).first():
        await note_event(connection, vault, effect.number, Actor.RESIDENT)


EFFECTS: Mapping[type[Effect], Apply] = {OpenCase: _open, AddToCase: _add, MoveCase: _move}
