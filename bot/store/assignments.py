"""What is in somebody's hands, of all kinds together. Implements the Assignments port."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from bot.domain.duty import Load


class Hands(Protocol):
    """One kind of work that is given to people."""

    async def held(self) -> dict[UUID, int]:
        """How much each has; nobody with nothing."""
        ...

    async def give_back(self, account: UUID) -> int:
        """All of it; how much went. Done again, it finds nothing."""
        ...


@dataclass(frozen=True, slots=True)
class PostgresAssignments:
    """Of both kinds; each may be missing."""

    conversations: Sequence[Hands] = ()
    cases: Sequence[Hands] = ()

    async def loads(self) -> dict[UUID, Load]:
        conversations, cases = await _held(self.conversations), await _held(self.cases)
        everybody = conversations.keys() | cases.keys()
        return {account: Load(conversations.get(account, 0), cases.get(account, 0)) for account in everybody}

    async def give_back(self, account: UUID) -> Load:
        given = [sum([await hands.give_back(account) for hands in kind]) for kind in (self.conversations, self.cases)]
        return Load(*given)


async def _held(kind: Sequence[Hands]) -> dict[UUID, int]:
    found: defaultdict[UUID, int] = defaultdict(int)
    for hands in kind:
        for account, count in (await hands.held()).items():
            found[account] += count
    return dict(found)
