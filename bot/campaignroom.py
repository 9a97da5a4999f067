"""Composition of the pages that steer and report campaigns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.adapters import Adapters
from bot.campaign_trials import Compose, OutboxTrials
from bot.domain.campaign_control import CampaignPhones, TemplateCategories
from bot.domain.campaign_forecast import DEAREST, SAMPLE_PRICES, Prices
from bot.domain.campaigns import Rules
from bot.domain.messages import ChannelName
from bot.settings import Settings
from bot.store.campaign_control import PostgresCampaignControl
from bot.store.campaign_recipients import PostgresRecipients
from bot.store.campaign_report import PostgresCampaignReports
from bot.store.campaign_trials import PostgresPilots
from bot.store.campaigns import PostgresCampaigns
from bot.store.staff_notices import PostgresStaffNotices
from console.staff.app import Staffroom
from console.staff.campaigns.control_area import control_area
from console.staff.campaigns.control_desk import ControlPorts
from console.staff.visit import Area


class Wording(CampaignPhones, Protocol):
    """What campaigns say, as requests of a channel and as phones (bot/campaign_wording.py)."""

    def on(self, channel: ChannelName) -> Compose: ...


@dataclass(frozen=True, slots=True)
class OneCategory:
    """Implements TemplateCategories where Meta's are not known: announcements are marketing, the dearest."""

    name: str = DEAREST

    async def category(self, name: str, language: str) -> str:
        return self.name


def control_pages(
    settings: Settings,
    adapters: Adapters,
    room: Staffroom,
    rules: Rules,
    wording: Wording,
    categories: TemplateCategories | None = None,
) -> Area:
    database, wakeup = adapters.database, adapters.wakeup
    pilots = PostgresPilots(database, wakeup)
    ports = ControlPorts(
        control=PostgresCampaignControl(database, PostgresCampaigns(database, rules), wakeup),
        phones=wording,
        categories=categories or OneCategory(),
        pilots=pilots,
        trials=OutboxTrials(pilots, adapters.channels, wording.on, adapters.book.phrase),
        reports=PostgresCampaignReports(database),
        recipients=PostgresRecipients(database),
        notices=PostgresStaffNotices(database, wakeup),
        accounts=room.accounts,
        audit=room.audit,
        rules=rules,
        rates={ChannelName.TELEGRAM: settings.TELEGRAM_PER_SECOND, ChannelName.WHATSAPP: settings.WHATSAPP_PER_SECOND},
        prices=prices_of(settings),
        topic=known_title(adapters.book.title),
    )
    return control_area(ports)


def prices_of(settings: Settings) -> Prices:
    """Samples, and called so, until an office enters its own."""
    if not settings.WHATSAPP_PRICES:
        return SAMPLE_PRICES
    pairs = (each.split("=") for each in settings.WHATSAPP_PRICES.split(","))
    return Prices({category: int(rupiah) for category, rupiah in pairs}, sample=False)


def known_title(title: Callable[[str, str], str]) -> Callable[[str, str], str]:
    """A label that is not in the taxonomy any more is called by its name."""

    def told(label: str, language: str) -> str:
        try:
            return title(label, language)
        except KeyError:
            return label

    return told
