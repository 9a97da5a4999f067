"""What a page of the inbox shows of each conversation; words are masked already and opened here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.front_desk import Holder
from bot.domain.handover import FOR_INSPECTORS, Owner
from bot.domain.waiting import Line, Why, short_name
from bot.store.desk_reasons import ONE_OF
from bot.store.vault import Vault

LONGEST_LINE = 160
_SHOWN = text("""
    SELECT c.id, c.channel, c.sender_name, c.owner, c.officer, c.last_inbound_at, d.account, d.held_since,
        coalesce(d.labels, '{}') AS labels,
        CASE WHEN d.snoozed_until > clock_timestamp() AND NOT coalesce(c.last_inbound_at > d.snoozed_at, false)
            THEN d.snoozed_until END AS snoozed_until,
        q.text, q.reason, r.story, r.visibility,
        EXISTS (SELECT 1 FROM question s JOIN conversation o ON o.id = s.conversation
            WHERE o.person = c.person AND s.reason = 'secret' AND s.closed_at IS NULL) AS secret
    FROM conversation c LEFT JOIN desk_card d ON d.conversation = c.id
    LEFT JOIN LATERAL (
        SELECT text, reason FROM question WHERE conversation = c.id
        ORDER BY for_staff AND closed_at IS NULL DESC, asked_at DESC LIMIT 1) q ON true
    LEFT JOIN LATERAL (
        SELECT story, visibility FROM resident_case WHERE person = c.person AND state = 'received' AND q.text IS NULL
        ORDER BY received_at LIMIT 1) r ON true
    WHERE c.id = ANY(:ids)
""")
_WHY = text(ONE_OF)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a search found in a conversation: one message, its words opened."""

    conversation: UUID
    words: str
    at: datetime


async def lines_of(
    connection: AsyncConnection,
    vault: Vault,
    ids: Sequence[UUID],
    known: Mapping[str, Any],
    hits: Mapping[UUID, Hit] | None = None,
) -> list[Line]:
    """In the order of `ids`; who is not there any more is left out. `known`: what desk_reasons.py asks for."""
    if not ids:
        return []
    rows = {row.id: row for row in await connection.execute(_SHOWN, {"ids": list(ids)})}
    whys = {row.conversation: row for row in await connection.execute(_WHY, {"ids": list(ids), **known})}
    hit = hits or {}
    return [
        _line(vault, rows[id_], whys.get(id_), bool(known["inspector"]), hit.get(id_)) for id_ in ids if id_ in rows
    ]


def _line(vault: Vault, row: Row[Any], reason: Row[Any] | None, inspector: bool, hit: Hit | None) -> Line:
    owner = Owner(row.owner)
    words, hidden = (hit.words, False) if hit else _words(vault, row, inspector)
    return Line(
        conversation=row.id,
        channel=row.channel,
        name=short_name(vault.readable(row.sender_name)),
        owner=owner,
        holder=Holder(row.account, row.officer, row.held_since) if owner is Owner.PERSON else None,
        why=list(Why)[reason.rank] if reason else None,
        since=reason.since if reason else None,
        broken=bool(reason and reason.broken),
        words=one_line(words),
        hidden=hidden,
        labels=tuple(row.labels),
        snoozed_until=row.snoozed_until,
        wrote_at=hit.at if hit else row.last_inbound_at,
    )


def _words(vault: Vault, row: Row[Any], inspector: bool) -> tuple[str, bool]:
    """Nothing of somebody of whom anything secret waits: nobody else may open the conversation."""
    secret = row.secret or row.reason == FOR_INSPECTORS or row.visibility == "secret"
    if secret and not inspector:
        return "", True
    return vault.readable(row.text or row.story or ""), False


def one_line(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= LONGEST_LINE else f"{flat[: LONGEST_LINE - 1].rstrip()}…"
