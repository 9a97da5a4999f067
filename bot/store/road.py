"""The road of a resident's last message with times, for the simulator's page; masked data only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text

from bot.store.engine import Database

_LAST = text("""
    SELECT i.id, i.received_at, i.understood_at, i.handled_at,
        q.ranking,
        q.band, q.answered, i.body,
        (SELECT min(o.sent_at) FROM outbox o WHERE o.answers = i.id) AS sent_at
    FROM alias a
    JOIN inbox i ON i.conversation = a.conversation
    LEFT JOIN question q ON q.conversation = a.conversation AND i.handled_at IS NOT NULL
        AND q.asked_at BETWEEN i.received_at AND i.handled_at + interval '1 second'
    WHERE a.channel = :channel AND a.value = :chat
    ORDER BY i.id DESC, q.asked_at DESC LIMIT 1
""")


async def last_road(database: Database, channel: str, chat: str) -> list[dict[str, Any]]:
    """Steps `received`, `understood`, `answered`, `sent` as far as the last message of this chat has come."""
    wanted = {"channel": channel, "chat": database.vault.mark_chat(chat)}
    async with database.begin() as connection:
        row = (await connection.execute(_LAST, wanted)).one_or_none()
    if row is None:
        return []
    band, answered = row.band, row.answered
    if band is None:
        # A tap on a part of an answer is no question of its own, yet it has a road.
        content = (database.vault.open_json(row.body) or {}).get("content", {})
        band, answered = ("tap", content.get("action")) if content.get("kind") == "tap" else (None, None)
    ranking = [guess for guess in row.ranking or [] if guess["confidence"] > 0][:3]
    steps: list[tuple[str, datetime | None, dict[str, Any]]] = [
        ("received", row.received_at, {}),
        ("understood", row.understood_at, {"ranking": ranking}),
        ("answered", row.handled_at, {"band": band, "answered": answered}),
        ("sent", row.sent_at, {}),
    ]
    return [{"step": step, "at": at.isoformat(), "detail": detail} for step, at, detail in steps if at is not None]
