"""The bot's answers for staff who write to residents: found by their words, always as editors left them last."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from bot.domain.composing import FoundAnswer
from bot.domain.errors import StoreUnavailable
from faq.book import YamlBook

_WORD = re.compile(r"\w+")
_MOST_WORDS = 8


class BookShelf:
    """Implements the AnswerShelf port. `refresh` brings in what editors have published since."""

    def __init__(self, book: YamlBook, refresh: Callable[[], Awaitable[None]]) -> None:
        self._book = book
        self._refresh = refresh

    async def search(self, words: str, language: str, limit: int = 8) -> Sequence[FoundAnswer]:
        await self._renew()
        wanted = _WORD.findall(words.casefold())[:_MOST_WORDS]
        ranked = [
            (rank, found.title.casefold(), found)
            for topic in self._book.written()
            if (found := self._found(topic, language)) and (rank := _rank(found, wanted)) is not None
        ]
        ranked.sort(key=lambda each: each[:2])
        return [found for _, _, found in ranked[:limit]]

    async def answer(self, topic: str, language: str) -> FoundAnswer | None:
        await self._renew()
        return self._found(topic, language)

    async def title(self, label: str, language: str) -> str:
        try:
            return self._book.title(label, language)
        except KeyError:
            return label.partition("/")[2] or label

    async def office(self) -> str:
        return self._book.office().name

    def _found(self, topic: str, language: str) -> FoundAnswer | None:
        view = self._book.topic(topic, language)
        if view is None:
            return None
        return FoundAnswer(topic, view.title, view.answer, self._book.edition(topic), view.review_overdue)

    async def _renew(self) -> None:
        """Without a database the answers are those of a moment ago."""
        with suppress(StoreUnavailable):
            await self._refresh()


def _rank(found: FoundAnswer, wanted: Sequence[str]) -> int | None:
    """0: all words in the title; 1: in title and answer; None: not in them. A word counts where another begins so."""
    title, answer = (_WORD.findall(text.casefold()) for text in (f"{found.title} {found.topic}", found.answer))
    title += found.topic.casefold().split("_")
    if all(_begins(title, word) for word in wanted):
        return 0
    return 1 if all(_begins([*title, *answer], word) for word in wanted) else None


def _begins(words: Sequence[str], start: str) -> bool:
    return any(word.startswith(start) for word in words)
