"""A campaign whose message cannot be made rests, and says why, while the others go on."""

from __future__ import annotations

from uuid import UUID

from bot.domain.campaigns import Act, CampaignRefusal
from bot.store.campaign_news import tell_paused
from bot.store.campaign_rows import campaign_of, locked, move
from bot.store.campaign_wordings import Broken
from bot.store.engine import Database


async def pause_broken(database: Database, campaign: UUID, error: Broken) -> None:
    """Paused by nobody, with the reason as the note staff read; its author is told. Somebody may have been quicker."""
    async with database.begin() as connection:
        row = await locked(connection, campaign)
        try:
            await move(connection, row, Act.PAUSE, "", str(error)[:200])
        except CampaignRefusal:
            return
        await tell_paused(connection, campaign_of(row), error.stage)
