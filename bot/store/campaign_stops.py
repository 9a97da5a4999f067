"""Whoever stops announcements gets none of those that are on their way: in the transaction of the stop itself."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import OutcomeUnknown

# A row whose sender died, or heard no answer, may have arrived. Handed back, it is due at that moment or later; taken
# by somebody who died, it was due long before its lease ended.
IN_DOUBT = f"""({{row}}.taken > 0 AND ({{row}}.lease_until > {{row}}.due_at + interval '5 seconds'
    OR {{row}}.error LIKE '{OutcomeUnknown.staff_text}%'))"""

# The feed has these rows locked while it queues them: this waits for it, and sees then what it has queued.
_LOCK = text("""
    SELECT r.campaign FROM campaign k
    JOIN campaign_recipient r ON r.campaign = k.id AND r.conversation = :conversation
    WHERE k.state IN ('running', 'paused') AND r.fate IN ('pending', 'queued')
    ORDER BY r.campaign FOR UPDATE OF r
""")
_WITHDRAW = text(f"""
    WITH gone AS (
        DELETE FROM outbox o WHERE o.conversation = :conversation AND o.campaign IS NOT NULL AND o.state = 'queued'
            AND o.lease_until <= clock_timestamp()
        RETURNING o.campaign, {IN_DOUBT.format(row="o")} AS doubt)
    UPDATE campaign_recipient r SET outbox = NULL, at = clock_timestamp(),
        fate = CASE WHEN gone.doubt THEN 'failed' ELSE 'skipped' END,
        reason = CASE WHEN gone.doubt THEN '{OutcomeUnknown.staff_text}' ELSE :reason END
    FROM gone WHERE r.campaign = gone.campaign AND r.conversation = :conversation AND r.fate IN ('queued', 'sent')
""")  # noqa: S608 - our own words
_PASS_OVER = text("""
    UPDATE campaign_recipient SET fate = 'skipped', reason = :reason, at = clock_timestamp()
    WHERE campaign = ANY(CAST(:campaigns AS uuid[])) AND conversation = :conversation AND fate = 'pending'
""")
# Within so many hours of an announcement, what a resident does is taken as an answer to it.
ANSWERED_WITHIN = "interval '72 hours'"
_STOPPED = text(f"""
    UPDATE campaign_recipient r SET stopped_at = clock_timestamp() FROM (
        SELECT h.campaign FROM campaign_recipient h JOIN conversation c ON c.person = h.person AND c.id = :conversation
        WHERE h.conversation = :conversation AND h.fate IN ('queued', 'sent')
          AND h.at > clock_timestamp() - {ANSWERED_WITHIN}
          AND (h.fate = 'sent' OR EXISTS (SELECT 1 FROM outbox o WHERE o.id = h.outbox AND o.state = 'sent'))
        ORDER BY h.at DESC LIMIT 1) last
    WHERE r.campaign = last.campaign AND r.conversation = :conversation AND r.stopped_at IS NULL
""")  # noqa: S608 - our own words
_STOPPED_BY = text("""
    UPDATE campaign_recipient r SET stopped_at = clock_timestamp() FROM outbox o
    WHERE o.id = :outbox AND r.campaign = o.campaign AND r.conversation = o.conversation AND r.stopped_at IS NULL
""")
_FAILED_LATE = text("""
    UPDATE campaign_recipient r SET fate = 'failed', reason = o.error FROM outbox o
    WHERE o.id = :outbox AND o.state = 'dead' AND r.campaign = o.campaign AND r.conversation = o.conversation
      AND r.fate = 'sent'
""")
# What was sent and is about to be forgotten in the queue is told the list first.
_SETTLE_THEIRS = text("""
    UPDATE campaign_recipient r SET fate = CASE o.state WHEN 'dead' THEN 'failed' ELSE 'sent' END,
        reason = CASE o.state WHEN 'dead' THEN o.error ELSE '' END, at = COALESCE(o.sent_at, clock_timestamp())
    FROM outbox o JOIN conversation c ON c.id = o.conversation
    WHERE c.person = (SELECT person FROM conversation WHERE id = :conversation) AND o.campaign = r.campaign
      AND o.state IN ('sent', 'dead') AND r.conversation = c.id AND r.fate = 'queued' AND r.outbox = o.id
""")
_THEIRS = text("""
    SELECT o.id FROM conversation c JOIN conversation o ON o.person = c.person WHERE c.id = :conversation ORDER BY o.id
""")


async def withdraw(connection: AsyncConnection, conversation: UUID, reason: str) -> None:
    """Nothing of any campaign goes to this conversation any more, but what a sender has in its hands already. Whatever
    made it so (consent, an erased resident) must have been written in this transaction before."""
    wanted = {"conversation": conversation, "reason": reason}
    campaigns = list((await connection.execute(_LOCK, wanted)).scalars())
    await connection.execute(_WITHDRAW, wanted)
    if campaigns:
        await connection.execute(_PASS_OVER, wanted | {"campaigns": campaigns})


async def withdraw_all(connection: AsyncConnection, conversation: UUID, reason: str) -> None:
    """The same in all conversations of the person."""
    for each in (await connection.execute(_THEIRS, {"conversation": conversation})).scalars().all():
        await withdraw(connection, each, reason)


async def hold_theirs(connection: AsyncConnection, conversation: UUID) -> None:
    """Waits for feeds of what is still to go to any conversation of the person: what they queued is seen then."""
    for each in (await connection.execute(_THEIRS, {"conversation": conversation})).scalars().all():
        await connection.execute(_LOCK, {"conversation": each})


async def stopped(connection: AsyncConnection, conversation: UUID) -> None:
    """Said stop, or blocked us: in answer to the announcement that came last, if one came lately."""
    await connection.execute(_STOPPED, {"conversation": conversation})


async def stopped_by(connection: AsyncConnection, outbox: int) -> None:
    """The channel says, of this very message, that its resident wants none."""
    await connection.execute(_STOPPED_BY, {"outbox": outbox})


async def failed_late(connection: AsyncConnection, outbox: int) -> None:
    """A message that the channel had taken, and that is a dead letter now."""
    await connection.execute(_FAILED_LATE, {"outbox": outbox})


async def forget(connection: AsyncConnection, conversation: UUID) -> None:
    """Before a person's messages are erased, in all their conversations: the lists keep no more than what became of
    each, and nothing more goes out."""
    await connection.execute(_SETTLE_THEIRS, {"conversation": conversation})
    await withdraw_all(connection, conversation, "opted_out")
