"""The city's application-status service as the bot sees it; bot/service_api has the client and the contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.bookings import Booking, Slot, Wish
from bot.domain.entities import Document


class Stage(StrEnum):
    """How far an application is, in the order it usually goes."""

    BOOKED = "booked"  # registered ahead: the resident is expected at the counter
    RECEIVED = "received"
    CHECKING = "checking"
    INCOMPLETE = "incomplete"  # papers are missing: `note` says which
    PRINTING = "printing"
    READY = "ready"  # can be collected
    COLLECTED = "collected"
    REJECTED = "rejected"  # `note` says why
    CANCELLED = "cancelled"


ENDED = frozenset({Stage.COLLECTED, Stage.REJECTED, Stage.CANCELLED})
"""Nothing changes after these."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A stage the application has reached, and when."""

    stage: Stage
    at: datetime


@dataclass(frozen=True, slots=True)
class Application:
    """What the service says of one application. `version` rises with each change. `history` is the oldest first;
    `collect_from` is a day, `bring` what to take along."""

    registration: str
    document: Document
    stage: Stage
    version: int
    history: tuple[Passed, ...]
    office: str = ""
    collect_from: date | None = None
    bring: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """The mobile service at one place."""

    start: datetime
    end: datetime
    place: str
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageChanged:
    """An event of the service: `id` is the same however often it is sent."""

    id: str
    registration: str
    stage: Stage
    version: int
    at: datetime


class ServiceApi(Protocol):
    """Every method raises ServiceUnavailable where the service is away, slow or senseless (trying again may help), and
    ServiceRefused where it will not do this (trying again does not help)."""

    async def application(self, registration: str, born: date) -> Application | None:
        """None for a number that does not exist and for a wrong date of birth alike."""
        ...

    @property
    def connected(self) -> bool:
        """False where no service is set up."""
        ...

    async def slots(self, document: Document) -> Sequence[Slot]:
        """Free times at the counter for this document, the earliest first."""
        ...

    async def book(self, wish: Wish) -> Booking:
        """Raises SlotGone where somebody was faster."""
        ...

    async def move(self, registration: str, born: date, slot: str) -> Booking | None:
        """None as for `application`. Raises SlotGone."""
        ...

    async def cancel(self, registration: str, born: date) -> bool:
        """False as for `application`; one that was cancelled before is cancelled."""
        ...

    async def visits(self) -> Sequence[Visit]:
        """The mobile service's coming places, the earliest first."""
        ...

    async def healthy(self) -> bool: ...
