"""Photos and voice notes of cases, and voice notes for officers, sealed; those nothing came of are thrown away."""

from __future__ import annotations

import base64

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import MediaGone
from bot.domain.messages import Media
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.vault import Vault

_KEEP = text("""
    INSERT INTO case_file (key, media_id, media, mime_type, caption, content)
    VALUES (:key, :media_id, :media, :mime_type, :caption, :content)
    ON CONFLICT (key, media_id) DO NOTHING
""")
_KEPT = text("SELECT 1 FROM case_file WHERE key = :key AND media_id = :media_id")
_VOICE = text("""
    SELECT f.id, f.mime_type FROM case_file f JOIN question q ON q.id = f.key
    WHERE starts_with(q.id, CAST(:start AS text)) ORDER BY f.id LIMIT 1
""")
_OPEN = text("SELECT content FROM case_file WHERE id = :id")
# A dialogue may rest for days before it is sent.
_DROP = text("""
    DELETE FROM case_file f WHERE f.created_at < clock_timestamp() - interval '30 days'
        AND NOT EXISTS (SELECT 1 FROM resident_case c WHERE c.key = f.key)
        AND NOT EXISTS (SELECT 1 FROM case_event e WHERE e.key = f.key)
        AND NOT EXISTS (SELECT 1 FROM question q WHERE q.id = f.key AND q.for_staff AND q.closed_at IS NULL)
""")


class CaseFiles:
    """Apart from the turn's transaction, which must not carry megabytes: a file kept twice is one file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def has(self, key: str, media_id: str) -> bool:
        async with self._database.begin() as connection:
            return (await connection.execute(_KEPT, {"key": key, "media_id": media_id})).first() is not None

    async def keep(self, key: str, media: Media, mime_type: str, content: bytes) -> None:
        seal = self._database.vault.seal
        row = {
            "key": key,
            "media_id": media.media_id,
            "media": media.media,
            "mime_type": text_column(mime_type),
            "caption": seal(text_column(media.caption)),
            "content": seal(base64.b64encode(content).decode()),
        }
        async with self._database.begin() as connection:
            await connection.execute(_KEEP, row)

    async def drop_orphans(self) -> int:
        """Files of dialogues that were cancelled or forgotten; how many went."""
        async with self._database.begin() as connection:
            return (await connection.execute(_DROP)).rowcount


async def open_voice_note(database: Database, question: str) -> tuple[str, bytes]:
    """MIME type and sound of the voice note a question came with, by the first letters of the question's id. Raises
    MediaGone."""
    async with database.begin() as connection:
        row = (await connection.execute(_VOICE, {"start": question})).first()
        if row is None:
            raise MediaGone(question)
        return row.mime_type, await open_file(connection, database.vault, row.id)


async def open_file(connection: AsyncConnection, vault: Vault, file: int) -> bytes:
    """Raises MediaGone."""
    sealed = (await connection.execute(_OPEN, {"id": file})).scalar_one_or_none()
    if sealed is None:
        raise MediaGone(str(file))
    return base64.b64decode(vault.open(sealed))
