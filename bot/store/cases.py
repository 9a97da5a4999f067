"""Cases in PostgreSQL: opened and moved by residents in their turns, moved and answered by staff at the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.cases import (
    BY_RESIDENTS,
    AddToCase,
    Case,
    CaseState,
    Kind,
    MoveCase,
    OpenCase,
    Visibility,
    may_become,
)
from bot.domain.effect import Effect
from bot.store.apply import Apply
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.notices import put_notice
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup

_OPEN = text("""
    INSERT INTO ticket (number, key, person, kind, category, story, place, name, happened_on, visibility, next_on)
    SELECT :number, :key, person, :kind, :category, :story, :place, :name, :happened_on, :visibility, :next_on
    FROM conversation WHERE id = :conversation
    ON CONFLICT (key) DO NOTHING
""")
_EVENT = text("""
    INSERT INTO ticket_event (number, actor, state, words)
    SELECT number, :actor, :state, :words FROM ticket WHERE number = :number
""")
_ONE = """
    SELECT number, person, kind, category, state, since, opened_at, next_on, said, clock_timestamp() AS now FROM ticket
"""
_FIND = text(f"{_ONE} WHERE number = :number")
_LOCK = text(f"{_ONE} WHERE number = :number FOR UPDATE")
_OWN = text(f"""
    {_ONE} WHERE person = :person
        AND (state NOT IN ('solved', 'closed') OR since > clock_timestamp() - interval '14 days')
    ORDER BY opened_at DESC LIMIT :limit
""")
_OWNER = text("""
    SELECT t.number FROM ticket t JOIN conversation c ON c.person = t.person
    WHERE t.number = :number AND c.id = :conversation
""")
_MOVE = text("""
    UPDATE ticket SET state = :state, since = clock_timestamp(), next_on = :next_on, said = :said
    WHERE number = :number
""")
_LIST = text("""
    SELECT number, kind, category, visibility, state, next_on, opened_at,
        next_on < (clock_timestamp() AT TIME ZONE 'Asia/Jakarta')::date AS late
    FROM ticket WHERE state NOT IN ('solved', 'closed') ORDER BY next_on, opened_at LIMIT :limit
""")
_WHOLE = text("SELECT * FROM ticket WHERE number = :number")
_HISTORY = text("SELECT at, actor, state, words FROM ticket_event WHERE number = :number ORDER BY id")
_MOST_OWN = 8


class PostgresCases:
    """Implements the Cases port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, person: UUID) -> Sequence[Case]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_OWN, {"person": person, "limit": _MOST_OWN})).all()
        return [_case(row, self._database.vault) for row in rows]

    async def find(self, number: str) -> Case | None:
        async with self._database.single() as connection:
            row = (await connection.execute(_FIND, {"number": number})).first()
        return _case(row, self._database.vault) if row else None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A line of staff's list; `late`: the promised date has passed."""

    number: str
    kind: str
    category: str
    visibility: str
    state: str
    next_on: date | None
    opened_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A whole case as staff read it; what is hidden from this reader is empty."""

    case: Case
    story: str
    place: str
    name: str
    happened_on: date | None
    visibility: Visibility
    history: tuple[tuple[datetime, str, str, str], ...]


class CaseDesk:
    """What staff do with cases. A change reaches the resident as a notice, once."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def open_cases(self, limit: int = 100) -> list[CaseLine]:
        """Those whose promise ends first."""
        async with self._database.single() as connection:
            return [CaseLine(*row) for row in await connection.execute(_LIST, {"limit": limit})]

    async def read(self, number: str, *, inspector: bool) -> CaseFile | None:
        """A secret case shows its words to an inspector only; an anonymous one its name to nobody."""
        vault = self._database.vault
        async with self._database.single() as connection:
            row = (await connection.execute(_WHOLE, {"number": number})).first()
            if row is None:
                return None
            events = (await connection.execute(_HISTORY, {"number": number})).all()
        visibility = Visibility(row.visibility)
        hidden = visibility is Visibility.SECRET and not inspector
        named = visibility is Visibility.OPEN or (visibility is Visibility.SECRET and inspector)
        return CaseFile(
            _case(row, vault),
            "" if hidden else vault.open(row.story),
            "" if hidden else vault.open(row.place),
            vault.open(row.name) if named else "",
            row.happened_on,
            visibility,
            tuple((event.at, event.actor, event.state, "" if hidden else vault.open(event.words)) for event in events),
        )

    async def move(self, number: str, state: CaseState, officer: str, words: str, next_on: date | None) -> bool:
        """Change the state, with words for the resident and the next date. False where the case may not become that,
        or does not exist."""
        async with self._database.begin() as connection:
            row = (await connection.execute(_LOCK, {"number": number})).first()
            if row is None or not may_become(CaseState(row.state), state, row.since, row.now):
                return False
            event = await _moved(connection, self._database.vault, number, state, officer, words, next_on)
            await put_notice(connection, row.person, "case", {"number": number}, f"case:{number}:{event.isoformat()}")
        self._wakeup.ring("inbox")
        return True


