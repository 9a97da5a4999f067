"""What stands beside the versions of answers: drafts, proposals, and how often topics were asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text

from bot.domain.answers import Asked, Content, Draft, Proposal
from bot.domain.masking import mask_text
from bot.store.codec import dump_json, text_column
from bot.store.engine import Database
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup

_KEEP = text("""
    INSERT INTO answer_draft (topic, editor, base, content, note, kept_at)
    VALUES (:topic, :editor, :base, CAST(:content AS jsonb), :note, clock_timestamp())
    ON CONFLICT (topic, editor) DO UPDATE SET base = excluded.base, content = excluded.content, note = excluded.note,
        kept_at = excluded.kept_at
""")
_FIND = text("""
    SELECT topic, editor, base, content, note, kept_at FROM answer_draft WHERE topic = :topic AND editor = :editor
""")
_OF_TOPIC = text("SELECT editor, kept_at FROM answer_draft WHERE topic = :topic ORDER BY kept_at DESC")
_OF_EDITOR = text("SELECT topic FROM answer_draft WHERE editor = :editor ORDER BY topic")
_DROP = text("DELETE FROM answer_draft WHERE topic = :topic AND editor = :editor")
_PROPOSE = text("""
    INSERT INTO answer_proposal (key, topic, words, author) VALUES (:key, :topic, :words, :author)
    ON CONFLICT (key) DO NOTHING
""")
_OPEN = text("SELECT * FROM answer_proposal WHERE closed_at IS NULL ORDER BY proposed_at LIMIT 500")
_ALL = text("""
    SELECT * FROM answer_proposal
    ORDER BY closed_at IS NOT NULL, CASE WHEN closed_at IS NULL THEN proposed_at END, closed_at DESC LIMIT :limit
""")
_CLOSE = text("""
    UPDATE answer_proposal SET closed_at = clock_timestamp(), closed_by = :editor, reply = :reply
    WHERE id = :id AND closed_at IS NULL
""")
_COUNTS = """
    count(*) AS asked, count(*) FILTER (WHERE band = 'answer') AS straight, count(*) FILTER (WHERE helpful) AS helpful,
    count(*) FILTER (WHERE NOT helpful) AS unhelpful, count(*) FILTER (WHERE for_staff) AS escalated
"""
_SINCE = text(f"""
    SELECT substr(answered, 5) AS topic, {_COUNTS} FROM question
    WHERE answered LIKE 'faq/%' AND asked_at >= :since GROUP BY answered
""")  # noqa: S608 - our own words
_BETWEEN = text(f"""
    SELECT {_COUNTS} FROM question WHERE answered = :label AND asked_at >= :begins AND asked_at < :ends
""")  # noqa: S608


class PostgresDrafts:
    """Implements the AnswerDrafts port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, topic: str, editor: str, base: int, content: Content, note: str) -> None:
        row = {"topic": topic, "editor": editor, "base": base, "content": dump_json(dict(content)), "note": note}
        async with self._database.begin() as connection:
            await connection.execute(_KEEP, row)

    async def find(self, topic: str, editor: str) -> Draft | None:
        async with self._database.begin() as connection:
            row = (await connection.execute(_FIND, {"topic": topic, "editor": editor})).first()
        return Draft(*row) if row else None

    async def of_topic(self, topic: str) -> Sequence[tuple[str, datetime]]:
        async with self._database.begin() as connection:
            return [(row.editor, row.kept_at) for row in await connection.execute(_OF_TOPIC, {"topic": topic})]

    async def of_editor(self, editor: str) -> Sequence[str]:
        async with self._database.begin() as connection:
            return list((await connection.execute(_OF_EDITOR, {"editor": editor})).scalars())

    async def drop(self, topic: str, editor: str) -> None:
        async with self._database.begin() as connection:
            await connection.execute(_DROP, {"topic": topic, "editor": editor})


class PostgresProposals:
    """Implements the AnswerProposals port. What staff quote may be a resident's: it is masked and sealed."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def propose(self, key: str, topic: str, words: str, author: str) -> None:
        row = {"key": key, "topic": topic, "words": self._sealed(words), "author": author}
        async with self._database.begin() as connection:
            await connection.execute(_PROPOSE, row)
        self._wakeup.ring("desk")

    async def open(self) -> Sequence[Proposal]:
        async with self._database.begin() as connection:
            rows = (await connection.execute(_OPEN)).all()
        return [_proposal(self._database.vault, row) for row in rows]

    async def all(self, limit: int = 100) -> Sequence[Proposal]:
        async with self._database.begin() as connection:
            rows = (await connection.execute(_ALL, {"limit": limit})).all()
        return [_proposal(self._database.vault, row) for row in rows]

    async def close(self, proposal: int, editor: str, reply: str) -> bool:
        row = {"id": proposal, "editor": editor, "reply": self._sealed(reply)}
        async with self._database.begin() as connection:
            closed = bool((await connection.execute(_CLOSE, row)).rowcount)
        self._wakeup.ring("desk")
        return closed

    def _sealed(self, words: str) -> str:
        return self._database.vault.seal(text_column(mask_text(words)))


class PostgresFigures:
    """Implements the AnswerFigures port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, moment: datetime) -> Mapping[str, Asked]:
        async with self._database.begin() as connection:
            rows = (await connection.execute(_SINCE, {"since": moment})).all()
        return {row.topic: Asked(row.asked, row.straight, row.helpful, row.unhelpful, row.escalated) for row in rows}

    async def between(self, topic: str, spans: Sequence[tuple[datetime, datetime]]) -> Sequence[Asked]:
        async with self._database.begin() as connection:
            wanted = [{"label": f"faq/{topic}", "begins": begins, "ends": ends} for begins, ends in spans]
            return [Asked(*(await connection.execute(_BETWEEN, each)).one()) for each in wanted]


def _proposal(vault: Vault, row: Row[Any]) -> Proposal:
    return Proposal(
        row.id,
        row.topic,
        vault.open(row.words),
        row.author,
        row.proposed_at,
        row.closed_at,
        row.closed_by,
        vault.open(row.reply),
    )
