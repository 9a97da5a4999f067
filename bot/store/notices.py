"""News of ours for residents: rows of the inbox like their own messages, so that both are handled in one order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import ChannelName, Content, Inbound, Notice
from bot.store.codec import dump_inbound
from bot.store.engine import Database
from bot.store.mailboxes import ring_mailboxes
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup

_LAST_USED = text("""
    SELECT DISTINCT ON (person) person, id AS conversation, channel, account, address, clock_timestamp() AS now
    FROM conversation WHERE person = ANY(:persons)
    ORDER BY person, reachable DESC, last_inbound_at DESC NULLS LAST, id
""")
_PUT = text("""
    INSERT INTO inbox (channel, account, external_id, conversation, body, state)
    VALUES (:channel, :account, :external_id, :conversation, CAST(:body AS jsonb), 'waiting')
    ON CONFLICT (channel, account, external_id) DO NOTHING RETURNING id
""")


async def put_event(
    connection: AsyncConnection, vault: Vault, row: Row[Any], content: Content, key: str, at: datetime
) -> int | None:
    """An event of ours in the conversation of `row` (conversation, channel, account, address), whose mailbox was rung
    before: its row in the inbox; None when its key was there already."""
    chat = vault.open(row.address)
    inbound = Inbound(
        channel=ChannelName(row.channel),
        account=row.account,
        external_id=key,
        chat=chat,
        aliases=(chat,),
        content=content,
        sent_at=at,
    )
    values = {
        "channel": inbound.channel,
        "account": inbound.account,
        "external_id": inbound.external_id,
        "conversation": row.conversation,
        "body": vault.seal_dump(dump_inbound(inbound)),
    }
    return (await connection.execute(_PUT, values)).scalar_one_or_none()


async def ring_last_used(connection: AsyncConnection, persons: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """Where each of these people hears news: the conversation they used last, its mailbox rung. Comes before anything
    else that the transaction locks (mailboxes.py). Who is not there any more is left out."""
    rows = (await connection.execute(_LAST_USED, {"persons": list(persons)})).all()
    await ring_mailboxes(connection, {row.conversation for row in rows})
    return {row.person: row for row in rows}


async def put_notice(
    connection: AsyncConnection, vault: Vault, heard_in: Row[Any] | None, name: str, facts: Mapping[str, str], key: str
) -> bool:
    """Inside a transaction of the caller's, who has it from `ring_last_used`. False for a key posted before or a person
    who is not there any more."""
    if heard_in is None:
        return False
    put = await put_event(connection, vault, heard_in, Notice(name, dict(facts)), f"notice:{key}", heard_in.now)
    return put is not None


class PostgresNotices:
    """Implements the Notices port."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def post(self, person: UUID, name: str, facts: Mapping[str, str], key: str) -> bool:
        async with self._database.begin() as connection:
            heard_in = (await ring_last_used(connection, [person])).get(person)
            new = await put_notice(connection, self._database.vault, heard_in, name, facts, key)
        if new:
            self._wakeup.ring("inbox")
        return new
