"""Puts questions that should be reviewed into groups of alike ones: a job of the clockwork, in small bites."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text

from bot.domain.errors import Unreadable
from bot.domain.handover import FOR_INSPECTORS
from bot.domain.likeness import KNOWN_BY, Groups, Likened, likened
from bot.domain.review import LOOKS_BACK, UNDOABLE
from bot.domain.stripping import strip_personal
from bot.store.engine import Database
from bot.store.wakeup import Wakeup

BITE = 200
"""Questions put into groups in one transaction."""
MOST = 3_000
"""Questions in one run; those that are left wait a minute."""
_MOST_GROUPS = 8_000
"""Groups that are still found; older ones get no new questions."""

# What was said to an officer in person is no question to the bot; what was tapped needed no understanding.
REVIEWED = f"""
    (q.band IN ('clarify', 'hand_over') OR q.helpful = false OR q.for_staff)
    AND q.band <> 'tap' AND q.text <> '' AND q.reason NOT IN ('{FOR_INSPECTORS}', 'for_officer')
"""
_NEW = text(f"""
    SELECT q.id, q.text, q.ranking FROM question q
    WHERE {REVIEWED} AND q.asked_at > clock_timestamp() - CAST(:back AS interval)
      AND NOT EXISTS (SELECT 1 FROM review_member m WHERE m.question = q.id)
    ORDER BY q.asked_at LIMIT :bite
""")  # noqa: S608 - our own words
_KNOWN = text("""
    SELECT grp, question FROM (
        SELECT m.grp, m.question, row_number() OVER (PARTITION BY m.grp ORDER BY q.asked_at, q.id) AS place
        FROM review_member m JOIN question q ON q.id = m.question
        WHERE m.grp IN (SELECT id FROM review_group ORDER BY newest_at DESC LIMIT :most)) ranked
    WHERE place <= :known ORDER BY grp, place
""")
_TEXTS = text("SELECT id, text, ranking FROM question WHERE id = ANY(:ids)")
_NEW_GROUP = text("INSERT INTO review_group (id) VALUES (:id)")
_JOIN = text("""
    INSERT INTO review_member (question, grp)
    SELECT q.id, g.id FROM question q, review_group g WHERE q.id = :question AND g.id = :grp FOR KEY SHARE
    ON CONFLICT (question) DO NOTHING
""")
# Erasures and purges take questions out without telling: what is counted is counted again.
_COUNTED = """
    SELECT g.id, count(m.question) FILTER (WHERE m.label = '') AS open,
        count(DISTINCT c.person) FILTER (WHERE m.label = '') AS residents,
        coalesce(max(q.asked_at), g.newest_at) AS newest_at
    FROM review_group g
    LEFT JOIN review_member m ON m.grp = g.id
    LEFT JOIN question q ON q.id = m.question
    LEFT JOIN conversation c ON c.id = q.conversation
"""
RECOUNT = text(f"""
    UPDATE review_group g SET open = n.open, residents = n.residents, newest_at = n.newest_at
    FROM ({_COUNTED} WHERE g.id = ANY(:groups) GROUP BY g.id) n WHERE g.id = n.id
""")  # noqa: S608 - our own words
_RECOUNT_ALL = text(f"""
    WITH n AS ({_COUNTED} GROUP BY g.id),
    changed AS (
        SELECT g.id FROM review_group g JOIN n ON n.id = g.id
        WHERE (g.open, g.residents, g.newest_at) IS DISTINCT FROM (n.open::int, n.residents::int, n.newest_at)
        ORDER BY g.id FOR UPDATE OF g SKIP LOCKED)
    UPDATE review_group g SET open = n.open, residents = n.residents, newest_at = n.newest_at
    FROM n, changed WHERE g.id = n.id AND g.id = changed.id
""")  # noqa: S608 - our own words
_EMPTY = text("""
    DELETE FROM review_group WHERE id IN (
        SELECT g.id FROM review_group g WHERE g.open = 0 AND NOT EXISTS (
            SELECT 1 FROM review_member m WHERE m.grp = g.id)
        ORDER BY g.id FOR UPDATE SKIP LOCKED)
""")
_FORGET = text("""
    UPDATE review_act SET before = '[]'
    WHERE at < clock_timestamp() - CAST(:undoable AS interval) AND before <> '[]'
""")


class ReviewGroups:
    """Keeps what the groups are known by in memory between two runs; any process may run it."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup
        self._groups: Groups[UUID] = Groups()
        self._known: dict[UUID, list[str]] = {}

    async def run(self) -> dict[str, int]:
        """How many questions were put into groups, and how many groups were changed or went."""
        placed = 0
        while placed < MOST and (found := await self._new()):
            if not placed:
                await self._learn_groups()
            await self._place(found)
            placed += len(found)
        tidied = await self._tidy()
        if placed or any(tidied.values()):
            self._wakeup.ring("desk")
        return {"placed": placed, **tidied}

    async def _new(self) -> Sequence[Row[Any]]:
        async with self._database.single() as connection:
            return (await connection.execute(_NEW, {"back": LOOKS_BACK, "bite": BITE})).all()

    async def _learn_groups(self) -> None:
        """What other processes and editors changed since the last run."""
        async with self._database.single() as connection:
            rows = (await connection.execute(_KNOWN, {"most": _MOST_GROUPS, "known": KNOWN_BY})).all()
        now: dict[UUID, list[str]] = {}
        for row in rows:
            now.setdefault(row.grp, []).append(row.question)
        for group in [group for group, known in self._known.items() if now.get(group) != known]:
            self._groups.drop(group)
            del self._known[group]
        missing = [(group, question) for group, known in now.items() if group not in self._known for question in known]
        for start in range(0, len(missing), BITE):
            await self._learn(missing[start : start + BITE])

    async def _learn(self, members: Sequence[tuple[UUID, str]]) -> None:
        async with self._database.single() as connection:
            rows = (await connection.execute(_TEXTS, {"ids": [question for _, question in members]})).all()
        told = {row.id: row for row in rows}
        for group, question in members:
            if question in told:
                self._groups.add(group, self._likened(told[question]))
                self._known.setdefault(group, []).append(question)
        await asyncio.sleep(0)

    async def _place(self, questions: Sequence[Row[Any]]) -> None:
        placed: list[dict[str, object]] = []
        begun: list[dict[str, object]] = []
        for row in questions:
            message = self._likened(row)
            near = self._groups.nearest(message)
            group = near[0][0] if near else uuid4()
            if not near:
                begun.append({"id": group})
            self._groups.add(group, message)
            known = self._known.setdefault(group, [])
            if len(known) < KNOWN_BY:
                known.append(row.id)
            placed.append({"question": row.id, "grp": group})
            await asyncio.sleep(0)  # messages of residents are answered in between
        async with self._database.begin() as connection:
            if begun:
                await connection.execute(_NEW_GROUP, begun)
            await connection.execute(_JOIN, placed)

    def _likened(self, row: Row[Any]) -> Likened:
        try:
            words = self._database.vault.open(row.text)
        except Unreadable:
            words = ""
        thoughts = {guess["id"]: float(guess["confidence"]) for guess in row.ranking or ()}
        return likened(strip_personal(words), thoughts)

    async def _tidy(self) -> dict[str, int]:
        counts = {}
        for name, statement in (("recounted", _RECOUNT_ALL), ("emptied", _EMPTY), ("forgotten", _FORGET)):
            async with self._database.begin() as connection:
                wanted = {"undoable": UNDOABLE} if statement is _FORGET else {}
                counts[name] = (await connection.execute(statement, wanted)).rowcount
        return counts
