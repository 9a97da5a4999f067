"""Dead letters page by page, tried again or put aside: implements the DeadLetters port."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.letters import (
    MOST_AT_ONCE,
    Counted,
    Done,
    Letter,
    LetterRef,
    Side,
    Which,
    reason_of,
)
from bot.store.campaign_answers import sent_again
from bot.store.engine import Database
from bot.store.mailboxes import ring_mailboxes
from bot.store.wakeup import Wakeup

_ASIDE = "NOT EXISTS (SELECT 1 FROM discarded_letter d WHERE d.side = '{side}' AND d.letter = l.id)"
_LETTERS = f"""
    SELECT 'out' AS side, l.id, l.channel, l.created_at AS at, l.attempts, l.error, l.conversation
    FROM outbox l WHERE l.state = 'dead' AND {_ASIDE.format(side="out")}
    UNION ALL
    SELECT CASE l.state WHEN 'dead' THEN 'in' ELSE 'unreadable' END, l.id, l.channel, l.received_at, l.attempts,
        l.error, l.conversation
    FROM inbox l WHERE l.state IN ('dead', 'unreadable') AND {_ASIDE.format(side="in")}
"""  # noqa: S608 - our own words
_OF_THESE = """
    (CAST(:side AS text) IS NULL OR side = :side) AND (CAST(:channel AS text) = '' OR letters.channel = :channel)
    AND (CAST(:errors AS text[]) IS NULL OR error = ANY(CAST(:errors AS text[])))
"""
_PAGE = text(f"""
    SELECT letters.*, c.id IS NOT NULL AND c.reachable AS reachable, c.erased_at IS NOT NULL AS erased
    FROM ({_LETTERS}) letters LEFT JOIN conversation c ON c.id = letters.conversation
    WHERE {_OF_THESE}
      AND (CAST(:at AS timestamptz) IS NULL OR (at, side, letters.id) < (:at, :last_side, :last_id))
    ORDER BY at DESC, side DESC, letters.id DESC LIMIT :limit
""")  # noqa: S608 - our own words
_ALL = text(f"SELECT side, id FROM ({_LETTERS}) letters WHERE {_OF_THESE} ORDER BY at, side, id LIMIT :limit")  # noqa: S608
_COUNT = text(f"SELECT side, channel, error, count(*) AS many FROM ({_LETTERS}) letters GROUP BY side, channel, error")  # noqa: S608
_ONE = text("SELECT created_at AS at FROM outbox WHERE id = :id")
_ONE_IN = text("SELECT received_at AS at FROM inbox WHERE id = :id")

# Whether a letter can be tried again is looked at when it is, not when the page was made.
_OUT_NOW = text(f"""
    SELECT l.id, c.id AS conversation, c.reachable, c.erased_at IS NOT NULL AS erased
    FROM outbox l LEFT JOIN conversation c ON c.id = l.conversation
    WHERE l.id = ANY(:ids) AND l.state = 'dead' AND {_ASIDE.format(side="out")} ORDER BY l.id
""")  # noqa: S608 - our own words
_RESEND = text("""
    UPDATE outbox SET state = 'queued', attempts = 0, error = '', due_at = clock_timestamp(),
        lease_until = clock_timestamp()
    WHERE id = ANY(:ids) AND state = 'dead'
""")
_IN_NOW = text(f"""
    SELECT l.id, l.conversation FROM inbox l
    WHERE l.id = ANY(:ids) AND l.state = 'dead' AND {_ASIDE.format(side="in")} ORDER BY l.id
