"""The pilot group, and trials put into the one outbox. Implements the CampaignPilots port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from bot.domain.campaign_trials import MOST_PILOTS, Pilot, TooManyPilots
from bot.domain.front_desk import UnknownConversation
from bot.domain.messages import ChannelName
from bot.domain.reply import Payload
from bot.store.codec import dump_json, text_column
from bot.store.engine import Database
from bot.store.outbox import WINDOW
from bot.store.wakeup import Wakeup

_WHO = """
    SELECT c.id, c.channel, c.account, COALESCE(NULLIF(c.language, ''), 'id') AS language, c.sender_name,
        c.channel <> 'whatsapp' OR COALESCE(c.last_inbound_at > clock_timestamp() - CAST(:window AS interval), false)
            AS fresh,
        c.reachable AND NOT c.campaigns_stopped AND (c.erased_at IS NULL OR c.last_inbound_at > c.erased_at)
            AS reachable
"""
_ALL = text(f"""
    {_WHO}, p.label, p.added_by FROM campaign_pilot p JOIN conversation c ON c.id = p.conversation ORDER BY p.added_at
""")
_OWN = text(f"""
    {_WHO}, '' AS label, '' AS added_by FROM staff_phone p JOIN conversation c ON c.id = p.conversation
    WHERE p.account = :account
""")
_THERE = text("SELECT 1 FROM conversation WHERE id = :id AND erased_at IS NULL")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('campaign pilots'))")
_COUNT = text("SELECT count(*) FROM campaign_pilot WHERE conversation <> :id")
_ADD = text("""
    INSERT INTO campaign_pilot (conversation, label, added_by) VALUES (:id, :label, :actor)
    ON CONFLICT (conversation) DO UPDATE SET label = excluded.label
""")
_DROP = text("DELETE FROM campaign_pilot WHERE conversation = :id")
_QUEUE = text("""
    INSERT INTO outbox (conversation, channel, account, chat, address, body, priority, state, dedupe)
    SELECT c.id, c.channel, c.account, c.chat, c.address, CAST(:body AS jsonb), 0, 'queued', :dedupe
    FROM conversation c WHERE c.id = :id ON CONFLICT (dedupe) DO NOTHING
""")


class PostgresPilots:
    """Labels are sealed: they may be names."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def all(self) -> Sequence[Pilot]:
        async with self._database.single() as connection:
            return [self._pilot(row) for row in await connection.execute(_ALL, {"window": WINDOW})]

    async def own(self, account: UUID) -> Pilot | None:
        async with self._database.single() as connection:
            row = (await connection.execute(_OWN, {"account": account, "window": WINDOW})).first()
        return self._pilot(row) if row else None

    async def add(self, conversation: UUID, label: str, actor: str) -> None:
        sealed = self._database.vault.seal(text_column(label))
        async with self._database.begin() as connection:
            await connection.execute(_LOCK)
            if (await connection.execute(_THERE, {"id": conversation})).first() is None:
                raise UnknownConversation(str(conversation))
            if (await connection.execute(_COUNT, {"id": conversation})).scalar_one() >= MOST_PILOTS:
                raise TooManyPilots(f"{MOST_PILOTS} pilots are there already")
            await connection.execute(_ADD, {"id": conversation, "label": sealed, "actor": actor})

    async def drop(self, conversation: UUID) -> bool:
        async with self._database.begin() as connection:
            return bool((await connection.execute(_DROP, {"id": conversation})).rowcount)

    async def queue(self, conversation: UUID, payloads: Sequence[Payload], dedupe: str) -> int:
        """In this order, as answers are: ahead of announcements. How many are new."""
        vault, queued = self._database.vault, 0
        async with self._database.begin() as connection:
            for number, payload in enumerate(payloads):
                row = {"id": conversation, "body": vault.seal_dump(dump_json(payload)), "dedupe": f"{dedupe}:{number}"}
                queued += (await connection.execute(_QUEUE, row)).rowcount
        if queued:
            self._wakeup.ring("outbox")
        return queued

    def _pilot(self, row: Row[Any]) -> Pilot:
        readable = self._database.vault.readable
        return Pilot(
            conversation=row.id,
            channel=ChannelName(row.channel),
            account=row.account,
            label=readable(row.label),
            language=row.language,
            fresh=row.fresh,
            reachable=row.reachable,
            added_by=row.added_by,
            name=readable(row.sender_name),
        )
