"""The audit log: implements the AuditLog port. Each entry's `link` is a keyed hash over the one before and itself, so
that nobody without the key can change an entry, or take one out, and mend the chain after it. The database refuses to
change or delete entries, too (migration 0015)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import SELDOM, AuditEntry, Deed, Verdict, Wanted
from bot.domain.errors import Unreadable
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.vault import Vault

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('audit'))")
_NOW = text("SELECT clock_timestamp()")
_LAST = text("SELECT link FROM audit ORDER BY id DESC LIMIT 1")
_NOTE = text("""
    INSERT INTO audit (at, actor, what, about, detail, link) VALUES (:at, :actor, :what, :about, :detail, :link)
""")
_FIND = text("""
    SELECT id, at, actor, what, about, detail FROM audit
    WHERE starts_with(actor, :actor) AND starts_with(what, :what)
      AND (starts_with(about, :about) OR starts_with(substr(about, strpos(about, ':') + 1), :about))
      AND (CAST(:since AS timestamptz) IS NULL OR at >= :since)
      AND (CAST(:until AS timestamptz) IS NULL OR at < :until)
      AND (CAST(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""")
_CHAIN = text("SELECT id, at, actor, what, about, detail, link FROM audit ORDER BY id")
# The entry that stands for older ones that were taken out (bot/store/audit_cut.py).
_CUT = text("SELECT id, at, actor, what, about, detail FROM audit WHERE what = 'audit.cut' ORDER BY id DESC LIMIT 1")
_BEGINNING = "sambung-rasa audit"

_PAUSED = text("""
    INSERT INTO audit_pause (actor, what, about) VALUES (:actor, :what, :about) ON CONFLICT DO NOTHING RETURNING since
""")
_PAUSE = text("""
    SELECT left_out, clock_timestamp() - since AS age FROM audit_pause
    WHERE actor = :actor AND what = :what AND about = :about FOR UPDATE
""")
_LEFT_OUT = text("""
    UPDATE audit_pause SET left_out = left_out + 1 WHERE actor = :actor AND what = :what AND about = :about
""")
_ANEW = text("""
    UPDATE audit_pause SET left_out = 0, since = clock_timestamp()
    WHERE actor = :actor AND what = :what AND about = :about
""")
_OVER = text("""
    DELETE FROM audit_pause WHERE ctid IN (
        SELECT ctid FROM audit_pause WHERE since < clock_timestamp() - CAST(:every AS interval)
        ORDER BY actor, what, about LIMIT 500 FOR UPDATE SKIP LOCKED)
    RETURNING actor, what, about, left_out
""")


async def note_in(connection: AsyncConnection, vault: Vault, deed: Deed) -> None:
    """Write a deed in the transaction that does it, as the last statement before its commit: the log is locked from
    here on, and nobody else can write to it meanwhile.

        async with self._database.begin() as connection:
            await connection.execute(_CLOSE, {...})
            await note_in(connection, self._database.vault, Deed(login, "case.close", f"case:{number}"))
    """
    told = Deed(*(text_column(each) for each in (deed.actor, deed.what, deed.about, deed.detail)))
    await connection.execute(_LOCK)
    at: datetime = (await connection.execute(_NOW)).scalar_one()
    last = (await connection.execute(_LAST)).first()
    row = {
        "at": at,
        "actor": told.actor,
        "what": told.what,
        "about": told.about,
        "detail": vault.seal(told.detail),
        "link": chained(vault, last.link if last else "", at, told),
    }
    await connection.execute(_NOTE, row)


class PostgresAudit:
    """One entry at a time over all processes: a chain has no branches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, deed: Deed) -> None:
        async with self._database.begin() as connection:
            await note_in(connection, self._database.vault, deed)

    async def note_seldom(self, deed: Deed, every: timedelta = SELDOM) -> None:
        key = {name: text_column(getattr(deed, name)) for name in ("actor", "what", "about")}
        async with self._database.begin() as connection:
            if (await connection.execute(_PAUSED, key)).first() is None:
                pause = (await connection.execute(_PAUSE, key)).first()
                if pause is not None and pause.age < every:
                    await connection.execute(_LEFT_OUT, key)
                    return
                await connection.execute(_ANEW, key)
                deed = replace(deed, detail=_times(pause.left_out + 1 if pause else 1) or deed.detail)
            await note_in(connection, self._database.vault, deed)

    async def settle(self, every: timedelta = SELDOM) -> dict[str, int]:
        """Write down what `note_seldom` counted and nothing followed: a job of every hour. How many entries."""
        async with self._database.begin() as connection:
            over = (await connection.execute(_OVER, {"every": every})).all()
            left = [row for row in over if row.left_out]
            for row in left:
                deed = Deed(row.actor, row.what, row.about, f"×{row.left_out}")
                await note_in(connection, self._database.vault, deed)
        return {"audit entries": len(left)}

    async def search(
        self, *, actor: str = "", what: str = "", about: str = "", before: int | None = None, limit: int = 50
    ) -> Sequence[AuditEntry]:
        return await self.find(Wanted(actor, what, about), before, limit)

    async def find(self, wanted: Wanted, before: int | None = None, limit: int = 50) -> Sequence[AuditEntry]:
        row = {
            "actor": text_column(wanted.actor),
            "what": text_column(wanted.what),
            "about": text_column(wanted.about),
            "since": wanted.since,
            "until": wanted.until,
            "before": before,
            "limit": limit,
        }
        async with self._database.single() as connection:
            rows = (await connection.execute(_FIND, row)).all()
        return [self._shown(each) for each in rows]

    async def verify(self) -> Verdict:
        vault = self._database.vault
        async with self._database.begin() as connection:
            cut, link = await self._beginning(connection)
            entries = 0
            async for row in await connection.stream(_CHAIN):
                try:
                    entry = self._entry(row)
                except Unreadable:
                    return Verdict(entries, row.id, link, cut)
                link = chained(vault, link, entry.at, entry.deed)
                if row.link != link:
                    return Verdict(entries, row.id, link, cut)
                entries += 1
        return Verdict(entries, None, link, cut)

    async def _beginning(self, connection: AsyncConnection) -> tuple[int, str]:
        """Up to where older entries were taken out, and the link the oldest that is left follows from. The entry that
        tells it is part of the chain itself."""
        row = (await connection.execute(_CUT)).first()
        if row is None:
            return 0, _BEGINNING
        try:
            told = json.loads(self._entry(row).deed.detail)
            return int(told["upto"]), str(told["link"])
        except (Unreadable, ValueError, KeyError, TypeError):
            return 0, _BEGINNING

    def _entry(self, row: Row[Any]) -> AuditEntry:
        """Raises Unreadable."""
        deed = Deed(row.actor, row.what, row.about, self._database.vault.open(row.detail))
        return AuditEntry(row.id, row.at, deed)

    def _shown(self, row: Row[Any]) -> AuditEntry:
        try:
            return self._entry(row)
        except Unreadable:
            return AuditEntry(row.id, row.at, Deed(row.actor, row.what, row.about), readable=False)


def _times(count: int) -> str:
    return f"×{count}" if count > 1 else ""


def chained(vault: Vault, before: str, at: datetime, deed: Deed) -> str:
    """The link of an entry after `before` (empty for the first). Over the words themselves, not as they are sealed: a
    new key seals them anew."""
    told = [before or _BEGINNING, at.astimezone(UTC).isoformat(), deed.actor, deed.what, deed.about, deed.detail]
    return vault.mark(json.dumps(told))
