"""Harm done to the audit log by somebody who may do everything in the database, and old entries."""

from __future__ import annotations

from sqlalchemy import text

from bot.domain.audit import Deed
from bot.store.audit import chained
from bot.store.engine import Database

_WRITE = text("""
    INSERT INTO audit (at, actor, what, about, detail, link) VALUES (:at, 'sari', 'case.read', :about, '', :link)
""")


async def tampered(database: Database, harm: str) -> None:
    """As the owner of the tables: past the guard of the database."""
    async with database.begin() as connection:
        await connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        await connection.execute(text(harm))
        await connection.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))


async def aged_log(database: Database, entries: int, old: int) -> None:
    """A whole chain whose first `old` entries are six years old."""
    link = ""
    async with database.begin() as connection:
        for number in range(1, entries + 1):
            age = "6 years" if number <= old else "0"
            moment = text(f"SELECT clock_timestamp() - interval '{age}'")
            at = (await connection.execute(moment)).scalar_one()
            deed = Deed("sari", "case.read", f"case:{number}")
            link = chained(database.vault, link, at, deed)
            row = {"at": at, "about": deed.about, "link": link}
            await connection.execute(_WRITE, row)
