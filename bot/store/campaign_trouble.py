"""A campaign whose message cannot be made rests, and says why, while the others go on."""

from __future__ import annotations

from uuid import UUID

from bot.domain.campaigns import Act, CampaignRefusal
from bot.store.campaign_rows import locked, move
from bot.store.engine import Database


async def pause_broken(database: Database, campaign: UUID, reason: str) -> None:
    """Paused by nobody, with the reason as the note staff read. Somebody may have been quicker."""
    async with database.begin() as connection:
        row = await locked(connection, campaign)
        try:
            await move(connection, row, Act.PAUSE, "", reason[:200])
        except CampaignRefusal:
            return
