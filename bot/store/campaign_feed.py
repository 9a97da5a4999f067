"""Feeds running campaigns into the outbox, a few seconds' worth at a time: a pause is at once, a million recipients are
no million rows of the queue, and what was decided (consent, quiet hours, Meta's tier) is looked at again for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.campaigns import Campaign, Rules
from bot.domain.messages import ChannelName
from bot.domain.reply import Payload
from bot.domain.timing import Clock
from bot.store.campaigns import campaign_of
from bot.store.codec import dump_json
from bot.store.engine import Database
from bot.store.outbox import WINDOW
from bot.store.outcomes import CAMPAIGN

AHEAD = timedelta(seconds=2)
"""How much is queued before its time: less, and the sender would wait; more, and a pause would take longer."""
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtext('campaigns ' || :channel || ' ' || :account))")
_QUEUED = text("""
    SELECT count(*) FROM outbox
    WHERE channel = :channel AND account = :account AND state = 'queued' AND priority >= :priority
""")
# One by one and not by a join: of a million recipients the first that fits is enough.
_RUNNING = text("""
    SELECT k.* FROM campaign k WHERE k.state = 'running' AND (
        SELECT 1 FROM campaign_recipient r
        WHERE r.campaign = k.id AND r.channel = :channel AND r.account = :account AND r.fate = 'pending'
        ORDER BY r.conversation LIMIT 1) = 1
    ORDER BY NOT k.emergency, k.started_at FOR SHARE SKIP LOCKED
""")
_OPENED = text("""
    SELECT count(DISTINCT person) FROM campaign_recipient
    WHERE channel = :channel AND account = :account AND opens AND fate IN ('queued', 'sent')
      AND at > clock_timestamp() - interval '24 hours'
""")
_NEXT = text("""
    SELECT r.conversation, r.version, c.chat, c.address, COALESCE(NULLIF(c.language, ''), 'id') AS language,
        c.announcements AND NOT c.campaigns_stopped AS agreed, c.reachable, c.erased_at IS NULL AS there,
        COALESCE(c.last_inbound_at > clock_timestamp() - CAST(:window AS interval), false) AS fresh
    FROM campaign_recipient r JOIN conversation c ON c.id = r.conversation
    WHERE r.campaign = :campaign AND r.channel = :channel AND r.account = :account AND r.fate = 'pending'
    ORDER BY r.conversation LIMIT :limit FOR UPDATE OF r
""")
_SKIP = text("""
    UPDATE campaign_recipient SET fate = 'skipped', reason = :reason, at = clock_timestamp()
    WHERE campaign = :campaign AND conversation = :conversation
""")
_QUEUE = text("""
    WITH told AS (
        SELECT * FROM unnest(CAST(:conversations AS uuid[]), CAST(:bodies AS text[]), CAST(:opens AS boolean[]))
            AS t (conversation, body, opens)),
    put AS (
        INSERT INTO outbox (conversation, channel, account, chat, address, body, priority, state, dedupe, campaign)
        SELECT c.id, c.channel, c.account, c.chat, c.address, CAST(told.body AS jsonb), :priority, 'queued',
            'campaign:' || CAST(CAST(:campaign AS uuid) AS text) || ':' || c.id, CAST(:campaign AS uuid)
        FROM told JOIN conversation c ON c.id = told.conversation
        ON CONFLICT (dedupe) DO UPDATE SET dedupe = outbox.dedupe RETURNING id, conversation)
    UPDATE campaign_recipient r SET fate = 'queued', outbox = put.id, opens = told.opens, at = clock_timestamp()
    FROM put JOIN told USING (conversation)
    WHERE r.campaign = CAST(:campaign AS uuid) AND r.conversation = put.conversation
""")
# The queue settles its rows as fast as it can; the list follows. A message that failed after it was sent, too.
_SETTLE = text("""
    UPDATE campaign_recipient r SET fate = CASE o.state WHEN 'dead' THEN 'failed' ELSE 'sent' END,
        reason = CASE o.state WHEN 'dead' THEN o.error ELSE '' END, at = COALESCE(o.sent_at, clock_timestamp())
    FROM outbox o WHERE r.fate = 'queued' AND r.outbox = o.id AND o.state IN ('sent', 'dead')
""")
_FAILED_LATE = text("""
    UPDATE campaign_recipient r SET fate = 'failed', reason = o.error FROM outbox o
    WHERE o.state = 'dead' AND o.campaign IS NOT NULL AND r.campaign = o.campaign AND r.conversation = o.conversation
      AND r.fate = 'sent'
