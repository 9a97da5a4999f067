"""What staff notes on a case for their own eyes, sealed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case_work import CaseNote
from bot.store.codec import text_column
from bot.store.vault import Vault

_KEEP = text("""
    INSERT INTO case_note (number, key, author, what, words) VALUES (:number, :key, :author, :what, :words)
    ON CONFLICT (key) DO NOTHING
""")
_OF = text("SELECT at, author, what, words FROM case_note WHERE number = :number ORDER BY id")


async def keep_note(
    connection: AsyncConnection, vault: Vault, number: str, author: str, what: str, words: str, key: str | None = None
) -> None:  # fmt: skip
    """Nothing where the key is there already."""
    sealed = vault.seal(text_column(words))
    row = {"number": number, "key": key, "author": text_column(author), "what": what, "words": sealed}
    await connection.execute(_KEEP, row)


async def notes_of(connection: AsyncConnection, vault: Vault, number: str) -> Sequence[CaseNote]:
    """The oldest first."""
    rows = (await connection.execute(_OF, {"number": number})).all()
    return [CaseNote(row.at, row.author, row.what, vault.open(row.words)) for row in rows]
