"""WhatsApp templates for tests of campaigns: a book in memory, and the product's own wording on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.approved_templates import ApprovedTemplates
from bot.campaign_wording import CampaignWording
from bot.domain.audit import Deed
from bot.domain.templates import Category, KeptTemplate, Template, TemplateState
from bot.store.engine import Database
from bot.store.templates import PostgresTemplates
from bot.store.wakeup import Wakeup
from bot.template_shelf import TemplateShelf
from tests.fakes_book import PORTS


class Book:
    """Nothing but these; only the whole list is asked for."""

    def __init__(self, *kept: KeptTemplate) -> None:
        self.kept = kept

    async def all(self) -> Sequence[KeptTemplate]:
        return self.kept

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} is not asked for")


def approved(template: Template, state: TemplateState = TemplateState.APPROVED) -> KeptTemplate:
    return KeptTemplate(template, state)


def marketing(name: str, language: str, body: str, header: str = "", *buttons: str) -> Template:
    return Template(name, language, Category.MARKETING, body, header, buttons=buttons)


def choices(*templates: Template) -> ApprovedTemplates:
    return ApprovedTemplates(Book(*map(approved, templates)))


def wording_of(*kept: KeptTemplate) -> CampaignWording:
    """It knows of none until it is refreshed."""
    return CampaignWording(PORTS.book.phrase, TemplateShelf(Book(*kept)))


async def keep(database: Database, wakeup: Wakeup, *templates: Template) -> None:
    """Meta takes messages with these."""
    book = PostgresTemplates(database, wakeup)
    for template in templates:
        await book.keep_submitted(
            approved(template), Deed("sari", "campaign.template_submit", f"template:{template.name}")
        )


async def wording(*kept: KeptTemplate) -> CampaignWording:
    made = wording_of(*kept)
    await made.refresh()
    return made
