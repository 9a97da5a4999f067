"""Templates as the pages of campaigns ask for them: which may be chosen, and what Meta counts one as."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.campaign_desk import TemplateChoice
from bot.domain.templates import Category
from bot.template_shelf import TemplateShelf


class ShelfChoices:
    """Implements TemplateChoices and TemplateCategories on a shelf that is looked at anew with every question."""

    def __init__(self, shelf: TemplateShelf) -> None:
        self._shelf = shelf

    async def approved(self, language: str) -> Sequence[TemplateChoice]:
        """Those a campaign could fill and may send now, of this language or a variant of it."""
        await self._shelf.refresh()
        fitting = (kept for kept in self._shelf.of(language) if kept.usable and not kept.template.foreign)
        return [
            TemplateChoice(each.name, language, each.body, each.header, each.buttons, each.picture)
            for each in (kept.template for kept in fitting)
        ]

    async def category(self, name: str, language: str) -> str:
        """Of one nobody knows: marketing, the dearest."""
        await self._shelf.refresh()
        found = self._shelf.find(name, language)
        return (found.template.category if found else Category.MARKETING).value
