"""The templates campaigns may choose from, as their editors see them, and what each counts as at Meta."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.domain.campaign_forecast import DEAREST
from bot.domain.template_ports import TemplateBook
from bot.domain.templates import KeptTemplate, Quality, Template


class ApprovedTemplates:
    """Implements TemplateChoices and TemplateCategories."""

    def __init__(self, book: TemplateBook) -> None:
        self._book = book

    async def approved(self, language: str) -> Sequence[Template]:
        return [each.template for each in await self._of(language) if each.usable and not each.template.foreign]

    async def poor(self, language: str) -> Collection[str]:
        return {each.template.name for each in await self._of(language) if each.quality is Quality.RED}

    async def category(self, name: str, language: str) -> str:
        """The dearest one where the template is not known."""
        found = [each.template for each in await self._of(language) if each.template.name == name]
        return found[0].category.value if found else DEAREST

    async def _of(self, language: str) -> Sequence[KeptTemplate]:
        return [each for each in await self._book.all() if each.template.language.partition("_")[0] == language]
