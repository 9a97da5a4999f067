"""Questions that wait for staff, read by `python -m bot questions`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from bot.domain.cases import Role
from bot.domain.handover import FOR_INSPECTORS
from bot.store.engine import Database
from bot.store.tables import Conversation, Question
from bot.store.vault import Vault


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question before staff, its text masked; empty where only inspectors read it."""

    id: str
    asked_at: datetime
    channel: str
    text: str
    reason: str


async def open_questions(database: Database, role: Role, limit: int = 50) -> list[OpenQuestion]:
    """Those that wait longest first."""
    columns: tuple[Any, ...] = (
        Question.id,
        Question.asked_at,
        Conversation.channel,
        Question.text,
        Question.reason,
    )
    wanted = (
        select(*columns)
        .join(Conversation, col(Conversation.id) == col(Question.conversation))
        .where(col(Question.for_staff), col(Question.closed_at).is_(None))
        .order_by(col(Question.asked_at))
        .limit(limit)
    )
    async with database.begin() as connection:
        rows = (await connection.execute(wanted)).all()
    return [
        OpenQuestion(
            row.id, row.asked_at, row.channel, readable(database.vault, row.text, row.reason, role), row.reason
        )
        for row in rows
    ]


def readable(vault: Vault, text: str, reason: str, role: Role) -> str:
    """What this role may read of a question."""
    return "" if reason == FOR_INSPECTORS and role is not Role.INSPECTOR else vault.open(text)
