"""Carries out what came of a send: the row, the account's health, the resident. Used by outbox and receipts alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import ChannelName
from bot.domain.ports import Outgoing
from bot.domain.verdict import Fate, ResidentMark, Verdict
from bot.outbound.rules import Rules
from bot.store.accounts import Account, note_failure, works
from bot.store.campaign_stops import failed_late, stopped_by, withdraw
from bot.store.codec import dump_json, text_column

CAMPAIGN = 5
"""Priority of announcements; replies have 0."""

# Whoever was told the channel's id knows best, even after its lease: only a settled row stays as it is.
_SENT = text("""
    WITH told AS (SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:external_ids AS text[])) AS t (id, external_id)),
    locked AS (SELECT o.id FROM outbox o JOIN told USING (id) WHERE o.state = 'queued' ORDER BY o.id FOR UPDATE OF o)
    UPDATE outbox o SET state = 'sent', external_id = told.external_id, sent_at = clock_timestamp(),
        attempts = attempts + 1, error = ''
    FROM told JOIN locked USING (id) WHERE o.id = told.id
""")

_AGAIN = text("""
    UPDATE outbox SET state = 'queued', due_at = clock_timestamp() + CAST(:wait AS interval),
        lease_until = clock_timestamp(), error = :reason, external_id = '',
        attempts = attempts + CASE WHEN :counted THEN 1 ELSE 0 END
    WHERE id = :id AND taken = :taken AND state = ANY(:states)
""")
_DEAD = text("""
    UPDATE outbox SET state = 'dead', attempts = attempts + CASE WHEN state = 'sent' THEN 0 ELSE 1 END, error = :reason
    WHERE id = :id AND taken = :taken AND state = ANY(:states)
""")
_HELD = text("""
    UPDATE outbox SET state = 'held', lease_until = clock_timestamp(), error = :reason
    WHERE id = :id AND taken = :taken AND state = ANY(:states)
""")

# One template for each silence of a resident, however many answers wait behind it.
_KNOCK = text("""
    INSERT INTO outbox (conversation, channel, account, chat, address, body, priority, state, dedupe)
    SELECT c.id, c.channel, c.account, c.chat, c.address, CAST(:body AS jsonb), 0, 'queued',
        'knock:' || c.id || ':' || COALESCE(extract(epoch FROM c.last_inbound_at)::text, '')
    FROM outbox o JOIN conversation c ON c.id = o.conversation WHERE o.id = :id
    ON CONFLICT (dedupe) DO NOTHING
""")

_UNREACHABLE = text("""
    UPDATE conversation c SET reachable = false FROM outbox o WHERE o.id = :id AND c.id = o.conversation
""")
_NO_CAMPAIGNS = text("""
    UPDATE conversation c SET campaigns_stopped = true FROM outbox o WHERE o.id = :id AND c.id = o.conversation
    RETURNING c.id
""")


@dataclass(frozen=True, slots=True)
class Failed:
    """A row whose send failed. `taken` fences off a sender that was given up on; `late`: the channel had taken the
    message and said so only afterwards."""

    outbox_id: int
    channel: ChannelName
    account: str
    reason: str
    taken: int
    probe: bool = False
    late: bool = False


async def apply_sent(connection: AsyncConnection, sends: Sequence[tuple[Outgoing, str]]) -> None:
    """The channel took these messages and calls them so."""
    told = {
        "ids": [row.outbox_id for row, _ in sends],
        "external_ids": [text_column(external_id) for _, external_id in sends],
    }
    await connection.execute(_SENT, told)
    await works(connection, {Account(row.channel, row.account) for row, _ in sends})


async def apply_failure(connection: AsyncConnection, failed: Failed, verdict: Verdict, rules: Rules) -> None:
    """Settle the row by the verdict and note what the failure says about the account and the resident."""
    who = Account(failed.channel, failed.account)
    in_trouble = await note_failure(connection, who, verdict, failed.reason, probe=failed.probe, late=failed.late)
    # A message the channel had taken was counted then.
    fate, counted, wait = verdict.fate, verdict.counted and not failed.late, verdict.wait
    if in_trouble:
        # It is the account that fails, not the message: nothing counts, nothing is given up.
        fate, counted = Fate.AGAIN, False
    # Who only heard no answer may be late: the channel's own status may have settled the row as sent meanwhile.
    states = ["queued", "sent"] if failed.late else ["queued"]
    row = {"id": failed.outbox_id, "taken": failed.taken, "reason": failed.reason[:200], "states": states}
    match fate:
        case Fate.AGAIN:
            await connection.execute(_AGAIN, row | {"wait": timedelta(seconds=wait), "counted": counted})
        case Fate.HELD:
            await connection.execute(_HELD, row)
            if (knock := rules[failed.channel].knock) is not None:
                await connection.execute(_KNOCK, {"id": failed.outbox_id, "body": dump_json(knock)})
        case Fate.DEAD:
            await connection.execute(_DEAD, row)
            if failed.late:
                await failed_late(connection, failed.outbox_id)
    await _mark(connection, failed.outbox_id, verdict.resident)


async def _mark(connection: AsyncConnection, outbox_id: int, mark: ResidentMark) -> None:
    if mark is ResidentMark.UNREACHABLE:
        await connection.execute(_UNREACHABLE, {"id": outbox_id})
    elif mark is ResidentMark.NO_CAMPAIGNS:
        for conversation in (await connection.execute(_NO_CAMPAIGNS, {"id": outbox_id})).scalars().all():
            await stopped_by(connection, outbox_id)
            await withdraw(connection, conversation, "opted_out")
