"""Lists of contacts who agreed elsewhere: read in parts that hold nothing up, checked first, and then taken or not."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Row, text

from bot.contact_rows import read_sheet
from bot.domain.contact_imports import (
    WORKING,
    Column,
    ContactImport,
    ImportMoved,
    Phase,
    RowError,
    UnknownImport,
)
from bot.domain.messages import ChannelName
from bot.domain.timing import Clock
from bot.store.codec import text_column
from bot.store.contact_steps import Reading, check, take
from bot.store.engine import Database
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup

PART = 250
"""Rows of one transaction."""
_PARTS_AT_ONCE = 10
"""So many are written by one statement: what is sent to the database is put together where all else runs, too."""
KEPT = timedelta(days=7)
"""How long a checked list waits for somebody to decide."""
_SELECT = """
    SELECT i.*, (SELECT count(*) FROM contact_chunk c WHERE c.contacts = i.id) AS parts,
        (SELECT count(*) FROM contact_chunk c WHERE c.contacts = i.id
            AND c.step = CASE i.phase WHEN 'taking' THEN 'taken' ELSE 'checked' END) AS done
    FROM contact_import i
"""
_FIND = text(f"{_SELECT} WHERE i.id = :id")
_SAME = text(f"{_SELECT} WHERE i.mark = :mark")
_ALL = text(f"{_SELECT} ORDER BY i.created_at DESC, i.id LIMIT :most")
_ADD = text("""
    INSERT INTO contact_import (id, name, mark, author, row_count) VALUES (:id, :name, :mark, :author, :rows)
    ON CONFLICT (mark) DO NOTHING
""")
_ADD_PART = text("INSERT INTO contact_chunk (contacts, body) VALUES (:contacts, :body)")
_ERRORS = text("SELECT row, field, what, other FROM contact_error WHERE contacts = :id ORDER BY row, field LIMIT :most")
_DECIDE = text("""
    UPDATE contact_import SET phase = :phase, decided_by = :actor,
        mark = CASE WHEN :phase = 'discarded' THEN NULL ELSE mark END,
        ended_at = CASE WHEN :phase = 'discarded' THEN clock_timestamp() END
    WHERE id = :id AND (phase = 'checked' OR (phase = 'checking' AND :phase = 'discarded'))
""")
_THERE = text("SELECT 1 FROM contact_import WHERE id = :id")
_HOLD = text("""
    SELECT id, name, phase, counts FROM contact_import WHERE id = :id AND phase IN ('checking', 'taking')
    FOR UPDATE SKIP LOCKED
""")
_NEXT = text("SELECT id, body FROM contact_chunk WHERE contacts = :id AND step = :step ORDER BY id LIMIT 1")
_STEPPED = text("UPDATE contact_chunk SET step = :step, body = :body WHERE id = :id")
_COUNTED = text("UPDATE contact_import SET counts = CAST(:counts AS jsonb) WHERE id = :id")
_ENDED = text("UPDATE contact_import SET phase = :phase, ended_at = clock_timestamp() WHERE id = :id")
_DROP = tuple(text(f"DELETE FROM {table} WHERE contacts = :id") for table in ("contact_chunk", "contact_seen"))  # noqa: S608
_WORKING = text("SELECT id FROM contact_import WHERE phase IN ('checking', 'taking') ORDER BY created_at")
_OLD = text("""
    SELECT id FROM contact_import WHERE phase = 'checked' AND created_at < clock_timestamp() - CAST(:kept AS interval)
