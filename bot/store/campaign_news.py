"""What staff are told of a campaign that something came between; in the transaction that did it: once and for sure."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.campaign_control import STAFF
from bot.domain.campaigns import Campaign
from bot.domain.staff_notices import News, NoticeKind
from bot.store.staff_notices import tell_in

_LONGEST_NAME = 80


async def tell_grown(
    connection: AsyncConnection, campaign: Campaign, editors: Iterable[str], many: int, event: int
) -> None:
    """It reaches `many` by now and waits for a second person: whoever may be that one, and its author. `event` is the
    id of what is noted of it."""
    writers = _writers(campaign)
    facts = {"stage": "grown", "name": campaign.name[:_LONGEST_NAME], "count": str(many)}
    key, link = f"campaign:grown:{event}", _link(campaign.id)
    asked = News(NoticeKind.APPROVAL, key, link, facts)
    await tell_in(connection, asked, roles=STAFF, but=writers | set(editors))
    await tell_in(connection, News(NoticeKind.CAMPAIGN, key, link, facts), logins=writers)


async def tell_paused(connection: AsyncConnection, campaign: Campaign, stage: str) -> None:
    """It rests by itself, `stage` says why (`template`, `broken`): its author. Whoever paused it holds its lock."""
    facts = {"stage": stage, "name": campaign.name[:_LONGEST_NAME]}
    news = News(NoticeKind.CAMPAIGN, f"campaign:paused:{uuid4()}", _link(campaign.id), facts)
    await tell_in(connection, news, logins=_writers(campaign))


def _writers(campaign: Campaign) -> set[str]:
    return {campaign.author, campaign.submitted_by} - {""}


def _link(campaign: UUID) -> str:
    return f"/console/campaigns/{campaign}/control"
