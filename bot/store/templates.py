"""WhatsApp templates as we know them: what Meta's list says, what its webhooks tell, what staff did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import Deed
from bot.domain.template_ports import Synced
from bot.domain.templates import (
    USABLE,
    Category,
    Happened,
    KeptTemplate,
    Quality,
    Source,
    Template,
    TemplateExists,
    TemplateState,
    UnknownTemplate,
)
from bot.store.audit import note_in
from bot.store.codec import dump_json, text_column
from bot.store.engine import Database
from bot.store.template_sync import TakenOver, take_over
from bot.store.wakeup import Wakeup

_ALL = text("SELECT * FROM whatsapp_template WHERE state <> 'deleted' ORDER BY name, language")
_ONE = text("SELECT * FROM whatsapp_template WHERE name = :name AND language = :language")
_USABLE = text("""
    SELECT EXISTS (SELECT 1 FROM whatsapp_template WHERE name = :name AND state = ANY(:usable)
        AND (language = :language OR starts_with(language, :language || '_')))
""")
_HISTORY = text("""
    SELECT * FROM whatsapp_template_event WHERE name = :name AND language = :language ORDER BY id DESC LIMIT :limit
""")
_SYNCED = text("SELECT at, problem FROM whatsapp_template_sync")
_NOTE_SYNC = text("""
    INSERT INTO whatsapp_template_sync (at, problem) VALUES (clock_timestamp(), :problem)
    ON CONFLICT (one) DO UPDATE SET at = excluded.at, problem = excluded.problem
""")
_NOW = text("SELECT clock_timestamp()")
# The name of a deleted one may be used again after a while. Meta tells whole seconds: whatever it says of a new one is
# newer than our own word, which therefore has no moment.
_SUBMITTED = text("""
    INSERT INTO whatsapp_template AS t (name, language, meta_id, category, state, parts, made_by, state_at)
    VALUES (:name, :language, :meta_id, :category, :state, CAST(:parts AS jsonb), :made_by, NULL)
    ON CONFLICT (name, language) DO UPDATE SET meta_id = excluded.meta_id, category = excluded.category,
        state = excluded.state, parts = excluded.parts, made_by = excluded.made_by, state_at = NULL,
        quality = 'unknown', reason = '', quality_at = NULL, category_at = NULL, created_at = clock_timestamp()
    WHERE t.state = 'deleted' RETURNING name
""")
# Meta's webhook of a quick approval may be here before its answer to us: it knows better.
_TOLD_MEANWHILE = text("""
    UPDATE whatsapp_template SET meta_id = :meta_id, parts = CAST(:parts AS jsonb), made_by = :made_by
    WHERE name = :name AND language = :language AND meta_id = '' AND made_by = '' AND state <> 'deleted'
    RETURNING name
""")
_DELETED = text("""
    UPDATE whatsapp_template SET state = 'deleted', reason = '', state_at = clock_timestamp()
    WHERE name = :name AND language = :language AND state <> 'deleted'
""")
_EVENT = text("""
    INSERT INTO whatsapp_template_event (name, language, source, what, value, actor, note)
    VALUES (:name, :language, 'person', :what, :value, :actor, :note)
