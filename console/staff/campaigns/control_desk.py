"""What the pages that steer and report campaigns work on: the ports, and moments in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from aiohttp import web

from bot.domain.audit import AuditLog, Deed
from bot.domain.campaign_control import CampaignControl, Standing, TemplateCategories
from bot.domain.campaign_desk import AudienceOptions, CampaignPhones, CampaignTopics, TemplateChoices
from bot.domain.campaign_forecast import Prices
from bot.domain.campaign_recipients import CampaignRecipients
from bot.domain.campaign_report import CampaignReports
from bot.domain.campaign_trials import CampaignPilots, CampaignTrials
from bot.domain.campaigns import Rules, UnknownCampaign
from bot.domain.staff import StaffAccounts
from bot.domain.staff_notices import StaffNotices
from console.staff.campaigns.desk import matched_id, path_of
from console.staff.moments import WIB
from console.staff.visit import Visit


@dataclass(frozen=True, slots=True)
class ControlPorts:
    """`rates` are the ceilings of the channels, in messages a second; `topic` says a label in a language."""

    control: CampaignControl
    phones: CampaignPhones
    categories: TemplateCategories
    templates: TemplateChoices
    topics: CampaignTopics
    options: AudienceOptions
    pilots: CampaignPilots
    trials: CampaignTrials
    reports: CampaignReports
    recipients: CampaignRecipients
    notices: StaffNotices
    accounts: StaffAccounts
    audit: AuditLog
    rules: Rules
    rates: Mapping[str, float]
    prices: Prices
    topic: Callable[[str, str], str]

    async def standing(self, visit: Visit) -> Standing:
        """The campaign the path names. Raises HTTPNotFound."""
        try:
            return await self.control.standing(matched_id(visit))
        except UnknownCampaign:
            raise web.HTTPNotFound from None

    async def glance(self, visit: Visit) -> Standing:
        """The same in a moment, without its history. Raises HTTPNotFound."""
        try:
            return await self.control.glance(matched_id(visit))
        except UnknownCampaign:
            raise web.HTTPNotFound from None

    async def note(self, visit: Visit, what: str, campaign: UUID, detail: str = "") -> None:
        await self.audit.note(Deed(visit.account.login, f"campaign.{what}", f"campaign:{campaign}", detail))


def control_path(campaign: UUID) -> str:
    return f"{path_of(campaign)}/control"


def report_path(campaign: UUID) -> str:
    return f"{path_of(campaign)}/report"


@dataclass(frozen=True, slots=True)
class Times:
    """Moments to come, as one says them."""

    visit: Visit

    def at(self, moment: datetime) -> str:
        """ "pukul 08.00", "besok pukul 08.00", or with the date."""
        local, today = moment.astimezone(WIB), self.visit.now.astimezone(WIB).date()
        clock = self.visit.when.clock(moment)
        if local.date() == today:
            return self.visit.text("control_at_today", clock=clock)
        if local.date() == today + timedelta(days=1):
            return self.visit.text("control_at_tomorrow", clock=clock)
        return self.visit.when.exact(moment)

    def field(self, moment: datetime) -> str:
        """For a field of a date and a time."""
        return f"{moment.astimezone(WIB):%Y-%m-%dT%H:%M}"


def read_moment(text: str) -> datetime | None:
    """Of such a field; None for what is none."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read.replace(tzinfo=WIB) if read.tzinfo is None else read