""")
_DONE = text("""
    UPDATE campaign k SET state = 'done', ended_at = clock_timestamp() WHERE k.state = 'running' AND (
        SELECT 1 FROM campaign_recipient r WHERE r.campaign = k.id AND r.fate IN ('pending', 'queued') LIMIT 1) IS NULL
    RETURNING k.id
""")
_NOTE = text("INSERT INTO campaign_event (campaign, actor, act) VALUES (:id, '', 'finish')")
_DUE = text("SELECT id FROM campaign WHERE state = 'ready' AND (due_at IS NULL OR due_at <= :now) ORDER BY created_at")

Compose = Callable[[Campaign, int, str, bool], Payload | None]
"""The request that says a campaign's version in a language, inside WhatsApp's window or not; None where nothing may be
sent there."""


@dataclass(frozen=True, slots=True)
class Way:
    """A channel account campaigns go out by. `per_second` is its ceiling."""

    channel: ChannelName
    account: str
    per_second: float
    compose: Compose


class CampaignFeed:
    """Run every second by each worker; one at a time feeds an account."""

    def __init__(self, database: Database, rules: Rules, clock: Clock) -> None:
        self._database = database
        self._rules = rules
        self._clock = clock

    async def feed(self, way: Way) -> int:
        """Queue what there is room for; how many."""
        who: dict[str, Any] = {"channel": way.channel, "account": way.account}
        ahead = max(1, int(way.per_second * AHEAD.total_seconds()))
        async with self._database.begin() as connection:
            if not (await connection.execute(_LOCK, who)).scalar_one():
                return 0
            queued = (await connection.execute(_QUEUED, who | {"priority": CAMPAIGN})).scalar_one()
            room, fed = ahead - queued, 0
            if room < ahead / 4:
                return 0
            quiet = self._rules.quiet(self._clock.now())
            for row in (await connection.execute(_RUNNING, who)).all():
                if room > fed and (row.emergency or not quiet):
                    fed += await self._feed_one(connection, campaign_of(row), way, room - fed)
        return fed

    async def settle(self) -> Sequence[UUID]:
        """Bring the lists up to what the outbox says; the campaigns that are done now."""
        async with self._database.begin() as connection:
            await connection.execute(_SETTLE)
            await connection.execute(_FAILED_LATE)
            done = list((await connection.execute(_DONE)).scalars())
            if done:
                await connection.execute(_NOTE, [{"id": each} for each in done])
        return done

    async def due(self) -> Sequence[UUID]:
        """Approved campaigns whose time has come."""
        async with self._database.single() as connection:
            return list((await connection.execute(_DUE, {"now": self._clock.now()})).scalars())

    async def _feed_one(self, connection: AsyncConnection, campaign: Campaign, way: Way, room: int) -> int:
        who = {"channel": way.channel, "account": way.account}
        budget = room
        if way.channel is ChannelName.WHATSAPP:
            opened = (await connection.execute(_OPENED, who)).scalar_one()
            budget = max(0, self._rules.tier_budget - opened)
        wanted = who | {"campaign": campaign.id, "limit": room, "window": WINDOW}
        queue: list[tuple[UUID, str, bool]] = []
        skipped: list[dict[str, Any]] = []
        bodies: dict[tuple[int, str, bool], Payload | None] = {}
        for row in (await connection.execute(_NEXT, wanted)).all():
            told = _told(row, campaign, way, bodies)
            if isinstance(told, str):
                skipped.append({"campaign": campaign.id, "conversation": row.conversation, "reason": told})
                continue
            opens = way.channel is ChannelName.WHATSAPP and not row.fresh
            if opens and budget <= 0:
                continue  # the tier of today is used up: it stays on the list
            budget -= opens
            queue.append((row.conversation, self._database.vault.seal_dump(dump_json(told)), opens))
        if skipped:
            await connection.execute(_SKIP, skipped)
        if queue:
            await connection.execute(_QUEUE, _arrays(queue) | {"campaign": campaign.id, "priority": CAMPAIGN})
        return len(queue)


def _told(
    row: Row[Any], campaign: Campaign, way: Way, bodies: dict[tuple[int, str, bool], Payload | None]
) -> Payload | str:
    """What to send, or why nothing is."""
    if not row.there or not row.agreed:
        return "opted_out"
    if not row.reachable:
        return "unreachable"
    key = (row.version, row.language, row.fresh or way.channel is not ChannelName.WHATSAPP)
    if key not in bodies:
        bodies[key] = way.compose(campaign, *key)
    return bodies[key] or "outside_window"


def _arrays(queue: Sequence[tuple[UUID, str, bool]]) -> dict[str, Any]:
    names = ("conversations", "bodies", "opens")
    return dict(zip(names, (list(column) for column in zip(*queue, strict=True)), strict=True))
