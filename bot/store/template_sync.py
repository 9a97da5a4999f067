"""Meta's whole list of templates beside ours: what changed is taken over, unless a webhook told something newer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

_LOCK = text("SELECT * FROM whatsapp_template ORDER BY name, language FOR UPDATE")
_ADD = text("""
    INSERT INTO whatsapp_template (name, language, meta_id, category, state, quality, reason, parts, synced_at)
    VALUES (:name, :language, :meta_id, :category, :state, :quality, :reason, CAST(:parts AS jsonb), :since)
    ON CONFLICT (name, language) DO NOTHING
""")
_SEEN = text("""
    UPDATE whatsapp_template SET meta_id = :meta_id, synced_at = :since, parts = CAST(:parts AS jsonb)
    WHERE name = :name AND language = :language
""")
_CHANGE = {
    "state": text("""
        UPDATE whatsapp_template SET state = :state, reason = :reason, state_at = :since
        WHERE name = :name AND language = :language
    """),
    "quality": text("""
        UPDATE whatsapp_template SET quality = :quality, quality_at = :since
        WHERE name = :name AND language = :language
    """),
    "category": text("""
        UPDATE whatsapp_template SET category = :category, category_at = :since
        WHERE name = :name AND language = :language
    """),
}
_GONE = text("""
    UPDATE whatsapp_template SET state = 'deleted', reason = '', state_at = :since
    WHERE name = :name AND language = :language
""")
_EVENT = text("""
    INSERT INTO whatsapp_template_event (name, language, source, what, value, note)
    VALUES (:name, :language, 'sync', :what, :value, :note)
""")
_SAMPLES = "examples"


@dataclass(frozen=True, slots=True)
class TakenOver:
    """An entry of Meta's list as it is kept; `parts` as JSON."""

    name: str
    language: str
    meta_id: str
    category: str
    state: str
    quality: str
    reason: str
    parts: str

    @property
    def key(self) -> tuple[str, str]:
        return self.name, self.language


async def take_over(
    connection: AsyncConnection, found: Sequence[TakenOver], since: datetime, patience: timedelta
) -> int:
    """How many changed. `since`: the database's time when Meta was asked; a template that is younger than `patience`
    may be missing in the list although it is there."""
    ours = {(row.name, row.language): row for row in await connection.execute(_LOCK)}
    changed = 0
    for told in sorted(found, key=lambda each: each.key):
        row = ours.get(told.key)
        changed += await (_added(connection, told, since) if row is None else _compared(connection, row, told, since))
    there = {told.key for told in found}
    for key, row in ours.items():
        if key not in there and row.state != "deleted" and _before(row.created_at, since - patience):
            changed += await _gone(connection, row, since)
    return changed


async def _added(connection: AsyncConnection, told: TakenOver, since: datetime) -> bool:
    if told.state == "deleted":
        return False
    await connection.execute(_ADD, _columns(told, since))
    await _note(connection, told, "found", told.state, told.reason)
    return True


async def _compared(connection: AsyncConnection, row: Row[Any], told: TakenOver, since: datetime) -> bool:
    """What is as we know it keeps its moment: a webhook on its way may be newer than our question."""
    if row.state == "deleted" and not _before(row.state_at, since):
        return False
    columns = _columns(told, since)
    changes = 0
    for what, statement in _CHANGE.items():
        if getattr(row, what) != getattr(told, what) and _before(getattr(row, f"{what}_at"), since):
            await connection.execute(statement, columns)
            await _note(connection, told, what, getattr(told, what), told.reason if what == "state" else "")
            changes += 1
    if _words(row.parts) != _words(json.loads(told.parts)):
        changes += bool(row.parts)
        if row.parts:
            await _note(connection, told, "words", "", "")
    await connection.execute(_SEEN, columns)
    return changes > 0


async def _gone(connection: AsyncConnection, row: Row[Any], since: datetime) -> bool:
    if not _before(row.state_at, since):
        return False
    key = {"name": row.name, "language": row.language}
    await connection.execute(_GONE, key | {"since": since})
    await connection.execute(_EVENT, key | {"what": "state", "value": "deleted", "note": ""})
    return True


async def _note(connection: AsyncConnection, told: TakenOver, what: str, value: str, note: str) -> None:
    row = {"name": told.name, "language": told.language, "what": what, "value": value, "note": note}
    await connection.execute(_EVENT, row)


def _columns(told: TakenOver, since: datetime) -> dict[str, Any]:
    return {name: getattr(told, name) for name in TakenOver.__slots__} | {"since": since}


def _before(moment: datetime | None, since: datetime) -> bool:
    return moment is None or moment < since


def _words(parts: dict[str, Any]) -> dict[str, Any]:
    """What residents read; the examples are for Meta only."""
    return {name: value for name, value in (parts or {}).items() if name != _SAMPLES}
