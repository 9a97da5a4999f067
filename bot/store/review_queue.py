"""Reads the review queue: implements the ReviewQueue port."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.likeness import Likened, Weights, alike, likened
from bot.domain.review import (
    CLAIM,
    NEW_TOPIC,
    SHOWN,
    Coverage,
    Group,
    Line,
    Member,
    NewTopic,
    UnknownGroup,
    Why,
)
from bot.domain.stripping import strip_personal
from bot.store.engine import Database
from bot.store.vault import Vault

_ORDER = "g.skipped_at NULLS FIRST, g.residents DESC, g.newest_at DESC, g.id"
_GROUP = """
    g.id, g.version, g.residents, g.open, g.newest_at, g.proposed, g.proposed_title, g.proposed_by, g.last_label,
    CASE WHEN g.held_until > clock_timestamp() THEN g.holder ELSE '' END AS holder
"""
_LINES = f"""
    SELECT g.*, s.text, s.ranking, w.unsure, w.unhelpful, w.escalated
    FROM (SELECT {_GROUP}, row_number() OVER (ORDER BY {_ORDER}) AS place FROM review_group g WHERE %s
        ORDER BY {_ORDER} LIMIT :limit OFFSET :after) g
    JOIN LATERAL (
        SELECT q.text, q.ranking FROM review_member m JOIN question q ON q.id = m.question
        WHERE m.grp = g.id AND m.label = '' ORDER BY q.asked_at DESC, q.id LIMIT 1) s ON true
    JOIN LATERAL (
        SELECT bool_or(q.band IN ('clarify', 'hand_over')) AS unsure, bool_or(q.helpful IS FALSE) AS unhelpful,
            bool_or(q.for_staff) AS escalated
        FROM review_member m JOIN question q ON q.id = m.question WHERE m.grp = g.id AND m.label = '') w ON true
    ORDER BY g.place
"""  # noqa: S608 - our own words
_OPEN_LINES = text(_LINES % "g.open > 0")
_ONE_LINE = text(_LINES % "g.open > 0 AND g.id = :group")
_WAITING = text("SELECT count(*) FROM review_group WHERE open > 0")
_FREE = "(g.held_until IS NULL OR g.held_until <= clock_timestamp() OR g.holder = :actor)"
_NEXT = text(f"""
    UPDATE review_group SET holder = :actor, held_until = clock_timestamp() + CAST(:claim AS interval)
    WHERE id = (
        SELECT g.id FROM review_group g
        WHERE g.open > 0 AND {_FREE} AND NOT (CAST(:proposing AS boolean) AND g.proposed <> '')
        ORDER BY {_ORDER} LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id
""")  # noqa: S608 - our own words
_CLAIM = text(f"""
    UPDATE review_group g SET holder = :actor, held_until = clock_timestamp() + CAST(:claim AS interval)
    WHERE g.id = :group AND g.open > 0 AND {_FREE}
""")  # noqa: S608 - our own words
_MEMBERS = text("""
    SELECT q.id, q.text, q.language, q.asked_at, q.answered, q.ranking, q.why, q.why_words, q.for_staff,
        q.band IN ('clarify', 'hand_over') AS unsure, q.helpful IS FALSE AS unhelpful,
        c.text AS reply, c.officer
    FROM review_member m JOIN question q ON q.id = m.question
    LEFT JOIN LATERAL (
        SELECT text, officer FROM answer_candidate WHERE question = q.id AND text <> ''
        ORDER BY made_at DESC LIMIT 1) c ON true
    WHERE m.grp = :group AND m.label = '' ORDER BY q.asked_at DESC, q.id LIMIT :shown
""")
_LABELLED = text("SELECT count(*) FROM review_member WHERE grp = :group AND label <> ''")
_TAUGHT = text("""
    SELECT label, count(*) FILTER (WHERE NOT held_out) AS taught, count(*) FILTER (WHERE held_out) AS held_out
    FROM taught_example WHERE withdrawn_at IS NULL GROUP BY label
""")
# What was answered, or what the bot would have answered had it been sure.
_ASKED = text("""
    SELECT coalesce(nullif(answered, ''), ranking -> 0 ->> 'id') AS label, count(*) AS questions,
        count(*) FILTER (WHERE band IN ('clarify', 'hand_over')) AS unsure,
        count(*) FILTER (WHERE helpful IS FALSE) AS unhelpful
    FROM question WHERE asked_at > clock_timestamp() - interval '30 days' GROUP BY 1
""")
_NEW_TOPICS = text("""
    SELECT m.title, m.reviewed_by, q.text, q.asked_at, c.person
    FROM review_member m JOIN question q ON q.id = m.question JOIN conversation c ON c.id = q.conversation
    WHERE m.label = :new ORDER BY q.asked_at DESC LIMIT 2000
""")
_NEAR_AMONG = 80
"""Groups that are compared: those residents need most."""
_LEAST_ALIKE = 0.25
_NEAR_TEXTS = 3


class PostgresReview:
    """Texts are opened, and stripped, as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lines(self, *, after: int = 0, limit: int = 30) -> Sequence[Line]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_OPEN_LINES, {"after": after, "limit": limit})).all()
        return [_line(self._database.vault, row) for row in rows]

    async def waiting(self) -> int:
        async with self._database.single() as connection:
            return int((await connection.execute(_WAITING)).scalar_one())

    async def following(self, actor: str, *, proposing: bool = False) -> UUID | None:
        wanted = {"actor": actor, "claim": CLAIM, "proposing": proposing}
        async with self._database.single() as connection:
            found: UUID | None = (await connection.execute(_NEXT, wanted)).scalar_one_or_none()
        return found

    async def show(self, group: UUID, actor: str = "") -> Group:
        async with self._database.begin() as connection:
            if actor:
                await connection.execute(_CLAIM, {"group": group, "actor": actor, "claim": CLAIM})
            row = await self._one(connection, group)
            members = (await connection.execute(_MEMBERS, {"group": group, "shown": SHOWN})).all()
            labelled = (await connection.execute(_LABELLED, {"group": group})).scalar_one()
        vault = self._database.vault
        shown = [_member(vault, each) for each in members]
        return Group(_line(vault, row), row.version, shown, int(labelled), row.proposed_title)

    async def near(self, group: UUID, most: int = 3) -> Sequence[Line]:
        async with self._database.single() as connection:
            own = await self._one(connection, group)
            rows = (await connection.execute(_OPEN_LINES, {"after": 0, "limit": _NEAR_AMONG})).all()
        vault, weights = self._database.vault, Weights()
        others = [(row, _likened(vault, row)) for row in rows if row.id != group]
        mine = _likened(vault, own)
        for _, message in others:
            weights.learn(message)
        rated = sorted(((alike(mine, message, weights), row.place, row) for row, message in others), key=_by_likeness)
        return [_line(vault, row) for rate, _, row in rated[:most] if rate >= _LEAST_ALIKE]

    async def coverage(self) -> Sequence[Coverage]:
        async with self._database.single() as connection:
            taught = {row.label: row for row in await connection.execute(_TAUGHT)}
            asked = {row.label: row for row in await connection.execute(_ASKED) if row.label}
        return [_coverage(label, taught.get(label), asked.get(label)) for label in sorted(taught.keys() | asked.keys())]

    async def new_topics(self) -> Sequence[NewTopic]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_NEW_TOPICS, {"new": NEW_TOPIC})).all()
        by_title: dict[str, list[Row[Any]]] = {}
        for row in rows:
            by_title.setdefault(row.title.casefold(), []).append(row)
        topics = [self._new_topic(found) for found in by_title.values()]
        return sorted(topics, key=lambda topic: (-topic.residents, -topic.newest_at.timestamp()))

    def _new_topic(self, rows: Sequence[Row[Any]]) -> NewTopic:
        vault = self._database.vault
        texts = tuple(dict.fromkeys(strip_personal(vault.readable(row.text)) for row in rows))[:_NEAR_TEXTS]
        residents = len({row.person for row in rows})
        return NewTopic(rows[0].title, len(rows), residents, rows[0].asked_at, rows[-1].reviewed_by, texts)

    async def _one(self, connection: AsyncConnection, group: UUID) -> Row[Any]:
        wanted = {"group": group, "after": 0, "limit": 1}
        row = (await connection.execute(_ONE_LINE, wanted)).one_or_none()
        if row is None:
            raise UnknownGroup(str(group))
        return row