""")
_PARTS = ("body", "header", "picture", "footer", "buttons", "examples", "foreign")


class PostgresTemplates:
    """Implements the TemplateBook port, and keeps what the desk does."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def all(self) -> Sequence[KeptTemplate]:
        async with self._database.single() as connection:
            return [_kept(row) for row in await connection.execute(_ALL)]

    async def find(self, name: str, language: str) -> KeptTemplate:
        async with self._database.single() as connection:
            row = (await connection.execute(_ONE, _named(text_column(name), text_column(language)))).first()
        if row is None:
            raise UnknownTemplate(f"{name} {language}")
        return _kept(row)

    async def usable(self, name: str, language: str) -> bool:
        wanted = {"name": name, "language": language, "usable": [state.value for state in USABLE]}
        async with self._database.single() as connection:
            return bool((await connection.execute(_USABLE, wanted)).scalar_one())

    async def history(self, name: str, language: str, limit: int = 100) -> Sequence[Happened]:
        wanted = {"name": name, "language": language, "limit": limit}
        async with self._database.single() as connection:
            return [_happened(row) for row in await connection.execute(_HISTORY, wanted)]

    async def synced(self) -> Synced | None:
        async with self._database.single() as connection:
            row = (await connection.execute(_SYNCED)).first()
        return Synced(row.at, row.problem) if row else None

    async def now(self) -> datetime:
        """The database's clock: when a sync began."""
        async with self._database.single() as connection:
            now: datetime = (await connection.execute(_NOW)).scalar_one()
        return now

    async def keep_submitted(self, kept: KeptTemplate, noted: Deed) -> None:
        """One that Meta has taken. Raises TemplateExists."""
        template = kept.template
        row = _named(template.name, template.language) | {
            "meta_id": kept.meta_id,
            "category": template.category.value,
            "state": kept.state.value,
            "parts": parts_of(template),
            "made_by": noted.actor,
        }
        async with self._database.begin() as connection:
            new = (await connection.execute(_SUBMITTED, row)).first()
            if new is None and (await connection.execute(_TOLD_MEANWHILE, row)).first() is None:
                raise TemplateExists(template.name)
            await _note(connection, template.name, template.language, "submitted", kept.state.value, noted.actor)
            await note_in(connection, self._database.vault, noted)
        self._wakeup.ring("desk")

    async def forget(self, name: str, language: str, noted: Deed) -> None:
        """One that was deleted at Meta; a repeat changes nothing."""
        async with self._database.begin() as connection:
            if (await connection.execute(_DELETED, _named(name, language))).rowcount:
                await _note(connection, name, language, "deleted", "", noted.actor)
                await note_in(connection, self._database.vault, noted)
        self._wakeup.ring("desk")

    async def take_over(self, found: Sequence[KeptTemplate], since: datetime) -> int:
        """Meta's whole list as it was at `since`; how many of ours changed by it."""
        told = [_taken(each) for each in found]
        async with self._database.begin() as connection:
            changed = await take_over(connection, told, since, timedelta(minutes=2))
            await connection.execute(_NOTE_SYNC, {"problem": ""})
        self._wakeup.ring("desk")
        return changed

    async def note_failed_sync(self, problem: str) -> None:
        async with self._database.single() as connection:
            await connection.execute(_NOTE_SYNC, {"problem": text_column(problem)[:200]})
        self._wakeup.ring("desk")


async def _note(connection: AsyncConnection, name: str, language: str, what: str, value: str, actor: str) -> None:
    row = _named(name, language) | {"what": what, "value": value, "actor": actor, "note": ""}
    await connection.execute(_EVENT, row)


def _named(name: str, language: str) -> dict[str, Any]:
    return {"name": name, "language": language}


def parts_of(template: Template) -> str:
    return dump_json({part: getattr(template, part) for part in _PARTS})


def _taken(kept: KeptTemplate) -> TakenOver:
    template = kept.template
    return TakenOver(
        template.name,
        template.language,
        kept.meta_id,
        template.category.value,
        kept.state.value,
        kept.quality.value,
        text_column(kept.reason),
        parts_of(template),
    )


def _kept(row: Row[Any]) -> KeptTemplate:
    return KeptTemplate(
        _template(row),
        TemplateState(row.state),
        Quality(row.quality),
        row.reason,
        row.meta_id,
        row.made_by,
        row.state_at,
        row.synced_at,
    )


def _template(row: Row[Any]) -> Template:
    parts: Mapping[str, Any] = row.parts or {}
    return Template(
        name=row.name,
        language=row.language,
        category=Category(row.category),
        body=str(parts.get("body", "")),
        header=str(parts.get("header", "")),
        picture=bool(parts.get("picture", False)),
        footer=str(parts.get("footer", "")),
        buttons=tuple(parts.get("buttons", ())),
        examples=tuple(parts.get("examples", ())),
        foreign=tuple(parts.get("foreign", ())),
    )


def _happened(row: Row[Any]) -> Happened:
    return Happened(row.at, Source(row.source), row.what, row.value, row.actor, row.note, row.late)
