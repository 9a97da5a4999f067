"""Deletes what may not be kept longer, by class of data, in small bites that hold no lock for long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import TextClause, text

from bot.store.engine import Database

BITE = 2_000
"""Rows deleted in one transaction."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each class is kept.

    `messages`: handled events, sent messages, receipts and appointments that are over; at least eight days, as both
    platforms repeat deliveries for up to seven and the handled rows are what makes a repeat harmless. `letters`: what
    could not be read, handled or sent. `questions`: masked questions that nobody has to answer any more, and the log of
    look-ups. `residents`: after their last message.
    `erased`: what is left of residents who had their data erased and did not write again.
    """

    messages: timedelta
    letters: timedelta
    questions: timedelta
    residents: timedelta
    erased: timedelta = timedelta(days=8)


_RULES: dict[str, tuple[str, TextClause]] = {
    "events": (
        "messages",
        text("""
            DELETE FROM inbox WHERE id IN (
                SELECT id FROM inbox WHERE state = 'handled' AND received_at < :before
                ORDER BY id LIMIT :bite)"""),
    ),
    "messages": (
        "messages",
        text("""
            DELETE FROM outbox WHERE id IN (
                SELECT id FROM outbox WHERE state = 'sent' AND created_at < :before
                ORDER BY id LIMIT :bite)"""),
    ),
    "receipts": (
        "messages",
        text("""
            DELETE FROM receipt WHERE ctid IN (
                SELECT ctid FROM receipt WHERE at < :before LIMIT :bite)"""),
    ),
    "search lines": (
        "messages",
        text("""
            DELETE FROM search_line WHERE ctid IN (
                SELECT ctid FROM search_line WHERE at < :before ORDER BY at LIMIT :bite)"""),
    ),
    "inbox letters": (
        "letters",
        text("""
            DELETE FROM inbox WHERE id IN (
                SELECT id FROM inbox
                WHERE state IN ('dead', 'unreadable') AND received_at < :before LIMIT :bite)"""),
    ),
    "outbox letters": (
        "letters",
        text("""
            DELETE FROM outbox WHERE id IN (
                SELECT id FROM outbox
                WHERE state IN ('dead', 'held') AND created_at < :before LIMIT :bite)"""),
    ),
    "letters put aside": (
        "letters",
        text("""
            DELETE FROM discarded_letter WHERE ctid IN (
                SELECT ctid FROM discarded_letter d WHERE at < :before
                  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE d.side = 'out' AND o.id = d.letter)
                  AND NOT EXISTS (SELECT 1 FROM inbox i WHERE d.side = 'in' AND i.id = d.letter) LIMIT :bite)"""),
    ),
    "questions": (
        "questions",
        text("""
            DELETE FROM question WHERE id IN (
                SELECT id FROM question
                WHERE asked_at < :before AND (closed_at IS NOT NULL OR NOT for_staff) LIMIT :bite)"""),
    ),
    "bookings": (
        "messages",
        text("""
            DELETE FROM booking WHERE mark IN (SELECT mark FROM booking WHERE start_at < :before LIMIT :bite)"""),
    ),
    "look-ups": (
        "questions",
        text("""
            DELETE FROM lookup WHERE id IN (SELECT id FROM lookup WHERE at < :before ORDER BY id LIMIT :bite)"""),
    ),
    "erased": (
        "erased",
        text("""
            WITH forgotten AS (
                SELECT c.id FROM conversation c
                WHERE c.erased_at < :before AND c.last_inbound_at <= c.erased_at
                  AND NOT EXISTS (SELECT 1 FROM mailbox m WHERE m.conversation = c.id)
                  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation = c.id AND o.state = 'queued')
                LIMIT :bite),
            answers AS (DELETE FROM outbox o USING forgotten f WHERE o.conversation = f.id),
            questions AS (DELETE FROM question q USING forgotten f WHERE q.conversation = f.id),
            timers AS (DELETE FROM timer t USING forgotten f WHERE t.conversation = f.id),
            events AS (DELETE FROM inbox i USING forgotten f WHERE i.conversation = f.id),
            lines AS (DELETE FROM search_line l USING forgotten f WHERE l.conversation = f.id),
            names AS (DELETE FROM alias a USING forgotten f WHERE a.conversation = f.id)
            DELETE FROM conversation c USING forgotten f WHERE c.id = f.id"""),
    ),
    "residents": (
        "residents",
        text("""
            WITH silent AS (
                SELECT c.id FROM conversation c
                WHERE GREATEST(c.created_at, c.last_inbound_at) < :before
                  AND NOT EXISTS (SELECT 1 FROM mailbox m WHERE m.conversation = c.id)
                  AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.conversation = c.id)
                  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation = c.id)
                  AND NOT EXISTS (SELECT 1 FROM question q WHERE q.conversation = c.id)
                  AND NOT EXISTS (SELECT 1 FROM timer t WHERE t.conversation = c.id)
                LIMIT :bite),
            names AS (DELETE FROM alias a USING silent WHERE a.conversation = silent.id)
            DELETE FROM conversation c USING silent WHERE c.id = silent.id"""),
    ),
}

# Nobody can save them any more: the campaign was cancelled, or has gone out.
_FORMS = text("""
    DELETE FROM campaign_form WHERE ctid IN (
        SELECT f.ctid FROM campaign_form f JOIN campaign k ON k.id = f.campaign
        WHERE k.state IN ('running', 'paused', 'done', 'cancelled') LIMIT :bite)
""")
_NOW = text("SELECT clock_timestamp()")

_SWEEP = text("""
    DELETE FROM chat_pace WHERE ctid IN (
        SELECT ctid FROM chat_pace WHERE next_free_at < clock_timestamp() - interval '10 minutes' LIMIT :bite)
""")


async def purge(database: Database, keep: Retention) -> dict[str, int]:
    """How many rows of each kind went."""
    gone = {}
    async with database.begin() as connection:
        now = (await connection.execute(_NOW)).scalar_one()
    for kind, (age, statement) in _RULES.items():
        gone[kind] = await _in_bites(database, statement, {"before": now - getattr(keep, age)})
    return gone | {"campaign forms": await _in_bites(database, _FORMS, {})}


async def sweep(database: Database) -> dict[str, int]:
    """Clocks of chats that are free again tell nothing."""
    return {"chat clocks": await _in_bites(database, _SWEEP, {})}


async def _in_bites(database: Database, statement: TextClause, values: dict[str, datetime]) -> int:
    total = 0
    while True:
        async with database.begin() as connection:
            gone = (await connection.execute(statement, {**values, "bite": BITE})).rowcount
        total += gone
        if gone < BITE:
            return total