def _by_likeness(rated: tuple[float, int, Row[Any]]) -> tuple[float, int]:
    return -rated[0], rated[1]


def _whys(row: Row[Any], *, escalated: bool) -> frozenset[Why]:
    told = {Why.UNSURE: row.unsure, Why.UNHELPFUL: row.unhelpful, Why.ESCALATED: escalated}
    return frozenset(why for why, holds in told.items() if holds)


def _thoughts(ranking: Sequence[Mapping[str, Any]] | None) -> list[tuple[str, float]]:
    return [(str(guess["id"]), float(guess["confidence"])) for guess in ranking or ()]


def _likened(vault: Vault, row: Row[Any]) -> Likened:
    return likened(strip_personal(vault.readable(row.text)), dict(_thoughts(row.ranking)))


def _line(vault: Vault, row: Row[Any]) -> Line:
    thoughts = _thoughts(row.ranking)
    return Line(
        id=row.id,
        text=strip_personal(vault.readable(row.text)),
        residents=row.residents,
        open=row.open,
        newest_at=row.newest_at,
        whys=_whys(row, escalated=row.escalated),
        guess=thoughts[0][0] if thoughts else "",
        holder=row.holder,
        proposed=row.proposed,
        proposed_by=row.proposed_by,
        last_label=row.last_label,
    )


def _member(vault: Vault, row: Row[Any]) -> Member:
    words = vault.readable(row.text)
    return Member(
        id=row.id,
        text=words,
        stripped=strip_personal(words),
        language=row.language,
        asked_at=row.asked_at,
        whys=_whys(row, escalated=row.for_staff),
        answered=row.answered,
        thoughts=_thoughts(row.ranking)[:3],
        unhappy=row.why,
        unhappy_words=vault.readable(row.why_words),
        reply=vault.readable(row.reply or ""),
        officer=row.officer or "",
    )


def _coverage(label: str, taught: Row[Any] | None, asked: Row[Any] | None) -> Coverage:
    examples = (taught.taught, taught.held_out) if taught else (0, 0)
    questions = (asked.questions, asked.unsure, asked.unhelpful) if asked else (0, 0, 0)
    return Coverage(label, *examples, *questions)
