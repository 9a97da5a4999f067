"""Campaigns as their managers write and steer them. Every change is one transaction that locks the campaign."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audience import Audience, Count
from bot.domain.campaign_approval import approval
from bot.domain.campaigns import (
    Act,
    Books,
    Campaign,
    CampaignRefusal,
    Draft,
    Fate,
    Message,
    Rules,
    State,
    UnknownCampaign,
    after,
)
from bot.store.audience import count_audience, taken_now, terms_of
from bot.store.campaign_rows import NOTE, audience_of, campaign_of, editors_of, event, locked, move
from bot.store.campaign_settle import drop_pending
from bot.store.campaign_start import CampaignStart, campaign_terms, heard_by
from bot.store.campaign_stops import IN_DOUBT
from bot.store.codec import dump_json, text_column
from bot.store.engine import Database

_ADD = text("""
    INSERT INTO campaign (id, name, author, editors, topic, emergency, emergency_reason, corrects, message, audience,
        due_at, repeats)
    VALUES (:id, :name, :author, CAST(:editors AS jsonb), :topic, :emergency, :emergency_reason, :corrects,
        CAST(:message AS jsonb), CAST(:audience AS jsonb), :due_at, :repeats)
    ON CONFLICT (id) DO NOTHING
""")
_EDIT = text("""
    UPDATE campaign SET name = :name, topic = :topic, emergency = :emergency, emergency_reason = :emergency_reason,
        message = CAST(:message AS jsonb), audience = CAST(:audience AS jsonb), due_at = :due_at, repeats = :repeats,
        editors = CAST(:editors AS jsonb), state = :state, edition = edition + 1, submitted_by = '', approved_by = ''
    WHERE id = :id
""")
_READ = text("SELECT * FROM campaign WHERE id = :id")
# Of a cancelled one a million rows are passed over in parts; what they will be is known at once.
_BOOKS = text("""
    SELECT CASE WHEN k.state = 'cancelled' AND r.fate = 'pending' THEN 'skipped' ELSE r.fate END AS fate,
        count(*) AS residents
    FROM campaign_recipient r JOIN campaign k ON k.id = r.campaign WHERE r.campaign = :id GROUP BY 1
""")
# What a channel holds already goes out, and what may have arrived is left until that is known (campaign_settle.py); the
# rest comes back onto the list.
_WITHDRAW = text(f"""
    WITH back AS (
        DELETE FROM outbox WHERE campaign = :id AND state = 'queued' AND lease_until <= clock_timestamp()
            AND NOT {IN_DOUBT.format(row="outbox")}
        RETURNING conversation)
    UPDATE campaign_recipient r SET fate = 'pending', outbox = NULL, at = clock_timestamp() FROM back
    WHERE r.campaign = :id AND r.conversation = back.conversation AND r.fate IN ('queued', 'sent')
