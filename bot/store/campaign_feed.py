"""Feeds running campaigns into the outbox, a few seconds' worth at a time: a pause is at once, a million recipients are
no million rows of the queue, and what was decided (consent, quiet hours, the week's limit, Meta's tier) is looked at
again for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.campaigns import Campaign, Left, Rules
from bot.domain.errors import Unreadable
from bot.domain.messages import ChannelName
from bot.domain.ports import NOBODY
from bot.domain.timing import Clock
from bot.store import campaign_settle
from bot.store.campaign_look import People, look, passed_over, people_of
from bot.store.campaign_rows import campaign_of
from bot.store.campaign_settle import Settled
from bot.store.campaign_start import CampaignStart
from bot.store.campaign_stops import IN_DOUBT
from bot.store.campaign_trouble import pause_broken
from bot.store.campaign_wordings import Broken, Way, Wordings
from bot.store.engine import Database
from bot.store.outcomes import CAMPAIGN

__all__ = ["CampaignFeed", "Way"]

AHEAD = timedelta(seconds=2)
"""How much is queued before its time: less, and the sender would wait; more, and a pause would take longer."""
_MOST_AHEAD = 5
"""Rows that wait for another try do not hold up the others, until they are so many times that much."""
_LOOK_SECONDS = 0.4
"""How long one feed looks for somebody to send to among many who are passed over, over all campaigns."""
_LEAST_LOOKED_AT = 100
_REST_SECONDS = 5.0
"""Where the tier of the day is used up and nobody can do without it, so long nobody is looked for."""

_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtext('campaigns ' || :channel || ' ' || :account))")
_ROOM = text("""
    SELECT count(*) AS queued, count(*) FILTER (WHERE due_at <= clock_timestamp() + CAST(:ahead AS interval)) AS soon,
        COALESCE((SELECT campaigns_held_until > clock_timestamp() FROM pace
            WHERE channel = :channel AND account = :account), false) AS rests
    FROM outbox WHERE channel = :channel AND account = :account AND state = 'queued' AND priority >= :priority
""")
# One by one and not by a join: of a million recipients the first that fits is enough.
_RUNNING = text("""
    SELECT k.* FROM campaign k WHERE k.state = 'running' AND (
        SELECT 1 FROM campaign_recipient r
        WHERE r.campaign = k.id AND r.channel = :channel AND r.account = :account AND r.fate = 'pending'
        ORDER BY r.conversation LIMIT 1) = 1
    ORDER BY NOT k.emergency, k.started_at FOR SHARE SKIP LOCKED
""")
_QUIET = text(f"""
    WITH back AS (
        DELETE FROM outbox WHERE id IN (
            SELECT o.id FROM outbox o JOIN campaign k ON k.id = o.campaign
            WHERE o.channel = :channel AND o.account = :account AND o.state = 'queued' AND o.priority >= :priority
              AND o.lease_until <= clock_timestamp() AND k.state = 'running' AND NOT k.emergency
              AND NOT {IN_DOUBT.format(row="o")} FOR UPDATE OF o SKIP LOCKED)
        RETURNING campaign, conversation)
    UPDATE campaign_recipient r SET fate = 'pending', outbox = NULL, at = clock_timestamp() FROM back
    WHERE r.campaign = back.campaign AND r.conversation = back.conversation AND r.fate IN ('queued', 'sent')
""")  # noqa: S608 - our own words
_OPENED = text("""
    SELECT count(DISTINCT person) FROM campaign_recipient
    WHERE channel = :channel AND account = :account AND opens AND fate IN ('queued', 'sent')
      AND at > now() - interval '24 hours'
""")
_SKIP = text("""
    UPDATE campaign_recipient r SET fate = 'skipped', reason = told.reason, at = clock_timestamp()
    FROM unnest(CAST(:conversations AS uuid[]), CAST(:reasons AS text[])) AS told (conversation, reason)
    WHERE r.campaign = :campaign AND r.conversation = told.conversation
""")
_QUEUE = text("""
    WITH told AS (
        SELECT * FROM unnest(CAST(:conversations AS uuid[]), CAST(:people AS uuid[]), CAST(:bodies AS text[]),
            CAST(:opens AS boolean[])) AS t (conversation, person, body, opens)),
    put AS (
        INSERT INTO outbox (conversation, channel, account, chat, address, body, priority, state, dedupe, campaign)
        SELECT c.id, c.channel, c.account, c.chat, c.address, CAST(told.body AS jsonb), :priority, 'queued',
            'campaign:' || CAST(CAST(:campaign AS uuid) AS text) || ':' || c.id, CAST(:campaign AS uuid)
        FROM told JOIN conversation c ON c.id = told.conversation
        ON CONFLICT (dedupe) DO UPDATE SET dedupe = outbox.dedupe RETURNING id, conversation)
    UPDATE campaign_recipient r SET fate = 'queued', outbox = put.id, person = told.person, opens = told.opens,
        at = clock_timestamp()
    FROM put JOIN told USING (conversation)
    WHERE r.campaign = CAST(:campaign AS uuid) AND r.conversation = put.conversation
