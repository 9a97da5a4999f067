"""Reads a resident's thread: two rivers of rows, inbox and outbox, merged by time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import ChannelName
from bot.domain.thread import Asked, Delivery, Entry, Older, Page, Side
from bot.store.engine import Database
from bot.store.receipts import statuses_in
from bot.store.said import file_name, is_knock, said, sent

_THEIRS = "SELECT id FROM conversation WHERE person = :person"
_INBOX = text(f"""
    SELECT id, channel, body, received_at AS at, conversation FROM inbox
    WHERE conversation IN ({_THEIRS}) AND id < :before AND state <> 'unreadable' ORDER BY id DESC LIMIT :most
""")  # noqa: S608 - our own words
_OUTBOX = text(f"""
    SELECT id, channel, account, external_id, body, state, error, answers, created_at AS at,
        COALESCE((SELECT k.name FROM campaign k WHERE k.id = outbox.campaign), '') AS campaign,
        (SELECT k.message #>> '{{0,id,text}}' FROM campaign k WHERE k.id = outbox.campaign) AS told
    FROM outbox WHERE conversation IN ({_THEIRS}) AND id < :before ORDER BY id DESC LIMIT :most
""")  # noqa: S608 - our own words
_ACTS = text("SELECT id, body FROM inbox WHERE id = ANY(:ids)")
_QUESTIONS = text(f"""
    SELECT event, answered, band, ranking, helpful FROM question
    WHERE conversation IN ({_THEIRS}) AND event = ANY(:ids)
""")  # noqa: S608 - our own words
_FIRST = 2**63 - 1
_ANSWERED = "answered"
_EVENTS = frozenset({"claimed", "assigned", "returned", "reopened", "released"})
"""Notices that are shown as such: what officers did without words."""
_STATES = {"queued": Delivery.QUEUED, "held": Delivery.HELD, "dead": Delivery.FAILED, "sent": Delivery.SENT}


class PostgresThreads:
    """Implements the Threads port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, person: UUID, older: Older | None = None, limit: int = 50) -> Page:
        below = older or Older(_FIRST, _FIRST)
        # One more of each than is shown tells whether anything is left.
        wanted = {"person": person, "most": limit + 1}
        async with self._database.begin() as connection:
            came = list((await connection.execute(_INBOX, wanted | {"before": below.inbox})).all())
            left = list((await connection.execute(_OUTBOX, wanted | {"before": below.outbox})).all())
            cut = sorted([row.at for row in (*came, *left)], reverse=True)[:limit]
            oldest = cut[-1] if cut else None
            more = len(came) + len(left) > limit
            came = [row for row in came if row.at >= oldest]
            left = [row for row in left if row.at >= oldest]
            asked = await self._asked(connection, person, came)
            acts = await self._acts(connection, left)
            statuses = await statuses_in(connection, [row.id for row in left])
        entries = [
            *(entry for row in came if (entry := self._resident(row, asked.get(row.id)))),
            *(self._ours(row, acts.get(row.answers, ""), statuses.get(row.id)) for row in left),
        ]
        shown = sorted((entry for entry in entries if _shown(entry)), key=lambda entry: (entry.at, entry.event))
        return Page(shown, _next(came, left, below) if more else None)

    def _resident(self, row: Row[Any], asked: Asked | None) -> Entry | None:
        """None for what nobody said: timers, and notices that a message of ours tells already."""
        body = self._database.vault.open_json(row.body)
        content = body.get("content", {}) if isinstance(body, dict) else {}
        kind, channel = str(content.get("kind", "")), ChannelName(row.channel)
        if kind == "timer":
            return None
        if kind == "notice":
            name, officer = str(content.get("name", "")), str(content.get("facts", {}).get("officer", ""))
            if name not in _EVENTS:
                return None
            return Entry(row.id, row.at, channel, Side.OFFICER, kind, name, officer)
        kind = str(content.get("media") or kind)
        return Entry(row.id, row.at, channel, Side.RESIDENT, kind, said(body), asked=asked)

    def _ours(self, row: Row[Any], officer: str, status: str | None) -> Entry:
        delivery = _STATES[row.state]
        if delivery is Delivery.SENT and status:
            delivery = Delivery(status)
        side = Side.OFFICER if officer else Side.BOT
        body = self._database.vault.open_json(row.body)
        return Entry(
            event=row.id,
            at=row.at,
            channel=ChannelName(row.channel),
            side=side,
            kind="announcement" if row.campaign else "knock" if is_knock(body) else "sent",
            words=sent(body) or row.told or "",
            officer=officer,
            delivery=delivery,
            trouble=row.error,
            file=file_name(body),
            campaign=row.campaign,
        )

    async def _asked(self, connection: AsyncConnection, person: UUID, rows: Sequence[Row[Any]]) -> dict[int, Asked]:
        wanted = {"person": person, "ids": [row.id for row in rows]}
        found = (await connection.execute(_QUESTIONS, wanted)).all()
        return {row.event: Asked(row.answered, _confidence(row.ranking), row.band, row.helpful) for row in found}

    async def _acts(self, connection: AsyncConnection, rows: Sequence[Row[Any]]) -> dict[int, str]:
        """Officers by the event that their words answer."""
        found = (await connection.execute(_ACTS, {"ids": [row.answers for row in rows if row.answers]})).all()
        contents = {row.id: self._database.vault.open_json(row.body).get("content", {}) for row in found}
        return {
            event: str(content.get("facts", {}).get("officer", ""))
            for event, content in contents.items()
            if content.get("kind") == "notice" and content.get("name") == _ANSWERED
        }


def _shown(entry: Entry) -> bool:
    """Requests without words (typing dots) only where they failed."""
    told = entry.words or entry.file or entry.kind == "knock"
    return bool(told) or entry.side is Side.RESIDENT or entry.delivery is Delivery.FAILED


def _confidence(ranking: Sequence[Mapping[str, Any]]) -> float:
    return float(ranking[0].get("confidence", 0.0)) if ranking else 0.0


def _next(came: Sequence[Row[Any]], left: Sequence[Row[Any]], below: Older) -> Older:
    """Rows not shown yet lie below the lowest of those that were, on each side."""
    return Older(
        min((row.id for row in came), default=below.inbox), min((row.id for row in left), default=below.outbox)
    )
