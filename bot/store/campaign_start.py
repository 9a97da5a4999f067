"""Starts campaigns: the state at once, the list of recipients in parts, so that a million of them hold up nothing, and
whoever dies over it leaves the rest to another. What repeats is due again from the moment it starts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import JAKARTA
from bot.domain.audience import About, Audience, Condition
from bot.domain.campaign_approval import may_reach
from bot.domain.campaign_series import next_due
from bot.domain.campaigns import Act, Campaign, CampaignRefusal, Message, Repeats, Rules, State, UnknownCampaign
from bot.store.audience import Terms, count_part, list_part, terms_of
from bot.store.campaign_news import tell_grown
from bot.store.campaign_rows import NOTE, PARTS, audience_of, campaign_of, editors_of, event, locked, move
from bot.store.engine import Database

_AT_ONCE_SECONDS = 0.5
"""How long one transaction writes a list."""

# A correction waits until nobody is being sent what it corrects: it goes to exactly those who got that.
_DUE = text("""
    SELECT k.id FROM campaign k WHERE k.state = 'ready' AND (k.due_at IS NULL OR k.due_at <= :now)
        AND NOT EXISTS (SELECT 1 FROM campaign c WHERE c.id = k.corrects AND (c.state = 'running' OR (
            SELECT 1 FROM campaign_recipient r WHERE r.campaign = c.id AND r.fate = 'queued' LIMIT 1) = 1))
    ORDER BY NOT k.emergency, k.created_at
""")
_UNLISTED = text("""
    SELECT id FROM campaign WHERE state IN ('running', 'paused') AND parts_listed < :parts
    ORDER BY NOT emergency, started_at
""")
_CUT = text("""
    SELECT id FROM campaign WHERE state = 'cancelled' AND started_at IS NOT NULL AND parts_listed < :parts
        AND unlisted IS NULL
""")
_COUNTED = text("UPDATE campaign SET unlisted = :count WHERE id = :id")
_TRY = text("SELECT pg_try_advisory_xact_lock(hashtext('campaign list ' || CAST(CAST(:id AS uuid) AS text)))")
_READ = text("SELECT * FROM campaign WHERE id = :id")
_STATE = text("SELECT state FROM campaign WHERE id = :id FOR NO KEY UPDATE")
_LISTED = text("UPDATE campaign SET parts_listed = :part WHERE id = :id")
_DROP = text("""
    UPDATE campaign_recipient SET fate = 'skipped', reason = 'cancelled', at = clock_timestamp()
    WHERE campaign = :id AND fate = 'pending'
""")
_ASK_AGAIN = text("UPDATE campaign SET state = 'submitted', approved_by = '', approved_for = NULL WHERE id = :id")
GROWN = {"actor": "", "act": "grown"}
"""How it is noted that a campaign reaches more than one person may decide for by now."""
_SERIES = text("""
    SELECT clock_timestamp() AS now,
        (SELECT COALESCE(due_at, started_at) FROM campaign WHERE id = CAST(:series AS uuid)) AS began
""")
_AGAIN = text("""
    INSERT INTO campaign (id, name, state, author, editors, submitted_by, approved_by, topic, emergency,
        emergency_reason, message, audience, due_at, repeats, series, approved_for)
    SELECT :made, name, 'ready', author, editors, submitted_by, approved_by, topic, emergency, emergency_reason,
        message, audience, :due, repeats, COALESCE(series, id), approved_for
    FROM campaign WHERE id = :id
