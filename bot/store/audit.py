"""The audit log: implements the AuditLog port. Each entry's `link` is a keyed hash over the one before and itself, so
that nobody without the key can change an entry, or take one out, and mend the chain after it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, text

from bot.domain.audit import AuditEntry, Deed, Verdict
from bot.domain.errors import Unreadable
from bot.store.codec import text_column
from bot.store.engine import Database

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('audit'))")
_NOW = text("SELECT clock_timestamp()")
_LAST = text("SELECT link FROM audit ORDER BY id DESC LIMIT 1")
_NOTE = text("""
    INSERT INTO audit (at, actor, what, about, detail, link) VALUES (:at, :actor, :what, :about, :detail, :link)
""")
_SEARCH = text("""
    SELECT id, at, actor, what, about, detail FROM audit
    WHERE starts_with(actor, :actor) AND starts_with(what, :what) AND starts_with(about, :about)
      AND (CAST(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""")
_CHAIN = text("SELECT id, at, actor, what, about, detail, link FROM audit ORDER BY id")
_BEGINNING = "sambung-rasa audit"


class PostgresAudit:
    """One entry at a time over all processes: a chain has no branches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, deed: Deed) -> None:
        told = Deed(*(text_column(each) for each in (deed.actor, deed.what, deed.about, deed.detail)))
        row = {
            "actor": told.actor,
            "what": told.what,
            "about": told.about,
            "detail": self._database.vault.seal(told.detail),
        }
        async with self._database.begin() as connection:
            await connection.execute(_LOCK)
            at: datetime = (await connection.execute(_NOW)).scalar_one()
            last = (await connection.execute(_LAST)).first()
            link = self._link(last.link if last else _BEGINNING, at, told)
            await connection.execute(_NOTE, row | {"at": at, "link": link})

    async def search(
        self, *, actor: str = "", what: str = "", about: str = "", before: int | None = None, limit: int = 50
    ) -> Sequence[AuditEntry]:
        wanted = {"actor": actor, "what": what, "about": about, "before": before, "limit": limit}
        async with self._database.single() as connection:
            rows = (await connection.execute(_SEARCH, wanted)).all()
        return [self._entry(row) for row in rows]

    async def verify(self) -> Verdict:
        entries, link = 0, _BEGINNING
        async with self._database.begin() as connection:
            async for row in await connection.stream(_CHAIN):
                try:
                    entry = self._entry(row)
                except Unreadable:
                    return Verdict(entries, row.id, link)
                link = self._link(link, entry.at, entry.deed)
                if row.link != link:
                    return Verdict(entries, row.id, link)
                entries += 1
        return Verdict(entries, None, link)

    def _link(self, before: str, at: datetime, deed: Deed) -> str:
        """Over the words themselves, not as they are sealed: a new key seals them anew."""
        told = [before, at.astimezone(UTC).isoformat(), deed.actor, deed.what, deed.about, deed.detail]
        return self._database.vault.mark(json.dumps(told))

    def _entry(self, row: Row[Any]) -> AuditEntry:
        deed = Deed(row.actor, row.what, row.about, self._database.vault.open(row.detail))
        return AuditEntry(row.id, row.at, deed)
