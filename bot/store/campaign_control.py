"""Campaigns as the page that steers them asks: implements the CampaignControl port over PostgresCampaigns."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audience import About, Audience, Condition
from bot.domain.campaign_control import Event, Progress, Reached, Standing
from bot.domain.campaigns import (
    Act,
    Books,
    CampaignRefusal,
    Message,
    State,
    UnknownCampaign,
    after,
)
from bot.store.campaign_progress import PostgresProgress, opened_today
from bot.store.campaign_rows import NOTE, audience_of, campaign_of, editors_of, event, locked, move
from bot.store.campaign_start import heard_by
from bot.store.campaigns import PostgresCampaigns
from bot.store.codec import dump_json, text_column
from bot.store.engine import Database
from bot.store.wakeup import Wakeup

_READ = text("SELECT * FROM campaign WHERE id = :id")
_HISTORY = text("SELECT at, actor, act, note FROM campaign_event WHERE campaign = :id ORDER BY id DESC LIMIT 200")
_CORRECTIONS = text("SELECT id, name FROM campaign WHERE corrects = :id ORDER BY created_at")
_TO_DRAFT = text("""
    UPDATE campaign SET state = 'draft', submitted_by = '', approved_by = '', edition = edition + 1 WHERE id = :id
""")
_RESCHEDULE = text("UPDATE campaign SET due_at = :due_at, edition = edition + 1 WHERE id = :id")
_OVERRIDE = text("UPDATE campaign SET emergency = true, emergency_reason = :reason WHERE id = :id")
_COPY = text("""
    INSERT INTO campaign (id, name, author, editors, topic, message, audience, corrects)
    SELECT :made, :name, :actor, '[]', topic, message, COALESCE(CAST(:audience AS jsonb), audience),
        CAST(:corrects AS uuid)
    FROM campaign WHERE id = :id ON CONFLICT (id) DO NOTHING
