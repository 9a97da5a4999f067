"""Sees at start whether SECRET_KEY is the one this database was begun with: with another one every resident would be
a stranger, and nothing kept could be read."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import WrongKey
from bot.store.vault import Vault

_MARK = text("SELECT mark FROM keyring")
_BEGIN = text("INSERT INTO keyring (one, mark) VALUES (true, :mark)")

# Names from before sealing began, by table and column. Groups keep their minus, so a mark is told from a chat id.
_CHATS = (("alias", "value"), ("conversation", "chat"), ("outbox", "chat"))
_IDS = ("inbox", "outbox", "receipt")
_OLD = "SELECT DISTINCT {column} AS old FROM {table} WHERE {which}"
_RENAME = """
    UPDATE {table} SET {column} = renamed.new
    FROM unnest(CAST(:old AS text[]), CAST(:new AS text[])) AS renamed (old, new)
    WHERE {table}.{column} = renamed.old AND {which}
"""


async def check_keyring(connection: AsyncConnection, vault: Vault) -> None:
    """Inside the migration's transaction. Raises WrongKey."""
    begun = (await connection.execute(_MARK)).scalar_one_or_none()
    mark = vault.mark("keyring")
    if begun is None:
        await _mark_names(connection, vault)
        await connection.execute(_BEGIN, {"mark": mark})
    elif begun != mark:
        raise WrongKey


async def _mark_names(connection: AsyncConnection, vault: Vault) -> None:
    for table, column in _CHATS:
        await _rename(connection, table, column, "true", vault.mark_chat)
    for table in _IDS:
        which = f"{table}.channel = 'whatsapp' AND {table}.external_id NOT LIKE '%:%'"
        await _rename(connection, table, "external_id", which, lambda old: vault.mark_id("whatsapp", old))


async def _rename(connection: AsyncConnection, table: str, column: str, which: str, new: Callable[[str], str]) -> None:
    words = {"table": table, "column": column, "which": which}
    old = (await connection.execute(text(_OLD.format(**words)))).scalars().all()
    if old:
        await connection.execute(text(_RENAME.format(**words)), {"old": old, "new": [new(each) for each in old]})
