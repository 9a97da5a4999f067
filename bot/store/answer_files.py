"""Files that staff send, sealed until a channel has taken them; a message names its file and gets it when it leaves."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.answer_files import kind_of, name_for
from bot.domain.composing import AttachedFile
from bot.domain.errors import Unreadable
from bot.store.engine import Database
from bot.store.vault import Vault

UPLOAD, KEPT = "upload", "kept"
"""Where a request to a channel names the file: `{"upload": {"kept": "<id>", …}}` (bot/channels/files.py)."""

_KEEP = text("""
    INSERT INTO answer_file (id, conversation, account, name, mime_type, size, content)
    VALUES (:id, :conversation, :account, :name, :mime_type, :size, :content)
    ON CONFLICT (id) DO UPDATE SET content = excluded.content, name = excluded.name, sent_at = NULL
""")
_FIND = text("""
    SELECT id, name, mime_type, size FROM answer_file
    WHERE id = :id AND conversation = :conversation AND account = :account AND content <> ''
""")
_CONTENT = text("SELECT content FROM answer_file WHERE id = :id AND conversation = :conversation AND content <> ''")
_SENT = text("UPDATE answer_file SET sent_at = clock_timestamp() WHERE id = ANY(:ids)")
# Meta may say days later that a message failed, and staff then send it again.
_EMPTY = text("""
    UPDATE answer_file SET content = '' WHERE content <> ''
        AND (sent_at < clock_timestamp() - interval '7 days' OR created_at < clock_timestamp() - interval '30 days')
""")


class PostgresAnswerFiles:
    """Implements the AnswerFiles port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, conversation: UUID, account: UUID, name: str, content: bytes) -> AttachedFile:
        mime_type = kind_of(content)
        kept = AttachedFile(_id(conversation, account, content), name_for(name, mime_type), mime_type, len(content))
        vault = self._database.vault
        row = {
            "id": kept.id,
            "conversation": conversation,
            "account": account,
            "name": vault.seal(kept.name),
            "mime_type": mime_type,
            "size": kept.size,
            "content": vault.seal(base64.b64encode(content).decode()),
        }
        async with self._database.single() as connection:
            await connection.execute(_KEEP, row)
        return kept

    async def find(self, file: UUID, conversation: UUID, account: UUID) -> AttachedFile | None:
        wanted = {"id": file, "conversation": conversation, "account": account}
        async with self._database.single() as connection:
            row = (await connection.execute(_FIND, wanted)).one_or_none()
        if row is None:
            return None
        return AttachedFile(row.id, self._database.vault.open(row.name), row.mime_type, row.size)

    async def forget_sent(self) -> int:
        """The content of files that have arrived, or that nobody sent; how many."""
        async with self._database.single() as connection:
            return (await connection.execute(_EMPTY)).rowcount


async def with_file(connection: AsyncConnection, vault: Vault, conversation: UUID | None, payload: Any) -> Any:
    """The request with the content of the file it names, for its channel. Raises Unreadable for one that is gone."""
    named = kept_file(payload)
    if named is None:
        return payload
    wanted = {"id": named, "conversation": conversation}
    sealed = (await connection.execute(_CONTENT, wanted)).scalar_one_or_none()
    if sealed is None:
        raise Unreadable("the file is not kept any more")
    return payload | {UPLOAD: payload[UPLOAD] | {"content": vault.open(sealed)}}


async def files_sent(connection: AsyncConnection, files: list[UUID]) -> None:
    """A channel has these."""
    if files:
        await connection.execute(_SENT, {"ids": files})


def kept_file(payload: Any) -> UUID | None:
    """The file a request names, if it names one."""
    match payload:
        case {"upload": {"kept": str(kept)}}:
            return UUID(kept)
        case _:
            return None


def _id(conversation: UUID, account: UUID, content: bytes) -> UUID:
    return UUID(bytes=hashlib.sha256(conversation.bytes + account.bytes + content).digest()[:16])
