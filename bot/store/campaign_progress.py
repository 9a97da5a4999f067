"""How far a campaign is, counted from its list. Counting a million recipients takes a second: what was counted is kept
for a while, and many who look at once wait for one count."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Hashable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.campaign_control import Account, Progress
from bot.domain.campaigns import Fate, Left
from bot.store.engine import Database

Key = TypeVar("Key", bound=Hashable)
_STATE = text("SELECT state FROM campaign WHERE id = :id")
_COUNT = text("""
    SELECT channel, fate, CASE WHEN fate = 'skipped' THEN reason ELSE '' END AS reason, count(*) AS residents,
        count(*) FILTER (WHERE fate = 'sent' AND at > clock_timestamp() - interval '1 minute') AS recent,
        (SELECT state = 'cancelled' FROM campaign WHERE id = :id) AS cancelled
    FROM campaign_recipient WHERE campaign = :id GROUP BY 1, 2, 3
""")
_ACCOUNTS = text("""
    SELECT channel, trouble, reason,
        CASE WHEN campaigns_held_until > clock_timestamp() THEN campaigns_held_until END AS held_until, campaigns_reason
    FROM pace ORDER BY channel, account
""")
_OPENED = text("""
    SELECT count(DISTINCT person) AS opened, min(at) + interval '24 hours' AS frees_at FROM campaign_recipient
    WHERE channel = 'whatsapp' AND opens AND fate IN ('queued', 'sent') AND at > clock_timestamp() - interval '24 hours'
""")
# They can be sent a template only, and Meta's tier counts them.
_OUTSIDE = text("""
    SELECT count(*) FROM campaign_recipient r JOIN conversation c ON c.id = r.conversation
    WHERE r.campaign = :id AND r.channel = 'whatsapp' AND r.fate = 'pending'
      AND (c.last_inbound_at IS NULL OR c.last_inbound_at <= clock_timestamp() - interval '24 hours')
""")
_LEAST_SECONDS = 1.0
_TIMES_AS_LONG = 20
"""A count is good for so many times as long as it took: no more than a twentieth of the time is spent on counting."""
_KEPT = 50


async def opened_today(connection: AsyncConnection) -> tuple[int, datetime | None]:
    """People a conversation was opened with on WhatsApp in the last 24 hours, and when the first counts no more."""
    row = (await connection.execute(_OPENED)).one()
    return row.opened, row.frees_at


def settled(row: Row[Any]) -> tuple[Fate, str]:
    """Fate and reason of rows that are alike. Of a cancelled campaign a million rows are passed over in parts; what
    they will be is known at once."""
    if row.cancelled and row.fate == Fate.PENDING:
        return Fate.SKIPPED, Left.CANCELLED
    return Fate(row.fate), row.reason


def lock_of(locks: WeakValueDictionary[Key, asyncio.Lock], key: Key) -> asyncio.Lock:
    """One for each key, gone as soon as nobody holds it or waits for it."""
    found = locks.get(key)
    if found is None:
        found = locks[key] = asyncio.Lock()
    return found


class PostgresProgress:
    """Shared by all pages of a process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[UUID, tuple[str, float, Progress]] = {}
        self._locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def of(self, campaign: UUID) -> Progress:
        """What was counted in another state, by whichever process, is no more what it is."""
        async with lock_of(self._locks, campaign):
            state = await self._state(campaign)
            then, good_until, kept = self._kept.get(campaign, ("", 0.0, Progress()))
            if state == then and time.monotonic() < good_until:
                return kept
            began = time.monotonic()
            counted = await self._count(campaign)
            now = time.monotonic()
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[campaign] = state, now + max(_LEAST_SECONDS, _TIMES_AS_LONG * (now - began)), counted
            return counted

    async def _state(self, campaign: UUID) -> str:
        async with self._database.single() as connection:
            return str((await connection.execute(_STATE, {"id": campaign})).scalar_one_or_none() or "")

    def forget(self, campaign: UUID) -> None:
        """Something was changed by hand: the next look counts anew."""
        self._kept.pop(campaign, None)

    async def _count(self, campaign: UUID) -> Progress:
        channels: dict[str, dict[Fate, int]] = defaultdict(lambda: defaultdict(int))
        skipped: dict[str, int] = defaultdict(int)
        recent: dict[str, int] = defaultdict(int)
        async with self._database.single() as connection:
            for row in await connection.execute(_COUNT, {"id": campaign}):
                fate, reason = settled(row)
                channels[row.channel][fate] += row.residents
                recent[row.channel] += row.recent
                if fate is Fate.SKIPPED:
                    skipped[reason] += row.residents
            accounts = [Account(*row) for row in await connection.execute(_ACCOUNTS)]
            opened, frees_at = await opened_today(connection)
            outside = (await connection.execute(_OUTSIDE, {"id": campaign})).scalar_one()
        counted = {channel: dict(fates) for channel, fates in sorted(channels.items())}
        ordered = dict(sorted(skipped.items(), key=lambda each: -each[1]))
        return Progress(counted, ordered, dict(recent), accounts, opened, frees_at, outside)
