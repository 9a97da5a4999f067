"""What became of a campaign, counted from its list in one pass: implements the CampaignReports port."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

from sqlalchemy import Row, text

from bot.domain.campaign_report import DAYS, Asked, Cell, Course, Did, Effect, Figures, step_for
from bot.store.campaign_progress import lock_of, settled
from bot.store.engine import Database

LANGUAGE = "COALESCE(NULLIF(c.language, ''), 'id')"
_CELLS = text(f"""
    SELECT count(*) AS residents, r.channel, {LANGUAGE} AS language, r.version, r.fate, r.reason,
        COALESCE(r.delivered_at, r.read_at) IS NOT NULL AS delivered, r.read_at IS NOT NULL AS read,
        r.tapped_at IS NOT NULL AS tapped, r.button, r.replied_at IS NOT NULL AS replied,
        r.stopped_at IS NOT NULL AS stopped, (SELECT state = 'cancelled' FROM campaign WHERE id = :id) AS cancelled
    FROM campaign_recipient r LEFT JOIN conversation c ON c.id = r.conversation
    WHERE r.campaign = :id GROUP BY 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
""")  # noqa: S608 - our own words
_NOW = text("SELECT clock_timestamp()")
_COURSE = text("""
    SELECT told.what, floor(extract(epoch FROM told.moment - CAST(:begins AS timestamptz)) / :step)::int AS slot,
        count(*) AS residents
    FROM campaign_recipient r CROSS JOIN LATERAL (VALUES
        ('sent', CASE WHEN r.fate = 'sent' THEN r.at END), ('delivered', COALESCE(r.delivered_at, r.read_at)),
        ('read', r.read_at), ('tapped', r.tapped_at), ('replied', r.replied_at), ('stopped', r.stopped_at)
    ) AS told (what, moment)
    WHERE r.campaign = :id AND told.moment IS NOT NULL GROUP BY 1, 2
""")
# Who was sent it, by version, and everybody else who was there already when it began.
_PEOPLE = text("""
    SELECT 'version ' || version AS grp, count(*) AS people FROM campaign_recipient
    WHERE campaign = :id AND fate = 'sent' GROUP BY 1
""")
_OTHERS = text("""
    SELECT count(*) - (SELECT count(*) FROM campaign_recipient WHERE campaign = :id AND fate = 'sent') AS people
    FROM conversation WHERE created_at < :started AND erased_at IS NULL
""")
# A tap on the announcement itself opens its topic: that is no question.
_GROUP = "CASE WHEN r.conversation IS NULL THEN 'others' ELSE 'version ' || r.version END AS grp"
_QUESTIONS = text(f"""
    SELECT {_GROUP}, q.asked_at >= :started AS afterwards, count(*) AS questions,
        count(DISTINCT q.conversation) AS askers
    FROM question q LEFT JOIN campaign_recipient r
        ON r.campaign = :id AND r.conversation = q.conversation AND r.fate = 'sent'
    WHERE q.answered = :topic AND q.asked_at >= :begins AND q.asked_at < :ends
      AND NOT (q.band = 'tap' AND q.campaign = CAST(:id AS uuid) AND q.campaign IS NOT NULL) GROUP BY 1, 2
""")  # noqa: S608
_COMPLAINTS = text("""
    SELECT COALESCE((SELECT 'version ' || min(r.version) FROM campaign_recipient r JOIN conversation c
            ON c.id = r.conversation
            WHERE r.campaign = :id AND c.person = k.person AND r.fate = 'sent'), 'others') AS grp,
        k.received_at >= :started AS afterwards, count(*) AS complaints
    FROM resident_case k WHERE k.kind = 'pengaduan' AND k.received_at >= :begins AND k.received_at < :ends
    GROUP BY 1, 2
