"""What residents do with an announcement: it arrives, is read, a button is tapped, an answer comes; each kept once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.campaign_answers import NoteReply, NoteTap
from bot.domain.campaigns import Button
from bot.domain.effect import Effect
from bot.domain.messages import DeliveryStatus
from bot.store.apply import Apply
from bot.store.campaign_rows import campaign_of
from bot.store.campaign_stops import ANSWERED_WITHIN
from bot.store.engine import Database
from bot.store.vault import Vault

# In the order of our rows, as every transaction that locks several of them. A status may come before our own commit of
# the send: where the channel echoes our id it finds its message all the same, else the send finds the status.
_ARRIVED = text("""
    WITH told AS (
        SELECT * FROM unnest(CAST(:outbox_ids AS bigint[]), CAST(:channels AS text[]), CAST(:accounts AS text[]),
            CAST(:external_ids AS text[]), CAST(:statuses AS text[]), CAST(:ats AS timestamptz[]))
            AS t (id, channel, account, external_id, status, at)),
    found AS (
        SELECT o.id, o.campaign, o.conversation, told.status, told.at FROM told JOIN outbox o ON o.id = told.id
        WHERE o.channel = told.channel AND o.account = told.account AND o.campaign IS NOT NULL
        UNION ALL
        SELECT o.id, o.campaign, o.conversation, told.status, told.at FROM told
        JOIN outbox o ON o.external_id = told.external_id AND o.external_id <> ''
        WHERE told.id IS NULL AND o.channel = told.channel AND o.account = told.account AND o.campaign IS NOT NULL),
    moments AS (
        SELECT id, campaign, conversation, min(at) AS delivered, min(at) FILTER (WHERE status = 'read') AS read
        FROM found GROUP BY id, campaign, conversation),
    locked AS (
        SELECT r.campaign, r.conversation, m.delivered, m.read
        FROM moments m JOIN campaign_recipient r ON r.campaign = m.campaign AND r.conversation = m.conversation
        ORDER BY m.id FOR UPDATE OF r)
    UPDATE campaign_recipient r SET delivered_at = LEAST(r.delivered_at, locked.delivered),
        read_at = LEAST(r.read_at, locked.read)
    FROM locked WHERE r.campaign = locked.campaign AND r.conversation = locked.conversation
""")
_KNOWN = text("""
    SELECT o.id, r.channel, r.account, r.external_id, r.status, r.at
    FROM outbox o JOIN receipt r ON r.channel = o.channel AND r.account = o.account AND r.external_id = o.external_id
    WHERE o.id = ANY(:ids) AND o.campaign IS NOT NULL AND o.external_id <> '' AND r.status IN ('delivered', 'read')
""")
_SENT_AGAIN = text("""
    UPDATE campaign_recipient r SET fate = 'queued', reason = '', outbox = o.id, at = clock_timestamp() FROM outbox o
    WHERE o.id = ANY(:ids) AND o.state = 'queued' AND r.campaign = o.campaign AND r.conversation = o.conversation
      AND r.fate = 'failed'
""")
# Whoever got it; a button that was passed on, or made up, notes nothing.
_TAPPED = text("""
    UPDATE campaign_recipient SET tapped_at = clock_timestamp(), button = :button
    WHERE campaign = :campaign AND conversation = :conversation AND fate IN ('queued', 'sent', 'failed')
      AND tapped_at IS NULL
""")
_REPLIED = text("""
    UPDATE campaign_recipient SET replied_at = clock_timestamp()
    WHERE campaign = :campaign AND conversation = :conversation AND replied_at IS NULL
""")
# Testers got a trial before it went out: what they tap does what it will do, and as they are on no list it counts
# nowhere.
_OUT = text("""
    SELECT * FROM campaign WHERE id = :id AND (started_at IS NOT NULL
        OR EXISTS (SELECT 1 FROM campaign_pilot WHERE conversation = :conversation)
        OR EXISTS (SELECT 1 FROM staff_phone WHERE conversation = :conversation))
""")
# The last one sent to the conversation `c` before its event `i` came in. Until the list has followed the queue
# (campaign_settle.py) the queue knows better.
LAST_ANNOUNCEMENT = f"""
    SELECT r.campaign, k.topic, r.version FROM campaign_recipient r JOIN campaign k ON k.id = r.campaign
    WHERE r.person = c.person AND r.conversation = c.id AND r.fate IN ('queued', 'sent')
      AND r.at > clock_timestamp() - {ANSWERED_WITHIN}
      AND CASE r.fate WHEN 'sent' THEN r.at <= i.received_at + interval '1 second' ELSE EXISTS (
          SELECT 1 FROM outbox o WHERE o.id = r.outbox AND o.state = 'sent'
            AND o.sent_at <= i.received_at + interval '1 second') END
    ORDER BY r.at DESC LIMIT 1
"""  # noqa: S608 - our own words
_ARRIVALS = frozenset({DeliveryStatus.DELIVERED, DeliveryStatus.READ})


class PostgresAnnouncements:
    """Implements the Announcements port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def button(
        self, campaign: UUID, version: int, number: int, language: str, conversation: UUID
    ) -> Button | None:
        async with self._database.single() as connection:
            row = (await connection.execute(_OUT, {"id": campaign, "conversation": conversation})).first()
        found = campaign_of(row) if row else None
        if found is None or found.message is None or not 0 <= version < len(found.message.versions):
            return None
        told = found.message.versions[version]
        for wording in (told.get(language), told["id"]):
            if wording and 0 <= number < len(wording.buttons):
                return wording.buttons[number]
        return None


async def note_arrivals(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Statuses that are new, with `outbox_id` where the channel echoes it; the first moment of each counts."""
    told = [row for row in rows if row["status"] in _ARRIVALS]
    if told:
        columns = ("outbox_id", "channel", "account", "external_id", "at")
        values = {f"{name}s": [row[name] for row in told] for name in columns}
        await connection.execute(_ARRIVED, values | {"statuses": [row["status"] for row in told]})


async def note_known_arrivals(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Statuses that came before these sends were committed, where the channel does not echo our id."""
    rows = (await connection.execute(_KNOWN, {"ids": list(ids)})).all()
    await note_arrivals(connection, [dict(row._mapping) | {"outbox_id": row.id} for row in rows])


async def sent_again(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Dead letters that staff put back into the queue: their fate is open again."""
    if ids:
        await connection.execute(_SENT_AGAIN, {"ids": list(ids)})


async def _tap(connection: AsyncConnection, _: Vault, conversation: UUID, effect: NoteTap) -> None:
    row = {"campaign": effect.campaign, "button": effect.button, "conversation": conversation}
    await connection.execute(_TAPPED, row)


async def _reply(connection: AsyncConnection, _: Vault, conversation: UUID, effect: NoteReply) -> None:
    await connection.execute(_REPLIED, {"campaign": effect.campaign, "conversation": conversation})


EFFECTS: Mapping[type[Effect], Apply] = {NoteTap: _tap, NoteReply: _reply}
