"""Rows of campaigns ↔ the domain's, and the lock and the step that every change of their state takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audience import About, Audience, Condition
from bot.domain.campaigns import (
    Act,
    Button,
    Campaign,
    Message,
    Repeats,
    StaleCampaign,
    State,
    UnknownCampaign,
    Wording,
    after,
)
from bot.store.codec import text_column

PARTS = 64
"""In so many parts a list of recipients is written: each statement is done long before its time is up."""

COUNTS = "{row}.campaign NOT IN (SELECT id FROM campaign WHERE emergency OR corrects IS NOT NULL)"
"""Of rows of lists: an emergency uses up nobody's week, nor does setting right what was wrong."""

# Rows of its list that are just being written refer to it: that lock they may have beside this one.
_LOCK = text("SELECT * FROM campaign WHERE id = :id FOR NO KEY UPDATE")
_MOVE = text("""
    UPDATE campaign SET state = :state,
        submitted_by = CASE WHEN :act = 'submit' THEN :actor WHEN :act = 'send_back' THEN '' ELSE submitted_by END,
        approved_by = CASE WHEN :act = 'approve' THEN :actor WHEN :act = 'send_back' THEN '' ELSE approved_by END,
        started_at = CASE WHEN :act = 'start' THEN clock_timestamp() ELSE started_at END,
        ended_at = CASE WHEN :act IN ('finish', 'cancel') THEN clock_timestamp() ELSE ended_at END
    WHERE id = :id
""")
NOTE = text("""
    INSERT INTO campaign_event (campaign, actor, act, note) VALUES (:id, :actor, :act, :note) RETURNING id
""")


async def locked(connection: AsyncConnection, campaign: UUID, edition: int | None = None) -> Row[Any]:
    """Its row, nobody else's to change until the transaction ends. Raises UnknownCampaign, and StaleCampaign where
    another edition is there than the one that was looked at."""
    row = (await connection.execute(_LOCK, {"id": campaign})).first()
    if row is None:
        raise UnknownCampaign(str(campaign))
    if edition is not None and row.edition != edition:
        raise StaleCampaign(f"edition {row.edition} is there, not {edition}")
    return row


async def move(connection: AsyncConnection, row: Row[Any], act: Act, actor: str, note: str = "") -> State:
    """Raises CampaignRefusal."""
    state = after(State(row.state), act)
    await connection.execute(_MOVE, {"id": row.id, "state": state, "act": act.value, "actor": actor})
    await connection.execute(NOTE, event(row.id, actor, act, note))
    return state


def event(campaign: UUID, actor: str, act: str, note: str = "") -> dict[str, Any]:
    """A row of its history, for NOTE: `act` is an Act, or another deed of a page."""
    return {"id": campaign, "actor": actor, "act": str(act), "note": text_column(note)}


def editors_of(row: Row[Any]) -> list[str]:
    return [str(each) for each in row.editors or ()]


def campaign_of(row: Row[Any]) -> Campaign:
    """Of a row of the table."""
    return Campaign(
        id=row.id,
        name=row.name,
        state=State(row.state),
        edition=row.edition,
        author=row.author,
        topic=row.topic,
        emergency=row.emergency,
        due_at=row.due_at,
        corrects=row.corrects,
        submitted_by=row.submitted_by,
        approved_by=row.approved_by,
        message=_message(row.message),
        emergency_reason=row.emergency_reason,
        repeats=Repeats(row.repeats),
        series=row.series,
        listing=State(row.state) in {State.RUNNING, State.PAUSED} and row.parts_listed < PARTS,
        without_template=row.without_template,
        cut=row.state == State.CANCELLED and row.started_at is not None and row.parts_listed < PARTS,
        unlisted=row.unlisted,
        approved_for=row.approved_for,
    )


def _message(kept: Any) -> Message | None:
    if not kept:
        return None
    return Message(tuple({code: _wording(told) for code, told in version.items()} for version in kept))


def _wording(told: dict[str, Any]) -> Wording:
    made = Wording(**told)
    buttons = tuple(Button(**each) for each in told["buttons"])
    return replace(made, buttons=buttons, variables=tuple(told.get("variables", ())))


def audience_of(kept: dict[str, Any]) -> Audience:
    return Audience(*(tuple(_condition(each) for each in kept[part]) for part in ("include", "exclude")))


def _condition(kept: dict[str, Any]) -> Condition:
    return Condition(About(kept["about"]), tuple(kept["values"]))
