"""All that is kept of a person, opened for themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from bot.clock import JAKARTA
from bot.domain.privacy import KeptData, KeptLine
from bot.store.engine import Database
from bot.store.said import said, sent

MOST_MESSAGES = 1_500

_THEIRS = "(SELECT id FROM conversation WHERE person = :person)"
_CONVERSATIONS = text("""
    SELECT created_at AS at, channel AS about, sender_name AS words FROM conversation WHERE person = :person ORDER BY 1
""")
_CONSENTS = text("""
    SELECT at, channel || ' ' || about || ' ' || decision AS about, words
    FROM consent WHERE person = :person ORDER BY id
""")
_MESSAGES = text(f"""
    SELECT * FROM (
        SELECT received_at AS at, channel, 'resident' AS by, body FROM inbox WHERE conversation IN {_THEIRS}
        UNION ALL
        SELECT created_at, channel, 'bot', body FROM outbox WHERE conversation IN {_THEIRS}) both_sides
    ORDER BY at DESC LIMIT :most
""")  # noqa: S608 - our own words
_LOOKUPS = text("""
    SELECT at, outcome AS about, registration AS words FROM lookup WHERE person = :person ORDER BY id
""")
_BOOKINGS = text("""
    SELECT start_at AS at, topic AS about, registration AS words FROM booking WHERE person = :person ORDER BY start_at
""")
_CASES = text("""
    SELECT received_at AS at, number || ' ' || kind || ' ' || state AS about, story, happened, place, name
    FROM resident_case WHERE person = :person ORDER BY received_at
""")
_CHOICES = text("""
    SELECT at, about, value AS words FROM trait WHERE person = :person ORDER BY about, at, value
""")


class PostgresArchive:
    """Implements the Archive port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, person: UUID) -> KeptData:
        wanted = {"person": person}
        async with self._database.begin() as connection:
            talks = (await connection.execute(_CONVERSATIONS, wanted)).all()
            consents = (await connection.execute(_CONSENTS, wanted)).all()
            messages = (await connection.execute(_MESSAGES, wanted | {"most": MOST_MESSAGES + 1})).all()
            lookups = (await connection.execute(_LOOKUPS, wanted)).all()
            bookings = (await connection.execute(_BOOKINGS, wanted)).all()
            cases = (await connection.execute(_CASES, wanted)).all()
            choices = (await connection.execute(_CHOICES, wanted)).all()
        said = [self._message(row) for row in reversed(messages[:MOST_MESSAGES])]
        return KeptData(
            conversations=self._lines(talks, self._plain),
            consents=self._lines(consents, self._plain),
            messages=tuple(line for line in said if line.words),
            lookups=self._lines(lookups, self._plain),
            bookings=self._lines(bookings, self._plain),
            cases=self._lines(cases, self._case),
            choices=self._lines(choices, lambda row: str(row.words)),
            more=len(messages) > MOST_MESSAGES,
        )

    def _lines(self, rows: Any, words: Callable[[Row[Any]], str]) -> tuple[KeptLine, ...]:
        return tuple(KeptLine(row.at.astimezone(JAKARTA), row.about, words(row)) for row in rows)

    def _plain(self, row: Row[Any]) -> str:
        return self._database.vault.open(row.words)

    def _case(self, row: Row[Any]) -> str:
        opened = (self._database.vault.open(part) for part in (row.story, row.happened, row.place, row.name))
        return "; ".join(part for part in opened if part)

    def _message(self, row: Row[Any]) -> KeptLine:
        body = self._database.vault.open_json(row.body)
        words = said(body) if row.by == "resident" else sent(body)
        return KeptLine(row.at.astimezone(JAKARTA), f"{row.channel} {row.by}", words)
