"""Looking up an application: who may ask how often, who is told of changes, and what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from bot.domain.effect import Effect
from bot.domain.service import StageChanged

WRONG_TRIES = 5
"""Per person and per number; then nobody asks for it for an hour."""


class Attempts(Protocol):
    """Counts tries before they are made, so that no crash and no second process makes room for more."""

    async def take(self, person: UUID, registration: str) -> bool:
        """Count one try for both. False where either is locked: the try must not be made."""
        ...

    async def used_up(self, person: UUID, registration: str) -> bool:
        """Whether the next try, if it comes within the hour, will not be made."""
        ...

    async def right(self, person: UUID, registration: str) -> None:
        """The try was right: forget the wrong ones."""


class Watchers(Protocol):
    """Who wants to hear when an application changes."""

    async def tell(self, event: StageChanged) -> int:
        """Put the news before everybody who watches it, once each; returns how many were told now."""
        ...


@dataclass(frozen=True, slots=True)
class SeenLookup:
    """One line of the log for the owner of an application. `own`: it was the same person who asks now."""

    at: datetime
    outcome: str
    own: bool


class LookupLog(Protocol):
    """Who asked for an application, and when."""

    async def of(self, registration: str, person: UUID, limit: int = 10) -> Sequence[SeenLookup]:
        """The newest first. Only for those who have just shown number and date of birth."""
        ...


@dataclass(frozen=True, slots=True)
class LogLookup(Effect):
    """Somebody looked up an application: its owner may ask who did. `outcome`: found, wrong, locked, down."""

    registration: str
    outcome: str


@dataclass(frozen=True, slots=True)
class WatchApplication(Effect):
    """Tell this person when the application changes from `version` on; `stage` is how far it is then."""

    registration: str
    born: date
    version: int
    stage: str = ""


@dataclass(frozen=True, slots=True)
class UnwatchApplication(Effect):
    """No more news of this application for this person."""

    registration: str