""")
_LEAST_SECONDS = 2.0
_TIMES_AS_LONG = 10
_KEPT = 100
Counted = TypeVar("Counted")


class PostgresCampaignReports:
    """A million recipients are counted in a second or two: what was counted is kept for a while."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[tuple[object, ...], tuple[float, Any]] = {}
        self._counting: WeakValueDictionary[tuple[object, ...], asyncio.Lock] = WeakValueDictionary()

    async def figures(self, campaign: UUID) -> Figures:
        async def count() -> Figures:
            async with self._database.single() as connection:
                now = (await connection.execute(_NOW)).scalar_one()
                rows = (await connection.execute(_CELLS, {"id": campaign})).all()
            return Figures([_cell(row) for row in rows], now)

        return await self._once(("figures", campaign), count)

    async def course(self, campaign: UUID, begins: datetime, ends: datetime) -> Course:
        step = step_for(ends - begins)
        length = max(1, -(-(ends - begins) // step))

        async def count() -> Course:
            wanted = {"id": campaign, "begins": begins, "step": step.total_seconds()}
            counts = {did: [0] * length for did in Did}
            async with self._database.single() as connection:
                for row in await connection.execute(_COURSE, wanted):
                    # A clock that is a moment off makes no hole in the books.
                    counts[Did(row.what)][min(max(row.slot, 0), length - 1)] += row.residents
            return Course(begins, step, counts)

        return await self._once(("course", campaign, begins, step, length), count)

    async def effect(self, campaign: UUID, topic: str, started: datetime, now: datetime) -> Effect | None:
        days = min(DAYS, (now - started).days)
        if not topic or days < 1:
            return None
        span = timedelta(days=days)
        wanted = {"id": campaign, "started": started}

        async def count() -> Effect:
            return await self._effect(topic, days, wanted | {"begins": started - span, "ends": started + span})

        return await self._once(("effect", campaign, topic, days), count)

    async def _effect(self, topic: str, days: int, wanted: Mapping[str, Any]) -> Effect:
        async with self._database.single() as connection:
            people = {row.grp: row.people for row in await connection.execute(_PEOPLE, wanted)}
            people["others"] = max(0, (await connection.execute(_OTHERS, wanted)).scalar_one())
            questions = (await connection.execute(_QUESTIONS, {**wanted, "topic": topic})).all()
            complaints = (await connection.execute(_COMPLAINTS, wanted)).all()
        sides = [
            _side(
                people,
                {row.grp: row for row in questions if row.afterwards is afterwards},
                {row.grp: row.complaints for row in complaints if row.afterwards is afterwards},
            )
            for afterwards in (False, True)
        ]
        return Effect(topic, days, *sides)

    async def _once(self, key: tuple[object, ...], count: Callable[[], Awaitable[Counted]]) -> Counted:
        """Many who ask for the same wait for one count, and it is good for ten times as long as it took."""
        async with lock_of(self._counting, key):
            good_until, kept = self._kept.get(key, (0.0, None))
            began = time.monotonic()
            if began < good_until:
                found: Counted = kept
                return found
            counted = await count()
            now = time.monotonic()
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[key] = now + max(_LEAST_SECONDS, _TIMES_AS_LONG * (now - began)), counted
            return counted


def _cell(row: Row[Any]) -> Cell:
    told = {name: getattr(row, name) for name in ("delivered", "read", "tapped", "button", "replied", "stopped")}
    return Cell(row.residents, row.channel, row.language, row.version, *settled(row), **told)


def _side(people: Mapping[str, int], asked: Mapping[str, Row[Any]], filed: Mapping[str, int]) -> dict[str, Asked]:
    """Every group, also one in which nobody asked; recipients of all versions together."""
    side = {}
    for grp, count in people.items():
        row = asked.get(grp)
        side[grp] = Asked(count, row.questions if row else 0, row.askers if row else 0, filed.get(grp, 0))
    return {**side, "recipients": _together(side)}


def _together(side: Mapping[str, Asked]) -> Asked:
    """Both versions as one."""
    parts: Sequence[Asked] = [asked for grp, asked in side.items() if grp != "others"]
    return Asked(
        sum(each.people for each in parts),
        sum(each.questions for each in parts),
        sum(each.askers for each in parts),
        sum(each.complaints for each in parts),
    )