""")
_log = structlog.get_logger(__name__)


class PostgresContactImports:
    """Implements the ContactImports port. Work goes on in the background of this process; `advance_all`, run by the
    clock, takes up what another process left."""

    def __init__(
        self,
        database: Database,
        wakeup: Wakeup,
        clock: Clock,
        accounts: Mapping[ChannelName, str],
        interests: Mapping[str, str],
    ) -> None:
        """`accounts` of the channels that are set up; `interests`: lower-case words → the topic they name."""
        self._database = database
        self._wakeup = wakeup
        self._clock = clock
        self._accounts = accounts
        self._interests = interests
        self._working: set[asyncio.Task[None]] = set()

    async def upload(self, name: str, content: bytes, author: str) -> tuple[ContactImport, bool]:
        mark = self._database.vault.mark(f"contacts {hashlib.sha256(content).hexdigest()}")
        if (found := await self._same(mark)) is not None:
            return found, False
        rows, parts = await asyncio.to_thread(_parts, self._database.vault, content)
        made = uuid4()
        row = {"id": made, "name": text_column(name), "mark": mark, "author": author, "rows": rows}
        async with self._database.begin() as connection:
            new = bool((await connection.execute(_ADD, row)).rowcount)
            if new:
                for start in range(0, len(parts), _PARTS_AT_ONCE):
                    some = parts[start : start + _PARTS_AT_ONCE]
                    await connection.execute(_ADD_PART, [{"contacts": made, "body": part} for part in some])
        if new:
            self._go_on(made)
            return await self.find(made), True
        found = await self._same(mark)
        return (found, False) if found else await self.upload(name, content, author)

    async def all(self, most: int = 50) -> Sequence[ContactImport]:
        async with self._database.single() as connection:
            return [_import(row) for row in await connection.execute(_ALL, {"most": most})]

    async def find(self, contacts: UUID) -> ContactImport:
        async with self._database.single() as connection:
            row = (await connection.execute(_FIND, {"id": contacts})).first()
        if row is None:
            raise UnknownImport(str(contacts))
        return _import(row)

    async def errors(self, contacts: UUID, most: int) -> Sequence[RowError]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_ERRORS, {"id": contacts, "most": most})).all()
        return [RowError(row.row, Column(row.field) if row.field else None, row.what, row.other) for row in rows]

    async def take(self, contacts: UUID, actor: str) -> None:
        await self._decide(contacts, Phase.TAKING, actor)
        self._go_on(contacts)

    async def discard(self, contacts: UUID, actor: str) -> None:
        await self._decide(contacts, Phase.DISCARDED, actor)
        await self._drop(contacts)

    async def advance_all(self) -> int:
        """What waits or was left behind; how many lists."""
        async with self._database.single() as connection:
            waiting = list((await connection.execute(_WORKING)).scalars())
            old = list((await connection.execute(_OLD, {"kept": KEPT})).scalars())
        for each in waiting:
            await self.advance(each)
        for each in old:
            await self.discard(each, "system")
        return len(waiting) + len(old)

    async def advance(self, contacts: UUID) -> None:
        """Until this list needs no more work here."""
        while await self._step(contacts):
            self._wakeup.ring("desk")
        self._wakeup.ring("desk")

    async def idle(self) -> None:
        """Until nothing is under way in this process."""
        while self._working:
            await asyncio.gather(*self._working, return_exceptions=True)

    def _go_on(self, contacts: UUID) -> None:
        task = asyncio.create_task(self._worked(contacts))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _worked(self, contacts: UUID) -> None:
        try:
            await self.advance(contacts)
        except Exception as error:
            _log.error("import_broken", contacts=str(contacts), error=type(error).__name__)

    async def _step(self, contacts: UUID) -> bool:
        """One part, in one transaction; whether there may be more."""
        async with self._database.begin() as connection:
            held = (await connection.execute(_HOLD, {"id": contacts})).first()
            if held is None:
                return False
            checking = held.phase == Phase.CHECKING
            step = "raw" if checking else "checked"
            part = (await connection.execute(_NEXT, {"id": contacts, "step": step})).first()
            if part is None:
                await connection.execute(_ENDED, {"id": contacts, "phase": "checked" if checking else "taken"})
            else:
                reading = self._reading(contacts, held.name)
                body, counts = await (check if checking else take)(connection, reading, part.body)
                stepped = {"id": part.id, "step": "checked" if checking else "taken", "body": body}
                await connection.execute(_STEPPED, stepped)
                await connection.execute(_COUNTED, {"id": contacts, "counts": _sum(held.counts, counts)})
        if part is None and not checking:
            await self._drop(contacts)
        return part is not None

    def _reading(self, contacts: UUID, name: str) -> Reading:
        today = self._clock.now().date()
        return Reading(self._database.vault, contacts, name, today, self._accounts, self._interests)

    async def _decide(self, contacts: UUID, phase: Phase, actor: str) -> None:
        async with self._database.begin() as connection:
            row = {"id": contacts, "phase": phase.value, "actor": actor}
            if (await connection.execute(_DECIDE, row)).rowcount:
                return
            there = (await connection.execute(_THERE, {"id": contacts})).first()
        raise ImportMoved(str(contacts)) if there else UnknownImport(str(contacts))

    async def _drop(self, contacts: UUID) -> None:
        """What was in the file."""
        async with self._database.begin() as connection:
            for statement in _DROP:
                await connection.execute(statement, {"id": contacts})
        self._wakeup.ring("desk")

    async def _same(self, mark: str) -> ContactImport | None:
        async with self._database.single() as connection:
            row = (await connection.execute(_SAME, {"mark": mark})).first()
        return _import(row) if row else None


def _parts(vault: Vault, content: bytes) -> tuple[int, list[str]]:
    """How many rows there are, and they themselves in sealed parts. Raises FileRefused."""
    sheet = read_sheet(content)
    layout = {str(column): place for column, place in sheet.layout.items()}
    count, parts = 0, []
    while rows := list(islice(sheet.rows, PART)):
        count += len(rows)
        parts.append(vault.seal(json.dumps({"layout": layout, "rows": rows})))
    return count, parts


def _sum(before: Mapping[str, int], more: Mapping[str, int]) -> str:
    return json.dumps({name: before.get(name, 0) + more.get(name, 0) for name in {*before, *more}})


def _import(row: Row[Any]) -> ContactImport:
    created: datetime = row.created_at
    phase = Phase(row.phase)
    whole = phase not in WORKING
    return ContactImport(
        id=row.id,
        name=row.name,
        phase=phase,
        author=row.author,
        rows=row.row_count,
        parts=row.parts,
        done=row.parts if whole else row.done,
        created_at=created,
        decided_by=row.decided_by,
        counts=row.counts,
    )