""")


@dataclass(slots=True)
class _Batch:
    """What one look at the list leads to."""

    queue: list[tuple[UUID, UUID, str, bool]] = field(default_factory=list)
    skipped: list[tuple[UUID, str]] = field(default_factory=list)
    last: UUID = NOBODY


class CampaignFeed:
    """Run every second by each worker; one at a time feeds an account."""

    def __init__(self, database: Database, rules: Rules, clock: Clock, ring: Callable[[], None] = lambda: None) -> None:
        """`ring` where one was paused: open pages look."""
        self._ring = ring
        self._database = database
        self._rules = rules
        self._clock = clock
        self._start = CampaignStart(database, rules)
        self._rests: dict[tuple[UUID, ChannelName, str], float] = {}

    async def feed(self, way: Way) -> int:
        """Queue what there is room for; how many. A campaign whose message cannot be made is paused with the reason."""
        who: dict[str, Any] = {"channel": way.channel, "account": way.account, "priority": CAMPAIGN}
        quiet = self._rules.quiet(self._clock.now())
        broken: dict[UUID, Broken] = {}
        async with self._database.begin() as connection:
            if not (await connection.execute(_LOCK, who)).scalar_one():
                return 0
            if quiet:
                await connection.execute(_QUIET, who)
            room, fed = await _room(connection, who, way), 0
            running = [campaign_of(row) for row in (await connection.execute(_RUNNING, who)).all()] if room else []
            wanted = [each for each in running if each.emergency or not quiet]
            until = monotonic() + _LOOK_SECONDS
            for left, campaign in zip(range(len(wanted), 0, -1), wanted, strict=True):
                # An emergency goes first; the others share what room there is, and all of them the time: a pause waits
                # for this transaction.
                share = room - fed if campaign.emergency else max(1, (room - fed) // left)
                own = monotonic() + (until - monotonic()) / left
                try:
                    fed += await self._feed_one(connection, campaign, way, min(share, room - fed), own)
                except Broken as error:
                    broken[campaign.id] = error
        for campaign_id, why in broken.items():
            await pause_broken(self._database, campaign_id, why)
            self._ring()
        return fed

    async def settle(self) -> Settled:
        """Bring the lists up to what the outbox says."""
        return await campaign_settle.settle(self._database)

    async def due(self) -> Sequence[UUID]:
        """Approved campaigns whose time has come."""
        return await self._start.due(self._clock.now())

    async def _feed_one(
        self, connection: AsyncConnection, campaign: Campaign, way: Way, room: int, until: float
    ) -> int:
        """Looks once, and on until the room is filled or time is up: there may be many who are passed over."""
        budget = await self._budget(connection, way)
        if budget <= 0 and monotonic() < self._rests.get((campaign.id, way.channel, way.account), 0.0):
            return 0
        wanted = {"campaign": campaign.id, "channel": way.channel, "account": way.account}
        wording, fed, looked = Wordings(campaign, way), 0, False
        after, near = NOBODY, budget <= 0
        while fed < room and not (looked and monotonic() >= until):
            looked = True
            limit = max(room - fed, _LEAST_LOOKED_AT)
            rows = await look(connection, wanted, after, limit, near=near)
            people = await people_of(connection, campaign.id, rows)
            batch = self._sort(rows, people, wording, room - fed, budget)
            await self._write(connection, campaign, batch)
            fed += len(batch.queue)
            budget -= sum(opens for *_, opens in batch.queue)
            if near and not rows:
                self._rests[campaign.id, way.channel, way.account] = monotonic() + _REST_SECONDS
            if budget <= 0 and not near:
                # The tier of the day is used up: those who need none of it are few among many.
                after, near = NOBODY, True
            elif len(rows) < limit:
                break
            else:
                after = batch.last
        return fed

    def _sort(self, rows: Sequence[Row[Any]], people: People, wording: Wordings, room: int, budget: int) -> _Batch:
        batch, seal = _Batch(), self._database.vault.seal_dump
        for row in rows:
            if len(batch.queue) >= room:
                break
            batch.last = row.conversation
            if row.person in people.busy:
                continue
            if reason := passed_over(row, people, wording.campaign, self._rules):
                batch.skipped.append((row.conversation, reason))
                continue
            opens = wording.opens(row) and not row.opened
            if opens and budget <= 0:
                continue  # it stays on the list
            told = wording.of(row, self._name(row, wording))
            if told is None:
                batch.skipped.append((row.conversation, Left.OUTSIDE_WINDOW))
                continue
            budget -= opens
            batch.queue.append((row.conversation, row.person, seal(told), opens))
            people.hear(row)
        return batch

    def _name(self, row: Row[Any], wording: Wordings) -> str:
        if not (wording.named and row.sender_name):
            return ""
        try:
            return self._database.vault.open(row.sender_name)
        except Unreadable:
            return ""

    async def _write(self, connection: AsyncConnection, campaign: Campaign, batch: _Batch) -> None:
        if batch.skipped:
            columns = _columns(("conversations", "reasons"), batch.skipped)
            await connection.execute(_SKIP, columns | {"campaign": campaign.id})
        if batch.queue:
            columns = _columns(("conversations", "people", "bodies", "opens"), batch.queue)
            await connection.execute(_QUEUE, columns | {"campaign": campaign.id, "priority": CAMPAIGN})

    async def _budget(self, connection: AsyncConnection, way: Way) -> int:
        """How many more people WhatsApp lets us open a conversation with; each counts once a day."""
        if way.channel is not ChannelName.WHATSAPP:
            return 1
        who = {"channel": way.channel, "account": way.account}
        opened: int = (await connection.execute(_OPENED, who)).scalar_one()
        return max(0, self._rules.tier_budget - opened)


async def _room(connection: AsyncConnection, who: Mapping[str, Any], way: Way) -> int:
    """For how many rows there is room; none while a quarter of it would be left empty by sending on."""
    ahead = max(1, int(way.per_second * AHEAD.total_seconds()))
    row = (await connection.execute(_ROOM, dict(who) | {"ahead": AHEAD})).one()
    room = min(ahead - row.soon, _MOST_AHEAD * ahead - row.queued)
    return 0 if row.rests or room < ahead / 4 else int(room)


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    return dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True))
