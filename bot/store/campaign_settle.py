"""Brings the lists of campaigns up to what the queue says: sent, failed, done; and clears away what is left over of
campaigns that were paused or cancelled. Short transactions that wait for nobody else's rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import OutcomeUnknown
from bot.domain.templates import RESTING_CODES
from bot.store.campaign_rows import PARTS
from bot.store.campaign_stops import IN_DOUBT
from bot.store.campaign_trouble import pause_broken
from bot.store.campaign_wordings import Resting
from bot.store.engine import Database
from bot.store.outcomes import CAMPAIGN

BITE = 5_000
"""Recipients passed over in one transaction."""
DOUBT = "interval '60 seconds'"
"""How long a status is waited for that tells whether a message arrived."""

_TRY = text("SELECT pg_try_advisory_xact_lock(hashtext('campaign lists'))")
# The queue settles its rows as fast as it can; the list follows.
_SETTLE = text("""
    WITH told AS (
        SELECT r.campaign, r.conversation, o.state, o.error, o.sent_at
        FROM campaign_recipient r JOIN outbox o ON o.id = r.outbox
        WHERE r.fate = 'queued' AND o.state IN ('sent', 'dead') LIMIT :bite FOR UPDATE OF r SKIP LOCKED)
    UPDATE campaign_recipient r SET fate = CASE told.state WHEN 'dead' THEN 'failed' ELSE 'sent' END,
        reason = CASE told.state WHEN 'dead' THEN told.error ELSE '' END,
        at = COALESCE(told.sent_at, clock_timestamp())
    FROM told WHERE r.campaign = told.campaign AND r.conversation = told.conversation
""")
# Meta refused it because its template was paused a moment ago, which may be told only later: nothing is lost.
_RESTING = text("""
    WITH gone AS (
        DELETE FROM outbox WHERE id IN (
            SELECT o.id FROM campaign_recipient r JOIN outbox o ON o.id = r.outbox JOIN campaign k ON k.id = r.campaign
            WHERE r.fate = 'queued' AND o.state = 'dead' AND k.state IN ('running', 'paused')
              AND o.error LIKE ANY(CAST(:resting AS text[])) LIMIT :bite FOR UPDATE OF r SKIP LOCKED)
        RETURNING campaign, conversation)
    UPDATE campaign_recipient r SET fate = 'pending', outbox = NULL, at = clock_timestamp() FROM gone
    WHERE r.campaign = gone.campaign AND r.conversation = gone.conversation RETURNING r.campaign
""")
_RESTING_WORDS = [f"%({code})" for code in RESTING_CODES]
# Handed back by a sender after the pause, or to somebody who has stopped meanwhile: nobody is given these (outbox.py).
_LEFT_OVER = text(f"""
    WITH gone AS (
        DELETE FROM outbox WHERE id IN (
            SELECT o.id FROM outbox o JOIN campaign k ON k.id = o.campaign
            LEFT JOIN conversation c ON c.id = o.conversation
            WHERE o.state = 'queued' AND o.priority >= :priority AND o.lease_until <= clock_timestamp()
              AND (k.state IN ('paused', 'cancelled') OR NOT (c.announcements AND NOT c.campaigns_stopped))
              AND NOT ({IN_DOUBT.format(row="o")}
                AND GREATEST(o.lease_until, o.due_at) > clock_timestamp() - {DOUBT})
            LIMIT :bite FOR UPDATE OF o SKIP LOCKED)
        RETURNING campaign, conversation, {IN_DOUBT.format(row="outbox")} AS doubt)
    UPDATE campaign_recipient r SET outbox = NULL, at = clock_timestamp(),
        fate = CASE WHEN k.state = 'paused' AND c.announcements AND NOT c.campaigns_stopped THEN 'pending'
            WHEN gone.doubt THEN 'failed' ELSE 'skipped' END,
        reason = CASE WHEN k.state = 'paused' AND c.announcements AND NOT c.campaigns_stopped THEN ''
            WHEN gone.doubt THEN '{OutcomeUnknown.staff_text}'
            WHEN c.announcements AND NOT c.campaigns_stopped THEN 'cancelled' ELSE 'opted_out' END
    FROM gone JOIN campaign k ON k.id = gone.campaign LEFT JOIN conversation c ON c.id = gone.conversation
    WHERE r.campaign = gone.campaign AND r.conversation = gone.conversation AND r.fate IN ('queued', 'sent')
""")  # noqa: S608 - our own words
_CANCELLED = text("""
    SELECT k.id FROM campaign k WHERE k.state = 'cancelled' AND (
        SELECT 1 FROM campaign_recipient r WHERE r.campaign = k.id AND r.fate = 'pending' LIMIT 1) = 1
""")
_DROP = text("""
    UPDATE campaign_recipient SET fate = 'skipped', reason = 'cancelled', at = clock_timestamp()
    WHERE campaign = :id AND conversation IN (
        SELECT conversation FROM campaign_recipient WHERE campaign = :id AND fate = 'pending'
        LIMIT :bite FOR UPDATE SKIP LOCKED)
""")
# One by one and not by a join: of a million recipients the first that is open is enough.
_DONE = text("""
    WITH over AS (
        SELECT k.id FROM campaign k WHERE k.state = 'running' AND k.parts_listed >= :parts AND (
            SELECT 1 FROM campaign_recipient r WHERE r.campaign = k.id AND r.fate IN ('pending', 'queued') LIMIT 1
        ) IS NULL FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE campaign k SET state = 'done', ended_at = clock_timestamp() FROM over WHERE k.id = over.id RETURNING k.id
""")
_NOTE = text("INSERT INTO campaign_event (campaign, actor, act) VALUES (:id, '', 'finish')")


@dataclass(frozen=True, slots=True)
class Settled:
    """`done`: campaigns that are so now; `moved`: whether anything became of anybody."""

    done: Sequence[UUID] = ()
    moved: bool = False


async def settle(database: Database) -> Settled:
    """Some thousands at once; one worker at a time."""
    async with database.begin() as connection:
        if not (await connection.execute(_TRY)).scalar_one():
            return Settled()
        resting = list((await connection.execute(_RESTING, {"bite": BITE, "resting": _RESTING_WORDS})).scalars())
        moved = len(resting) + (await connection.execute(_SETTLE, {"bite": BITE})).rowcount
    for campaign in set(resting):
        await pause_broken(database, campaign, Resting())
    async with database.begin() as connection:
        moved += (await connection.execute(_LEFT_OVER, {"bite": BITE, "priority": CAMPAIGN})).rowcount
    async with database.begin() as connection:
        done = list((await connection.execute(_DONE, {"parts": PARTS})).scalars())
        if done:
            await connection.execute(_NOTE, [{"id": each} for each in done])
    moved += await _drop(database)
    return Settled(done, moved > 0)


async def drop_pending(connection: AsyncConnection, campaign: UUID) -> int:
    """Pass over some of those a cancelled campaign has not been sent to; how many."""
    return (await connection.execute(_DROP, {"id": campaign, "bite": BITE})).rowcount


async def _drop(database: Database) -> int:
    dropped = 0
    async with database.single() as connection:
        cancelled = list((await connection.execute(_CANCELLED)).scalars())
    for campaign in cancelled:
        async with database.begin() as connection:
            dropped += await drop_pending(connection, campaign)
    return dropped
