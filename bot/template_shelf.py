"""The templates as they stood a moment ago, for code that composes many messages and cannot ask for each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from bot.domain.errors import StoreUnavailable
from bot.domain.template_ports import TemplateBook
from bot.domain.templates import KeptTemplate

_SECONDS = 2.0
"""A template that was paused is used for at most so much longer."""


class TemplateShelf:
    """Found by their name and language, or a variant of that."""

    def __init__(self, book: TemplateBook) -> None:
        self._book = book
        self._known: Mapping[tuple[str, str], KeptTemplate] = {}

    def find(self, name: str, language: str) -> KeptTemplate | None:
        exact = self._known.get((name, language))
        if exact is not None:
            return exact
        variants = (each for (called, code), each in self._known.items() if _is(called, code, name, language))
        return max(variants, key=lambda each: each.usable, default=None)

    async def refresh(self) -> None:
        """Raises StoreUnavailable."""
        self._known = {(each.template.name, each.template.language): each for each in await self._book.all()}

    async def run(self, stop: asyncio.Event) -> None:
        """Keep it fresh until `stop`."""
        while not stop.is_set():
            with suppress(StoreUnavailable):
                await self.refresh()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _SECONDS)


def _is(called: str, code: str, name: str, language: str) -> bool:
    return called == name and code.startswith(f"{language}_")
