"""Whom a campaign being written would reach now, and a few of them to show it on."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.audience import Audience
from bot.domain.campaign_desk import Reach, Sample
from bot.domain.campaign_recipients import masked
from bot.domain.campaigns import UNWRITTEN, Message, Rules
from bot.domain.messages import ChannelName
from bot.store.audience import reach_audience, sample_audience, taken_now, terms_of
from bot.store.engine import Database


def _any_template(_name: str, _language: str) -> bool:
    return True


class PostgresReach:
    """Implements the CampaignReach port."""

    def __init__(self, database: Database, rules: Rules) -> None:
        self._database = database
        self._rules = rules

    async def reach(self, audience: Audience, message: Message | None, *, emergency: bool = False) -> Reach:
        async with self._database.single() as connection:
            takes = await taken_now(connection) if message else _any_template
            terms = terms_of(message or UNWRITTEN, self._rules, emergency=emergency, takes=takes)
            return await reach_audience(connection, audience, terms)

    async def samples(self, audience: Audience, message: Message, *, emergency: bool = False) -> Sequence[Sample]:
        async with self._database.single() as connection:
            takes = await taken_now(connection)
            terms = terms_of(message, self._rules, emergency=emergency, takes=takes)
            rows = await sample_audience(connection, audience, terms)
        readable = self._database.vault.readable
        return [
            Sample(row.id, ChannelName(row.channel), row.language, not row.outside, masked(readable(row.sender_name)))
            for row in rows
        ]
