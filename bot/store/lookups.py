"""Look-ups in PostgreSQL: tries counted before they are made, watches told once for each change, and the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import JAKARTA
from bot.domain.effect import Effect
from bot.domain.lookups import WRONG_TRIES, LogLookup, SeenLookup, UnwatchApplication, WatchApplication
from bot.domain.service import StageChanged
from bot.store.apply import Apply
from bot.store.engine import Database
from bot.store.notices import put_notice, ring_last_used
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup

# Both marks in one statement, sorted: two tries at once cannot wait for each other, and none is counted twice.
_TAKE = text("""
    INSERT INTO attempt AS a (mark, tries)
    SELECT mark, 1 FROM unnest(CAST(:marks AS text[])) AS mark ORDER BY mark
    ON CONFLICT (mark) DO UPDATE SET
        tries = CASE WHEN a.locked_until <= clock_timestamp() OR a.first_at < clock_timestamp() - interval '1 hour'
            THEN 1 ELSE a.tries + 1 END,
        first_at = CASE WHEN a.locked_until <= clock_timestamp() OR a.first_at < clock_timestamp() - interval '1 hour'
            THEN clock_timestamp() ELSE a.first_at END,
        locked_until = CASE
            WHEN a.locked_until > clock_timestamp() THEN a.locked_until
            WHEN a.tries >= :limit AND a.first_at >= clock_timestamp() - interval '1 hour'
                AND a.locked_until IS NULL THEN clock_timestamp() + interval '1 hour' END
    RETURNING locked_until IS NOT NULL AS locked
""")
_USED_UP = text("""
    SELECT count(*) FROM attempt WHERE mark = ANY(:marks) AND (locked_until > clock_timestamp()
        OR tries >= :limit AND first_at >= clock_timestamp() - interval '1 hour')
""")
_RIGHT = text("DELETE FROM attempt WHERE mark = ANY(:marks)")
_WATCHERS = text("SELECT person FROM watch WHERE mark = :mark AND told < :version")
_WATCHING = text("""
    SELECT person, born FROM watch WHERE mark = :mark AND told < :version AND person = ANY(:persons)
    ORDER BY person FOR UPDATE
""")
# Only those just read: who began to watch since then has not been told.
_TOLD = text("UPDATE watch SET told = :version, stage = :stage WHERE mark = :mark AND person = ANY(:persons)")
_WATCH = text("""
    INSERT INTO watch (person, mark, registration, born, told, stage)
    SELECT person, :mark, :registration, :born, :version, :stage FROM conversation WHERE id = :conversation
    ON CONFLICT (person, mark) DO UPDATE SET told = GREATEST(watch.told, excluded.told),
        stage = CASE WHEN excluded.told >= watch.told AND excluded.stage <> '' THEN excluded.stage ELSE watch.stage END
""")
_UNWATCH = text("""
    DELETE FROM watch w USING conversation c WHERE c.id = :conversation AND w.person = c.person AND w.mark = :mark
""")
_LOG = text("""
    INSERT INTO lookup (person, mark, registration, outcome)
    SELECT person, :mark, :registration, :outcome FROM conversation WHERE id = :conversation
""")
_SEEN = text("""
    SELECT at, outcome, person = :person AS own FROM lookup WHERE mark = :mark ORDER BY id DESC LIMIT :limit