""")
_UNDER_WAY = frozenset({State.RUNNING, State.PAUSED})


class PostgresCampaignControl:
    """Every change rings for the pages that are open."""

    def __init__(self, database: Database, campaigns: PostgresCampaigns, wakeup: Wakeup) -> None:
        self._database = database
        self._campaigns = campaigns
        self._wakeup = wakeup
        self._progress = PostgresProgress(database)

    async def standing(self, campaign: UUID) -> Standing:
        wanted = {"id": campaign}
        async with self._database.single() as connection:
            found = _standing(await _row(connection, campaign))
            history = [Event(*row) for row in await connection.execute(_HISTORY, wanted)]
            corrections = {row.id: row.name for row in await connection.execute(_CORRECTIONS, wanted)}
            corrects = found.campaign.corrects
            original = campaign_of(await _row(connection, corrects)) if corrects else None
            series = found.campaign.series
            first = campaign_of(await _row(connection, series)) if series else None
        return replace(found, history=history, original=original, corrections=corrections, first=first)

    async def glance(self, campaign: UUID) -> Standing:
        async with self._database.single() as connection:
            return _standing(await _row(connection, campaign))

    async def reached(self, standing: Standing) -> Reached:
        """Counted once with the templates and once without: the difference is who needs them."""
        campaign = standing.campaign
        message = campaign.message or Message(({},))
        emergency = campaign.emergency or campaign.corrects is not None
        count = await self._campaigns.count(standing.audience, message, emergency=emergency)
        bare = await self._campaigns.count(standing.audience, _without_templates(message), emergency=emergency)
        opens = max(0, count.reached.get("whatsapp", 0) - bare.reached.get("whatsapp", 0))
        async with self._database.single() as connection:
            used, _ = await opened_today(connection)
        return Reached(count, opens, used)

    async def submit(self, campaign: UUID, edition: int, actor: str) -> State:
        state = await self._campaigns.submit(campaign, edition, actor)
        self._ring()
        return state

    async def approve(self, campaign: UUID, edition: int, approver: str) -> None:
        await self._campaigns.approve(campaign, edition, approver)
        self._ring()

    async def send_back(self, campaign: UUID, edition: int, actor: str, note: str) -> None:
        async with self._database.begin() as connection:
            await move(connection, await locked(connection, campaign, edition), Act.SEND_BACK, actor, note)
        self._ring()

    async def take_back(self, campaign: UUID, edition: int, actor: str) -> None:
        """Whoever was about to approve it looks at an older edition then."""
        async with self._database.begin() as connection:
            state = State((await locked(connection, campaign, edition)).state)
            if state is State.DRAFT or after(state, Act.EDIT) is not State.DRAFT:
                raise CampaignRefusal(f"a campaign that is {state} is not taken back")
            await connection.execute(_TO_DRAFT, {"id": campaign})
            await connection.execute(NOTE, event(campaign, actor, "take_back"))
        self._ring()

    async def reschedule(self, campaign: UUID, edition: int, due_at: datetime | None, actor: str) -> None:
        async with self._database.begin() as connection:
            state = State((await locked(connection, campaign, edition)).state)
            if state is not State.READY:
                raise CampaignRefusal(f"a campaign that is {state} has no time to change")
            await connection.execute(_RESCHEDULE, {"id": campaign, "due_at": due_at})
            act = "reschedule" if due_at else "start_now"
            await connection.execute(NOTE, event(campaign, actor, act, str(due_at or "")))
        self._ring()

    async def pause(self, campaign: UUID, actor: str) -> None:
        await self._campaigns.pause(campaign, actor)
        self._changed(campaign)

    async def resume(self, campaign: UUID, actor: str, *, without_template: bool = False) -> None:
        await self._campaigns.resume(campaign, actor, without_template=without_template)
        self._changed(campaign)

    async def cancel(self, campaign: UUID, actor: str) -> Books:
        books = await self._campaigns.cancel(campaign, actor)
        self._changed(campaign)
        return books

    async def override(self, campaign: UUID, reason: str, actor: str) -> None:
        async with self._database.begin() as connection:
            state = State((await locked(connection, campaign)).state)
            if state not in _UNDER_WAY:
                raise CampaignRefusal(f"a campaign that is {state} has no quiet hours to pass over")
            await connection.execute(_OVERRIDE, {"id": campaign, "reason": text_column(reason)})
            await connection.execute(NOTE, event(campaign, actor, "override", reason))
        self._changed(campaign)

    async def progress(self, campaign: UUID) -> Progress:
        return await self._progress.of(campaign)

    async def copy(self, campaign: UUID, made: UUID, name: str, actor: str) -> None:
        await self._copy(campaign, made, name, actor)

    async def correct(self, campaign: UUID, made: UUID, name: str, actor: str) -> None:
        await self._copy(campaign, made, name, actor, Audience((Condition(About.HEARD, (str(campaign),)),)))

    async def _copy(self, campaign: UUID, made: UUID, name: str, actor: str, audience: Audience | None = None) -> None:
        row: dict[str, Any] = {"id": campaign, "made": made, "name": text_column(name), "actor": actor}
        row |= {
            "audience": dump_json(asdict(audience)) if audience else None,
            "corrects": campaign if audience else None,
        }
        async with self._database.begin() as connection:
            if (await connection.execute(_COPY, row)).rowcount:
                await connection.execute(NOTE, event(made, actor, Act.EDIT))
                await connection.execute(NOTE, event(campaign, actor, "correct" if audience else "copy"))
        self._ring()

    def _changed(self, campaign: UUID) -> None:
        self._progress.forget(campaign)
        self._ring()

    def _ring(self) -> None:
        self._wakeup.ring("desk")


async def _row(connection: AsyncConnection, campaign: UUID) -> Row[Any]:
    """Raises UnknownCampaign."""
    row = (await connection.execute(_READ, {"id": campaign})).first()
    if row is None:
        raise UnknownCampaign(str(campaign))
    return row


def _standing(row: Row[Any]) -> Standing:
    found = campaign_of(row)
    return Standing(
        campaign=found,
        audience=heard_by(found, audience_of(row.audience)),
        editors=frozenset(editors_of(row)),
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def _without_templates(message: Message) -> Message:
    return Message(
        tuple(
            {language: replace(wording, template="") for language, wording in version.items()}
            for version in message.versions
        )
    )
