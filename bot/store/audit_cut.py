"""Takes the oldest entries out of the audit log, the only way there is: a last entry tells how many, and from which
link the chain goes on, so that it can still be verified. The database refuses every other deletion (migration 0015)."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import text

from bot.domain.audit import Deed
from bot.store.audit import note_in
from bot.store.engine import Database

SHORTEST = timedelta(days=365)
"""Younger entries are never taken out."""
_UPTO = text("""
    SELECT id, link FROM audit WHERE at < clock_timestamp() - CAST(:keep AS interval) ORDER BY id DESC LIMIT 1
""")
_COUNT = text("SELECT count(*) FROM audit WHERE id <= :upto")
_DELETE = text("DELETE FROM audit WHERE id <= :upto")


async def cut_audit(database: Database, keep: timedelta, actor: str) -> int:
    """How many entries older than `keep` went. Raises ValueError for less than a year."""
    if keep < SHORTEST:
        raise ValueError(f"the audit log is kept for {SHORTEST.days} days or longer")
    async with database.begin() as connection:
        last = (await connection.execute(_UPTO, {"keep": keep})).first()
        if last is None:
            return 0
        count: int = (await connection.execute(_COUNT, {"upto": last.id})).scalar_one()
        told = json.dumps({"upto": last.id, "entries": count, "link": last.link})
        await note_in(connection, database.vault, Deed(actor, "audit.cut", f"audit:{last.id}", told))
        await connection.execute(_DELETE, {"upto": last.id})
    return count
