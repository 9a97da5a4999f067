"""What residents' messages in the database say, opened: audits look for a crowd's words, which lie there sealed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.store.vault import Vault

_NEW = "SELECT id, body FROM inbox WHERE id > :after ORDER BY id"
_OVERLAP = 2_000
"""Ids are given before their commit: those just below the newest may come to light later."""


class Kept:
    """Each body is opened once. `rows` asks the database."""

    def __init__(self, rows: Callable[..., Awaitable[Sequence[Any]]], vault: Vault) -> None:
        self._rows = rows
        self._vault = vault
        self._words: dict[int, str] = {}

    async def events(self, start: str) -> dict[int, str]:
        """The words by inbox id, in order, of all messages that begin so."""
        after = max(self._words, default=0) - _OVERLAP
        for row in await self._rows(_NEW, after=after):
            if row.id not in self._words:
                content = (self._vault.open_json(row.body) or {}).get("content") or {}
                self._words[row.id] = str(content.get("body") or "")
        return {number: words for number, words in sorted(self._words.items()) if words.startswith(start)}
