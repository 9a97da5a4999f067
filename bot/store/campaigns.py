"""Campaigns as their managers write and steer them. Every change is one transaction that locks the campaign."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audience import About, Audience, Condition, Count
from bot.domain.campaigns import (
    Act,
    Books,
    Button,
    Campaign,
    CampaignRefusal,
    Draft,
    Fate,
    Message,
    Repeats,
    Rules,
    StaleCampaign,
    State,
    UnknownCampaign,
    Wording,
    after,
    approval,
)
from bot.store.audience import Terms, count_audience, list_audience
from bot.store.codec import dump_json, text_column
from bot.store.engine import Database

_ADD = text("""
    INSERT INTO campaign (id, name, author, editors, topic, emergency, emergency_reason, corrects, message, audience,
        due_at, repeats)
    VALUES (:id, :name, :author, CAST(:editors AS jsonb), :topic, :emergency, :emergency_reason, :corrects,
        CAST(:message AS jsonb), CAST(:audience AS jsonb), :due_at, :repeats)
""")
_EDIT = text("""
    UPDATE campaign SET name = :name, topic = :topic, emergency = :emergency, emergency_reason = :emergency_reason,
        message = CAST(:message AS jsonb), audience = CAST(:audience AS jsonb), due_at = :due_at, repeats = :repeats,
        editors = CAST(:editors AS jsonb), state = :state, edition = edition + 1, submitted_by = '', approved_by = ''
    WHERE id = :id
""")
_LOCK = text("SELECT * FROM campaign WHERE id = :id FOR UPDATE")
_READ = text("SELECT * FROM campaign WHERE id = :id")
_ALL = text("SELECT * FROM campaign ORDER BY created_at DESC, id LIMIT :limit")
_MOVE = text("""
    UPDATE campaign SET state = :state,
        submitted_by = CASE WHEN :act = 'submit' THEN :actor WHEN :act = 'send_back' THEN '' ELSE submitted_by END,
        approved_by = CASE WHEN :act = 'approve' THEN :actor WHEN :act = 'send_back' THEN '' ELSE approved_by END,
        started_at = CASE WHEN :act = 'start' THEN clock_timestamp() ELSE started_at END,
        ended_at = CASE WHEN :act IN ('finish', 'cancel') THEN clock_timestamp() ELSE ended_at END
    WHERE id = :id
""")
_NOTE = text("INSERT INTO campaign_event (campaign, actor, act, note) VALUES (:id, :actor, :act, :note)")
_BOOKS = text("SELECT fate, count(*) AS residents FROM campaign_recipient WHERE campaign = :id GROUP BY fate")
# What a channel holds already goes out; the rest comes back onto the list.
_WITHDRAW = text("""
    WITH back AS (
        DELETE FROM outbox WHERE campaign = :id AND state = 'queued' AND lease_until <= clock_timestamp()
        RETURNING conversation)
    UPDATE campaign_recipient r SET fate = 'pending', outbox = NULL, at = clock_timestamp() FROM back
    WHERE r.campaign = :id AND r.conversation = back.conversation AND r.fate = 'queued'
""")
_DROP = text("""
    UPDATE campaign_recipient SET fate = 'skipped', reason = 'cancelled', at = clock_timestamp()
    WHERE campaign = :id AND fate = 'pending'
