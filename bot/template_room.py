"""Composition of everything about WhatsApp templates, and of what campaigns say."""

from __future__ import annotations

from bot.adapters import Adapters, template_api
from bot.campaign_wording import CampaignWording
from bot.settings import Settings
from bot.store.templates import PostgresTemplates
from bot.template_desk import MetaTemplates
from bot.template_shelf import TemplateShelf


def template_book(adapters: Adapters) -> PostgresTemplates:
    return PostgresTemplates(adapters.database, adapters.wakeup)


def template_desk(settings: Settings, adapters: Adapters) -> MetaTemplates:
    return MetaTemplates(template_book(adapters), template_api(settings, adapters.http))


def template_shelf(adapters: Adapters) -> TemplateShelf:
    """Empty until it is refreshed; a worker keeps it fresh (`run`)."""
    return TemplateShelf(template_book(adapters))


def campaign_wording(adapters: Adapters, shelf: TemplateShelf) -> CampaignWording:
    """`campaign_wording(…).on(channel)` is the Compose of a Way."""
    return CampaignWording(adapters.book.phrase, shelf)
