"""Campaigns as their pages write them: colleagues' pages hear of every change."""

from __future__ import annotations

from uuid import UUID

from bot.domain.campaigns import Books, Draft, Rules
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.wakeup import Wakeup


class RingingCampaigns(PostgresCampaigns):
    """Implements the CampaignDesk port."""

    def __init__(self, database: Database, rules: Rules, wakeup: Wakeup) -> None:
        super().__init__(database, rules)
        self._wakeup = wakeup

    async def add(self, draft: Draft, author: str, campaign: UUID | None = None) -> UUID:
        made = await super().add(draft, author, campaign)
        self._wakeup.ring("desk")
        return made

    async def edit(self, campaign: UUID, draft: Draft, edition: int, editor: str) -> None:
        await super().edit(campaign, draft, edition, editor)
        self._wakeup.ring("desk")

    async def cancel(self, campaign: UUID, actor: str) -> Books:
        books = await super().cancel(campaign, actor)
        self._wakeup.ring("desk")
        return books
