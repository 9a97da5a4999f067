"""The stand-in's counter: free times on working days, and who is booked into them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from stdnum import damm

JAKARTA = timezone(timedelta(hours=7), "WIB")
OFFICE = "Loket Dukcapil Kelurahan Tanjung Barat (contoh)"
DAYS_AHEAD = 14
ROOM = 2
"""People in one slot."""
_FIRST, _LAST, _LENGTH = time(8, 30), time(14, 30), timedelta(minutes=30)
_LUNCH = {time(12, 0), time(12, 30)}
_SATURDAY = 5


@dataclass(slots=True)
class Booked:
    """One booking; a cancelled one stays known."""

    registration: str
    born: date
    document: str
    slot: str
    cancelled: bool = False

    def body(self) -> dict[str, Any]:
        """As the contract has it."""
        start = start_of(self.slot)
        return {
            "registration": self.registration,
            "start": start.isoformat(),
            "end": (start + _LENGTH).isoformat(),
            "office": OFFICE,
        }


class Counter:
    """Bookings by registration number; `keys` are the Idempotency-Keys seen."""

    def __init__(self) -> None:
        self.bookings: dict[str, Booked] = {}
        self._keys: dict[str, str] = {}
        self._serial = 500

    def slots(self) -> list[dict[str, str]]:
        """Free ones, the earliest first."""
        return [
            {"id": slot, "start": start_of(slot).isoformat(), "end": (start_of(slot) + _LENGTH).isoformat()}
            for slot in _all_slots()
            if self._room(slot)
        ]

    def book(self, key: str, document: str, slot: str, born: date) -> Booked | None:
        """None where the slot is not free."""
        if known := self._keys.get(key):
            return self.bookings[known]
        if not self.is_free(slot):
            return None
        self._serial += 1
        digits = f"{datetime.now(JAKARTA):%y%m%d}{self._serial:04}"
        registration = f"{digits[:6]}-{digits[6:]}-{damm.calc_check_digit(digits)}"
        self._keys[key] = registration
        self.bookings[registration] = Booked(registration, born, document, slot)
        return self.bookings[registration]

    def find(self, registration: str, born: date) -> Booked | None:
        booked = self.bookings.get(registration)
        return booked if booked and booked.born == born else None

    def is_free(self, slot: str) -> bool:
        return slot in set(_all_slots()) and self._room(slot)

    def _room(self, slot: str) -> bool:
        return sum(each.slot == slot and not each.cancelled for each in self.bookings.values()) < ROOM


def start_of(slot: str) -> datetime:
    return datetime.strptime(slot, "%Y%m%d-%H%M").replace(tzinfo=JAKARTA)


def _all_slots() -> Iterator[str]:
    now = datetime.now(UTC)
    for ahead in range(DAYS_AHEAD):
        day = (now.astimezone(JAKARTA) + timedelta(days=ahead)).date()
        if day.weekday() >= _SATURDAY:
            continue
        start = datetime.combine(day, _FIRST, JAKARTA)
        while start.time() <= _LAST:
            if start > now and start.time() not in _LUNCH:
                yield f"{start:%Y%m%d-%H%M}"
            start += _LENGTH