""")


class CampaignStart:
    """Any number of workers may use it at once; each list is written by one of them."""

    def __init__(self, database: Database, rules: Rules) -> None:
        self._database = database
        self._rules = rules

    async def due(self, now: datetime) -> Sequence[UUID]:
        """Approved campaigns whose time has come."""
        async with self._database.single() as connection:
            return list((await connection.execute(_DUE, {"now": now})).scalars())

    async def begin(self, campaign: UUID, actor: str = "") -> State:
        """It runs from now on. Where it reaches more by now than it was approved for, it waits for a second person
        instead, and they are told. Raises UnknownCampaign, CampaignRefusal."""
        many, edition = await self._grown(campaign)
        async with self._database.begin() as connection:
            row = await locked(connection, campaign)
            found = campaign_of(row)
            if found.message is None:
                raise CampaignRefusal("nothing is written yet")
            if found.state is State.READY and many and row.edition == edition:
                await connection.execute(_ASK_AGAIN, {"id": campaign})
                noted = GROWN | {"id": campaign, "note": str(many)}
                event_id = (await connection.execute(NOTE, noted)).scalar_one()
                await tell_grown(connection, found, editors_of(row), many, event_id)
                return State.SUBMITTED
            state = await move(connection, row, Act.START, actor)
            if found.repeats is not Repeats.NEVER:
                await _repeat(connection, found)
        return state

    async def unlisted(self) -> Sequence[UUID]:
        """Running campaigns whose list is not whole."""
        async with self._database.single() as connection:
            return list((await connection.execute(_UNLISTED, {"parts": PARTS})).scalars())

    async def write_list(self, campaign: UUID) -> bool:
        """Some more of the list; whether there is more for this caller to write."""
        async with self._database.begin() as connection:
            if not (await connection.execute(_TRY, {"id": campaign})).scalar_one():
                return False
            row = (await connection.execute(_READ, {"id": campaign})).one()
            first = part = row.parts_listed
            part = await self._parts(connection, row, part)
            # Read under the lock: what was cancelled meanwhile did not see these rows.
            state = (await connection.execute(_STATE, {"id": campaign})).scalar_one()
            if state == State.CANCELLED:
                await connection.execute(_DROP, {"id": campaign})
            await connection.execute(_LISTED, {"id": campaign, "part": part})
        if part > first and (first == 0 or part == PARTS):
            # So many new rows at once: the planner must not think that the table is still small.
            async with self._database.single() as connection:
                await connection.execute(text("ANALYZE campaign_recipient"))
        return part < PARTS and state in {State.RUNNING, State.PAUSED}

    async def count_cut(self) -> Sequence[UUID]:
        """Of campaigns that were cancelled before their lists were whole: how many more each would have reached."""
        async with self._database.single() as connection:
            cut = list((await connection.execute(_CUT, {"parts": PARTS})).scalars())
        return [campaign for campaign in cut if await self._count_rest(campaign)]

    async def _count_rest(self, campaign: UUID) -> bool:
        """Whoever writes a part of the list just now does so before the cancel, or finds it cancelled."""
        async with self._database.begin() as connection:
            if not (await connection.execute(_TRY, {"id": campaign})).scalar_one():
                return False
            row = (await connection.execute(_READ, {"id": campaign})).one()
            found = campaign_of(row)
            if found.message is None or not found.cut or found.unlisted is not None:
                return False
            terms = campaign_terms(self._rules, found, found.message)
            audience = heard_by(found, audience_of(row.audience))
            counts = [await count_part(connection, audience, terms, part) for part in range(row.parts_listed, PARTS)]
            await connection.execute(_COUNTED, {"id": campaign, "count": sum(counts)})
        return True

    async def _parts(self, connection: AsyncConnection, row: Row[Any], part: int) -> int:
        found = campaign_of(row)
        if found.message is None:
            raise CampaignRefusal("nothing is written yet")
        terms, audience = campaign_terms(self._rules, found, found.message), heard_by(found, audience_of(row.audience))
        began = monotonic()
        while part < PARTS and monotonic() - began < _AT_ONCE_SECONDS:
            await list_part(connection, row.id, audience, terms, len(found.message.versions), part)
            part += 1
        return part

    async def _grown(self, campaign: UUID) -> tuple[int, int]:
        """How many it reaches, where that is more than it was approved for; and the edition that was counted. In parts,
        since nobody may wait at its row for a million to be counted."""
        async with self._database.single() as connection:
            row = (await connection.execute(_READ, {"id": campaign})).first()
            if row is None:
                raise UnknownCampaign(str(campaign))
            found = campaign_of(row)
            most = may_reach(found, self._rules)
            if found.state is not State.READY or found.message is None or most is None:
                return 0, row.edition
            terms = campaign_terms(self._rules, found, found.message)
            audience = heard_by(found, audience_of(row.audience))
            total = sum([await count_part(connection, audience, terms, part) for part in range(PARTS)])
        return (total if total > most else 0), row.edition


def campaign_terms(rules: Rules, campaign: Campaign, message: Message) -> Terms:
    """Who was told something wrong hears the right thing, however much they heard this week. A template that rests may
    come back: those who need it stay on the list, unless staff gave it up."""
    emergency = campaign.emergency or campaign.corrects is not None
    if campaign.without_template:
        return terms_of(message, rules, emergency=emergency, takes=lambda *_: False)
    return terms_of(message, rules, emergency=emergency)


def heard_by(campaign: Campaign, audience: Audience) -> Audience:
    """A correction is for exactly those who got what it corrects."""
    if campaign.corrects is None:
        return audience
    return Audience((Condition(About.HEARD, (str(campaign.corrects),)),))


async def _repeat(connection: AsyncConnection, found: Campaign) -> None:
    """The next one of the series, approved as this one was; who changes it takes that away."""
    root = (await connection.execute(_SERIES, {"series": found.series or found.id})).one()
    now = root.now.astimezone(JAKARTA)
    due = (found.due_at or root.now).astimezone(JAKARTA)
    began = (root.began or root.now).astimezone(JAKARTA)
    following = next_due(found.repeats, due, now, began.day)
    made = uuid4()
    await connection.execute(_AGAIN, {"id": found.id, "made": made, "due": following})
    await connection.execute(NOTE, event(made, "", Act.APPROVE, "series"))