async def _moved(
    connection: AsyncConnection,
    vault: Vault,
    number: str,
    state: CaseState,
    actor: str,
    words: str,
    next_on: date | None,
) -> datetime:
    sealed = vault.seal(text_column(words))
    await connection.execute(_MOVE, {"number": number, "state": state, "said": sealed, "next_on": next_on})
    await connection.execute(_EVENT, {"number": number, "actor": actor, "state": state, "words": sealed})
    since: datetime = (await connection.execute(_FIND, {"number": number})).one().since
    return since


def _case(row: Row[Any], vault: Vault) -> Case:
    kind, state = Kind(row.kind), CaseState(row.state)
    said = vault.open(row.said)
    return Case(row.number, row.person, kind, row.category, state, row.since, row.opened_at, row.next_on, said)


async def _open(connection: AsyncConnection, vault: Vault, conversation: UUID, effect: OpenCase) -> None:
    row = {
        "number": effect.number,
        "key": effect.key,
        "conversation": conversation,
        "kind": effect.kind,
        "category": effect.category,
        "story": vault.seal(text_column(effect.story)),
        "place": vault.seal(text_column(effect.place)),
        "name": vault.seal(text_column(effect.name)),
        "happened_on": effect.happened_on,
        "visibility": effect.visibility,
        "next_on": effect.next_on,
    }
    if (await connection.execute(_OPEN, row)).rowcount:
        event = {"number": effect.number, "actor": "resident", "state": CaseState.RECEIVED, "words": ""}
        await connection.execute(_EVENT, event)


async def _add(connection: AsyncConnection, vault: Vault, conversation: UUID, effect: AddToCase) -> None:
    """The conversation is part of the look-up: nobody writes into somebody else's case."""
    if await _is_own(connection, conversation, effect.number):
        words = vault.seal(text_column(effect.words))
        event = {"number": effect.number, "actor": "resident", "state": "", "words": words}
        await connection.execute(_EVENT, event)


async def _move(connection: AsyncConnection, vault: Vault, conversation: UUID, effect: MoveCase) -> None:
    if effect.state not in BY_RESIDENTS or not await _is_own(connection, conversation, effect.number):
        return
    row = (await connection.execute(_LOCK, {"number": effect.number})).one()
    if may_become(CaseState(row.state), effect.state, row.since, row.now):
        await _moved(connection, vault, effect.number, effect.state, "resident", "", effect.next_on)


async def _is_own(connection: AsyncConnection, conversation: UUID, number: str) -> bool:
    wanted = {"conversation": conversation, "number": number}
    return (await connection.execute(_OWNER, wanted)).first() is not None


EFFECTS: Mapping[type[Effect], Apply] = {OpenCase: _open, AddToCase: _add, MoveCase: _move}
