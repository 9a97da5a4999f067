"""Appointments at the counter: what a resident booked through the city's service, and what is kept of it here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from bot.domain.effect import Effect
from bot.domain.entities import Document


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at the counter that is free. `id` is the service's name for it."""

    id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the service. `key` stays the same when it is asked again: one booking comes of it."""

    key: str
    document: Document
    slot: str
    name: str
    born: date


@dataclass(frozen=True, slots=True)
class Booking:
    """What the service made of a wish; its registration number also finds the application later."""

    registration: str
    start: datetime
    end: datetime
    office: str = ""


@dataclass(frozen=True, slots=True)
class OwnBooking:
    """A booking as kept here for the resident who made it. `topic` has the list of papers."""

    registration: str
    born: date
    topic: str
    start: datetime


class Bookings(Protocol):
    """A person's own bookings that are still to come."""

    async def of_person(self, person: UUID) -> Sequence[OwnBooking]:
        """The earliest first."""
        ...

    async def find(self, registration: str, person: UUID) -> OwnBooking | None:
        """None for one that is over, cancelled, or somebody else's."""
        ...


@dataclass(frozen=True, slots=True)
class KeepBooking(Effect):
    """A new booking, or one that has moved to `start`."""

    registration: str
    born: date
    topic: str
    start: datetime


@dataclass(frozen=True, slots=True)
class DropBooking(Effect):
    """The resident has cancelled it."""

    registration: str