""")
_DUE = text("""
    UPDATE watch SET polled_at = clock_timestamp() WHERE (person, mark) IN (
        SELECT person, mark FROM watch WHERE polled_at < clock_timestamp() - CAST(:every AS interval)
        ORDER BY polled_at LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING registration, born, told
""")


class PostgresAttempts:
    """Implements the Attempts port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, person: UUID, registration: str) -> bool:
        async with self._database.begin() as connection:
            wanted = {"marks": self._marks(person, registration), "limit": WRONG_TRIES}
            return not any(row.locked for row in (await connection.execute(_TAKE, wanted)).all())

    async def used_up(self, person: UUID, registration: str) -> bool:
        wanted = {"marks": self._marks(person, registration), "limit": WRONG_TRIES}
        async with self._database.single() as connection:
            return bool((await connection.execute(_USED_UP, wanted)).scalar_one())

    async def right(self, person: UUID, registration: str) -> None:
        async with self._database.begin() as connection:
            await connection.execute(_RIGHT, {"marks": self._marks(person, registration)})

    def _marks(self, person: UUID, registration: str) -> list[str]:
        vault = self._database.vault
        return [vault.mark(f"person {person}"), vault.mark(f"registration {registration}")]


class PostgresLookupLog:
    """Implements the LookupLog port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, registration: str, person: UUID, limit: int = 10) -> Sequence[SeenLookup]:
        wanted = {"mark": self._database.vault.mark(registration), "person": person, "limit": limit}
        async with self._database.single() as connection:
            rows = (await connection.execute(_SEEN, wanted)).all()
        return [SeenLookup(row.at.astimezone(JAKARTA), row.outcome, row.own) for row in rows]


@dataclass(frozen=True, slots=True)
class Watched:
    """A watched application that should be asked for again."""

    registration: str
    born: date
    told: int


class PostgresWatchers:
    """Implements the Watchers port; `due` is for services that send no events."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def tell(self, event: StageChanged) -> int:
        vault = self._database.vault
        mark = vault.mark(event.registration)
        told = 0
        async with self._database.begin() as connection:
            wanted: dict[str, object] = {"mark": mark, "version": event.version}
            watchers = (await connection.execute(_WATCHERS, wanted)).scalars().all()
            heard_in = await ring_last_used(connection, watchers)
            rows = (await connection.execute(_WATCHING, wanted | {"persons": list(watchers)})).all()
            for row in rows:
                facts = {"registration": event.registration, "stage": str(event.stage), "version": str(event.version)}
                facts["born"] = vault.open(row.born)
                key = f"status:{row.person}:{mark}:{event.version}"
                told += await put_notice(connection, vault, heard_in.get(row.person), "status", facts, key)
            told_of = wanted | {"stage": event.stage}
            await connection.execute(_TOLD, told_of | {"persons": [row.person for row in rows]})
        if told:
            self._wakeup.ring("inbox")
        return told

    async def due(self, every: timedelta, limit: int = 50) -> list[Watched]:
        """Those not asked for since `every`, which count as asked for from now."""
        vault = self._database.vault
        async with self._database.begin() as connection:
            rows = (await connection.execute(_DUE, {"every": every, "limit": limit})).all()
        return [
            Watched(vault.open(row.registration), date.fromisoformat(vault.open(row.born)), row.told) for row in rows
        ]


async def _watch(connection: AsyncConnection, vault: Vault, conversation: UUID, effect: WatchApplication) -> None:
    row = {
        "conversation": conversation,
        "mark": vault.mark(effect.registration),
        "registration": vault.seal(effect.registration),
        "born": vault.seal(effect.born.isoformat()),
        "version": effect.version,
        "stage": effect.stage,
    }
    await connection.execute(_WATCH, row)


async def _unwatch(connection: AsyncConnection, vault: Vault, conversation: UUID, effect: UnwatchApplication) -> None:
    await connection.execute(_UNWATCH, {"conversation": conversation, "mark": vault.mark(effect.registration)})


async def _log(connection: AsyncConnection, vault: Vault, conversation: UUID, effect: LogLookup) -> None:
    row = {
        "conversation": conversation,
        "mark": vault.mark(effect.registration),
        "registration": vault.seal(effect.registration),
        "outcome": effect.outcome,
    }
    await connection.execute(_LOG, row)


EFFECTS: Mapping[type[Effect], Apply] = {WatchApplication: _watch, UnwatchApplication: _unwatch, LogLookup: _log}