""")  # noqa: S608 - our own words
_APPROVED_FOR = text("UPDATE campaign SET approved_for = :total WHERE id = :id")
_WITHOUT_TEMPLATE = text("UPDATE campaign SET without_template = true WHERE id = :id")


class PostgresCampaigns:
    """Everything raises UnknownCampaign, and CampaignRefusal for what its state does not allow."""

    def __init__(self, database: Database, rules: Rules) -> None:
        self._database = database
        self._rules = rules
        self._start = CampaignStart(database, rules)

    async def add(self, draft: Draft, author: str, campaign: UUID | None = None) -> UUID:
        """Made twice under the same id it is one."""
        made = campaign or uuid4()
        async with self._database.begin() as connection:
            row = _columns(draft) | {"id": made, "author": author, "editors": "[]", "corrects": draft.corrects}
            if (await connection.execute(_ADD, row)).rowcount:
                await connection.execute(NOTE, event(made, author, Act.EDIT))
        return made

    async def edit(self, campaign: UUID, draft: Draft, edition: int, editor: str) -> None:
        """Raises StaleCampaign where another edition was changed than the one that was looked at."""
        async with self._database.begin() as connection:
            row = await locked(connection, campaign, edition)
            state = after(State(row.state), Act.EDIT)
            editors = sorted({*editors_of(row), editor})
            await connection.execute(
                _EDIT, _columns(draft) | {"id": campaign, "state": state, "editors": json.dumps(editors)}
            )
            await connection.execute(NOTE, event(campaign, editor, Act.EDIT))

    async def read(self, campaign: UUID) -> tuple[Campaign, Audience]:
        async with self._database.single() as connection:
            row = (await connection.execute(_READ, {"id": campaign})).first()
        if row is None:
            raise UnknownCampaign(str(campaign))
        return campaign_of(row), audience_of(row.audience)

    async def count(self, audience: Audience, message: Message, *, emergency: bool = False) -> Count:
        """Whom it would reach now."""
        async with self._database.begin() as connection:
            takes = await taken_now(connection)
            terms = terms_of(message, self._rules, emergency=emergency, takes=takes)
            return await count_audience(connection, audience, terms)

    async def books(self, campaign: UUID) -> Books:
        async with self._database.single() as connection:
            fates = {Fate(row.fate): row.residents for row in await connection.execute(_BOOKS, {"id": campaign})}
        return Books(sum(fates.values()), fates)

    async def submit(self, campaign: UUID, edition: int, actor: str) -> State:
        """To few, it needs no second person, and is ready at once."""
        async with self._database.begin() as connection:
            row = await locked(connection, campaign, edition)
            found = campaign_of(row)
            if found.message is None or not found.message.written:
                raise CampaignRefusal("nothing is written yet")
            state = await move(connection, row, Act.SUBMIT, actor)
            total = await self._reaches(connection, row)
            if total <= self._rules.second_above:
                again = await locked(connection, campaign)
                state = await move(connection, again, Act.APPROVE, actor, f"{total} recipients")
                await connection.execute(_APPROVED_FOR, {"id": campaign, "total": total})
        return state

    async def approve(self, campaign: UUID, edition: int, approver: str) -> None:
        """Raises OwnApproval."""
        async with self._database.begin() as connection:
            row = await locked(connection, campaign, edition)
            approval(campaign_of(row), approver, editors_of(row))
            await move(connection, row, Act.APPROVE, approver)
            total = await self._reaches(connection, row)
            await connection.execute(_APPROVED_FOR, {"id": campaign, "total": total})

    async def _reaches(self, connection: AsyncConnection, row: Row[Any]) -> int:
        """How many, now."""
        found = campaign_of(row)
        if found.message is None:
            return 0
        audience = heard_by(found, audience_of(row.audience))
        return (await count_audience(connection, audience, campaign_terms(self._rules, found, found.message))).total

    async def start(self, campaign: UUID, actor: str = "") -> int:
        """Begin and write the whole list of recipients; how many are on it."""
        begun = await self._start.begin(campaign, actor)
        while begun is State.RUNNING and await self._start.write_list(campaign):
            pass
        return (await self.books(campaign)).total

    async def pause(self, campaign: UUID, actor: str) -> Books:
        """Nothing more is handed over; what the books say then is what went."""
        async with self._database.begin() as connection:
            await move(connection, await locked(connection, campaign), Act.PAUSE, actor)
            await connection.execute(_WITHDRAW, {"id": campaign})
        return await self.books(campaign)

    async def resume(self, campaign: UUID, actor: str, *, without_template: bool = False) -> None:
        """`without_template`: whoever could be reached by it only is passed over from now on."""
        async with self._database.begin() as connection:
            await move(connection, await locked(connection, campaign), Act.RESUME, actor)
            if without_template:
                await connection.execute(_WITHOUT_TEMPLATE, {"id": campaign})
                await connection.execute(NOTE, event(campaign, actor, "without_template"))

    async def cancel(self, campaign: UUID, actor: str) -> Books:
        """For good. Whoever was not sent it is passed over."""
        async with self._database.begin() as connection:
            await move(connection, await locked(connection, campaign), Act.CANCEL, actor)
            await connection.execute(_WITHDRAW, {"id": campaign})
            await drop_pending(connection, campaign)
        return await self.books(campaign)


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