""")


class PostgresCampaigns:
    """Everything raises UnknownCampaign, and CampaignRefusal for what its state does not allow."""

    def __init__(self, database: Database, rules: Rules) -> None:
        self._database = database
        self._rules = rules

    async def add(self, draft: Draft, author: str) -> UUID:
        made = uuid4()
        async with self._database.begin() as connection:
            await connection.execute(
                _ADD, _columns(draft) | {"id": made, "author": author, "editors": "[]", "corrects": draft.corrects}
            )
            await connection.execute(_NOTE, _event(made, author, Act.EDIT))
        return made

    async def edit(self, campaign: UUID, draft: Draft, edition: int, editor: str) -> None:
        """Raises StaleCampaign where another edition was changed than the one that was looked at."""
        async with self._database.begin() as connection:
            row = await _locked(connection, campaign)
            if row.edition != edition:
                raise StaleCampaign(f"edition {row.edition} is there, not {edition}")
            state = after(State(row.state), Act.EDIT)
            editors = sorted({*_editors(row), editor})
            await connection.execute(
                _EDIT, _columns(draft) | {"id": campaign, "state": state, "editors": json.dumps(editors)}
            )
            await connection.execute(_NOTE, _event(campaign, editor, Act.EDIT))

    async def read(self, campaign: UUID) -> tuple[Campaign, Audience]:
        async with self._database.single() as connection:
            row = (await connection.execute(_READ, {"id": campaign})).first()
        if row is None:
            raise UnknownCampaign(str(campaign))
        return campaign_of(row), _audience(row.audience)

    async def all(self, limit: int = 100) -> Sequence[Campaign]:
        """The newest first."""
        async with self._database.single() as connection:
            return [campaign_of(row) for row in await connection.execute(_ALL, {"limit": limit})]

    async def count(self, audience: Audience, message: Message, *, emergency: bool = False) -> Count:
        """Whom it would reach now."""
        async with self._database.begin() as connection:
            return await count_audience(connection, audience, self._terms(message, emergency=emergency))

    async def books(self, campaign: UUID) -> Books:
        async with self._database.single() as connection:
            fates = {Fate(row.fate): row.residents for row in await connection.execute(_BOOKS, {"id": campaign})}
        return Books(sum(fates.values()), fates)

    async def submit(self, campaign: UUID, edition: int, actor: str) -> State:
        """To few, it needs no second person, and is ready at once; so is an emergency, which is noted as such."""
        async with self._database.begin() as connection:
            row = await _locked(connection, campaign)
            if row.edition != edition:
                raise StaleCampaign(f"edition {row.edition} is there, not {edition}")
            found = campaign_of(row)
            if found.message is None:
                raise CampaignRefusal("nothing is written yet")
            state = await _move(connection, row, Act.SUBMIT, actor)
            terms = self._terms(found.message, emergency=found.emergency)
            count = await count_audience(connection, _audience(row.audience), terms)
            if count.total <= self._rules.second_above:
                again = await _locked(connection, campaign)
                state = await _move(connection, again, Act.APPROVE, actor, f"{count.total} recipients")
        return state

    async def approve(self, campaign: UUID, edition: int, approver: str) -> None:
        """Raises OwnApproval."""
        async with self._database.begin() as connection:
            row = await _locked(connection, campaign)
            if row.edition != edition:
                raise StaleCampaign(f"edition {row.edition} is there, not {edition}")
            approval(campaign_of(row), approver, _editors(row))
            await _move(connection, row, Act.APPROVE, approver)

    async def send_back(self, campaign: UUID, actor: str, note: str) -> None:
        async with self._database.begin() as connection:
            await _move(connection, await _locked(connection, campaign), Act.SEND_BACK, actor, note)

    async def start(self, campaign: UUID, actor: str = "") -> int:
        """Write the list of recipients and begin; how many are on it."""
        async with self._database.begin() as connection:
            row = await _locked(connection, campaign)
            found = campaign_of(row)
            if found.message is None:
                raise CampaignRefusal("nothing is written yet")
            await _move(connection, row, Act.START, actor)
            terms = self._terms(found.message, emergency=found.emergency)
            versions = len(found.message.versions)
            listed = await list_audience(connection, campaign, _audience(row.audience), terms, versions)
            # So many new rows at once: the planner must not think that the table is still small.
            await connection.execute(text("ANALYZE campaign_recipient"))
        return listed

    async def pause(self, campaign: UUID, actor: str) -> Books:
        """Nothing more is handed over; what the books say then is what went."""
        async with self._database.begin() as connection:
            await _move(connection, await _locked(connection, campaign), Act.PAUSE, actor)
            await connection.execute(_WITHDRAW, {"id": campaign})
        return await self.books(campaign)

    async def resume(self, campaign: UUID, actor: str) -> None:
        async with self._database.begin() as connection:
            await _move(connection, await _locked(connection, campaign), Act.RESUME, actor)

    async def cancel(self, campaign: UUID, actor: str) -> Books:
        """For good. Whoever was not sent it is passed over."""
        async with self._database.begin() as connection:
            await _move(connection, await _locked(connection, campaign), Act.CANCEL, actor)
            await connection.execute(_WITHDRAW, {"id": campaign})
            await connection.execute(_DROP, {"id": campaign})
        return await self.books(campaign)

    def _terms(self, message: Message, *, emergency: bool) -> Terms:
        templated = all(told.template for version in message.versions for told in version.values())
        return Terms(emergency, templated, self._rules.per_week)


async def _locked(connection: AsyncConnection, campaign: UUID) -> Row[Any]:
    row = (await connection.execute(_LOCK, {"id": campaign})).first()
    if row is None:
        raise UnknownCampaign(str(campaign))
    return row


async def _move(connection: AsyncConnection, row: Row[Any], act: Act, actor: str, note: str = "") -> State:
    state = after(State(row.state), act)
    await connection.execute(_MOVE, {"id": row.id, "state": state, "act": act.value, "actor": actor})
    await connection.execute(_NOTE, _event(row.id, actor, act, note))
    return state


def _event(campaign: UUID, actor: str, act: Act, note: str = "") -> dict[str, Any]:
    return {"id": campaign, "actor": actor, "act": act.value, "note": text_column(note)}


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "name": text_column(draft.name),
        "topic": draft.topic,
        "emergency": draft.emergency,
        "emergency_reason": text_column(draft.emergency_reason),
        "repeats": draft.repeats.value,
        "message": dump_json([{code: asdict(told) for code, told in one.items()} for one in draft.message.versions]),
        "audience": dump_json(asdict(draft.audience)),
        "due_at": draft.due_at,
    }


def _editors(row: Row[Any]) -> list[str]:
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
    )


def _message(kept: Any) -> Message | None:
    if not kept:
        return None
    return Message(tuple({code: _wording(told) for code, told in version.items()} for version in kept))


def _wording(told: dict[str, Any]) -> Wording:
    made = Wording(**told)
    buttons = tuple(Button(**each) for each in told["buttons"])
    return replace(made, buttons=buttons, variables=tuple(told.get("variables", ())))


def _audience(kept: dict[str, Any]) -> Audience:
    return Audience(*(tuple(_condition(each) for each in kept[part]) for part in ("include", "exclude")))


def _condition(kept: dict[str, Any]) -> Condition:
    return Condition(About(kept["about"]), tuple(kept["values"]))
