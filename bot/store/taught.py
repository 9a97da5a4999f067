"""Examples staff taught: implements TaughtExamples, and writes them for those who decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.review import folded, is_held_out
from bot.domain.stripping import strip_personal
from bot.domain.teaching import Example
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.vault import Vault

_ACCEPTED = text("""
    SELECT text, label, language, reviewed_by, at, held_out FROM taught_example
    WHERE withdrawn_at IS NULL ORDER BY id
""")
_TEACH = text("""
    INSERT INTO taught_example (text, mark, label, language, reviewed_by, held_out, act)
    VALUES (:text, :mark, :label, :language, :reviewed_by, :held_out, :act)
    ON CONFLICT (mark) WHERE withdrawn_at IS NULL DO NOTHING RETURNING id
""")
_WITHDRAW = text("""
    UPDATE taught_example SET withdrawn_at = clock_timestamp() WHERE act = :act AND withdrawn_at IS NULL
""")
_LEAST = 2
_MOST = 500
"""Letters of an example."""


class PostgresTaught:
    """Opened as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def accepted(self) -> Sequence[Example]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_ACCEPTED)).all()
        opened = [(self._database.vault.readable(row.text), row) for row in rows]
        return [
            Example(words, row.label, row.language, row.reviewed_by, row.at, row.held_out)
            for words, row in opened
            if words
        ]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Messages to be learnt, as (text, language), under one label; `act` is what teaches them."""

    act: UUID
    label: str
    actor: str
    messages: Iterable[tuple[str, str]]


async def teach(connection: AsyncConnection, vault: Vault, lesson: Lesson) -> int:
    """How many were new. Whatever the caller did before, texts are stripped here, last."""
    learnt = 0
    for words, language in lesson.messages:
        stripped = strip_personal(text_column(words))[:_MOST]
        if len(stripped) < _LEAST or not folded(stripped):
            continue
        row = {
            "text": vault.seal(stripped),
            "mark": vault.mark(f"example {lesson.label} {stripped.casefold()}"),
            "label": lesson.label,
            "language": language,
            "reviewed_by": lesson.actor,
            "held_out": is_held_out(lesson.label, stripped),
            "act": lesson.act,
        }
        learnt += (await connection.execute(_TEACH, row)).first() is not None
    return learnt


async def withdraw(connection: AsyncConnection, act: UUID) -> None:
    """What the act taught is not learnt any more."""
    await connection.execute(_WITHDRAW, {"act": act})
