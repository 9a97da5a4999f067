"""What announcements may be about, which of it a resident wants to hear, and where they live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.effect import Effect

ALL = "all"
"""The interest of somebody who wants to hear everything, and so of who chose nothing in particular."""


@dataclass(frozen=True, slots=True)
class Interest:
    """A topic of interest: `title` of up to 24 characters in one language, `words` that name it, in every language and
    normalised."""

    id: str
    title: str
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a person hears of us. `since` is when they agreed last; `channels` are those that announcements come on;
    `interests` are ids or `all`; `area` is `005/003` (RT/RW), `003` (RW) or empty."""

    wanted: bool = False
    since: datetime | None = None
    channels: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    area: str = ""


class Subscriptions(Protocol):
    """Who gets announcements, about what."""

    @property
    def per_week(self) -> int:
        """Announcements a person gets in seven days, emergencies apart."""
        ...

    async def of(self, person: UUID) -> Subscription: ...


@dataclass(frozen=True, slots=True)
class SetInterests(Effect):
    """This person, on all channels, wants to hear of these from now on (ids, or just `all`)."""

    interests: Sequence[str]


@dataclass(frozen=True, slots=True)
class SetArea(Effect):
    """Where this person lives: `005/003`, `003`, or empty for not told."""

    area: str