""")  # noqa: S608 - our own words
_HANDLE = text("UPDATE inbox SET state = 'waiting', attempts = 0, error = '' WHERE id = ANY(:ids) AND state = 'dead'")
_DISCARD = {
    "out": text("""
        INSERT INTO discarded_letter (side, letter, by)
        SELECT 'out', id, :by FROM outbox WHERE id = ANY(:ids) AND state = 'dead' ORDER BY id
        ON CONFLICT (side, letter) DO NOTHING
    """),
    "in": text("""
        INSERT INTO discarded_letter (side, letter, by)
        SELECT 'in', id, :by FROM inbox WHERE id = ANY(:ids) AND state IN ('dead', 'unreadable') ORDER BY id
        ON CONFLICT (side, letter) DO NOTHING
    """),
}


class PostgresDeadLetters:
    """A page's mark is "side:id" of its last letter."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def page(self, which: Which, before: str = "", limit: int = 50) -> tuple[Sequence[Letter], str]:
        async with self._database.begin() as connection:
            wanted = await self._wanted(connection, which)
            wanted |= await _after(connection, before)
            rows = (await connection.execute(_PAGE, wanted | {"limit": limit + 1})).all()
        letters = [_letter(row) for row in rows[:limit]]
        return letters, str(letters[-1].ref) if len(rows) > limit else ""

    async def counted(self) -> Sequence[Counted]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_COUNT)).all()
        found: Counter[tuple[Side, str, Any]] = Counter()
        for row in rows:
            side = Side(row.side)
            found[side, row.channel, reason_of(side, row.error).why] += row.many
        return [Counted(side, channel, why, count) for (side, channel, why), count in found.most_common()]

    async def all_of(self, which: Which, limit: int = MOST_AT_ONCE) -> Sequence[LetterRef]:
        async with self._database.begin() as connection:
            wanted = await self._wanted(connection, which)
            rows = (await connection.execute(_ALL, wanted | {"limit": limit})).all()
        return [LetterRef(Side(row.side), row.id) for row in rows]

    async def resend(self, refs: Sequence[LetterRef]) -> Done:
        left: Counter[str] = Counter()
        left["unreadable"] = sum(ref.side is Side.UNREADABLE for ref in refs)
        out = await self._resend_out([ref.id for ref in refs if ref.side is Side.OUTBOUND], left)
        handled = await self._handle_again([ref.id for ref in refs if ref.side is Side.INBOUND], left)
        if out:
            self._wakeup.ring("outbox")
        if handled:
            self._wakeup.ring("inbox")
        if out or handled:
            self._wakeup.ring("desk")
        return Done(out + handled, {why: count for why, count in left.items() if count})

    async def discard(self, refs: Sequence[LetterRef], by: UUID) -> Done:
        sides = {
            "out": sorted({ref.id for ref in refs if ref.side is Side.OUTBOUND}),
            "in": sorted({ref.id for ref in refs if ref.side is not Side.OUTBOUND}),
        }
        done = 0
        async with self._database.begin() as connection:
            for side, ids in sides.items():
                done += (await connection.execute(_DISCARD[side], {"ids": ids, "by": by})).rowcount if ids else 0
        if done:
            self._wakeup.ring("desk")
        gone = sum(len(ids) for ids in sides.values()) - done
        return Done(done, {"gone": gone} if gone else {})

    async def _resend_out(self, ids: Sequence[int], left: Counter[str]) -> int:
        if not ids:
            return 0
        async with self._database.begin() as connection:
            rows = (await connection.execute(_OUT_NOW, {"ids": list(ids)})).all()
            blocked = {row.id: _blocked(Side.OUTBOUND, row) for row in rows}
            good = [number for number, why in blocked.items() if not why]
            left.update(why for why in blocked.values() if why)
            done = (await connection.execute(_RESEND, {"ids": good})).rowcount if good else 0
            await sent_again(connection, good)
        left["gone"] += len(set(ids)) - len(rows) + len(good) - done
        return done

    async def _handle_again(self, ids: Sequence[int], left: Counter[str]) -> int:
        if not ids:
            return 0
        async with self._database.begin() as connection:
            rows = (await connection.execute(_IN_NOW, {"ids": list(ids)})).all()
            good = [row for row in rows if row.conversation is not None]
            left["nobody"] += len(rows) - len(good)
            await ring_mailboxes(connection, {row.conversation for row in good})
            done = (await connection.execute(_HANDLE, {"ids": [row.id for row in good]})).rowcount if good else 0
        left["gone"] += len(set(ids)) - len(rows) + len(good) - done
        return done

    async def _wanted(self, connection: AsyncConnection, which: Which) -> dict[str, Any]:
        """A reason stands for all stored words that mean it."""
        errors = None
        if which.why is not None:
            rows = (await connection.execute(_COUNT)).all()
            errors = sorted({row.error for row in rows if reason_of(Side(row.side), row.error).why is which.why})
        return {"side": which.side, "channel": which.channel, "errors": errors}


async def _after(connection: AsyncConnection, before: str) -> Mapping[str, Any]:
    side, _, number = before.partition(":")
    none = {"at": None, "last_side": "", "last_id": 0}
    if side not in set(Side) or not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return none
    found = (await connection.execute(_ONE if side == Side.OUTBOUND else _ONE_IN, {"id": int(number)})).first()
    return {"at": found.at, "last_side": side, "last_id": int(number)} if found else none


def _letter(row: Row[Any]) -> Letter:
    side = Side(row.side)
    reason = reason_of(side, row.error)
    ref = LetterRef(side, row.id)
    return Letter(ref, row.channel, row.at, row.attempts, reason, row.conversation, _blocked(side, row))


def _blocked(side: Side, row: Row[Any]) -> str:
    if side is Side.UNREADABLE:
        return "unreadable"
    if row.conversation is None:
        return "nobody"
    return "unreachable" if side is Side.OUTBOUND and (row.erased or not row.reachable) else ""
