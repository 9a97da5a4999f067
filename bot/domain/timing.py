"""The seams to time: timers of conversations, jobs by the clock, and the time of day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol


class Timers(Protocol):
    """Moments that become inbox rows."""

    async def ring_due(self, limit: int = 200) -> int:
        """Turn timers that are due into events of their conversations; returns how many."""
        ...


class Schedule(Protocol):
    """When jobs are due, for all processes together and by the database's clock."""

    async def claim(self, job: str, next_after: Callable[[datetime], datetime]) -> bool:
        """True for exactly one caller each time the job is due; a job never seen before is due at its next time."""
        ...

    async def failed(self, job: str, reason: str) -> None:
        """Keep why the last run failed."""


class Clock(Protocol):
    """The time of day for answers ("buka sampai 15.00"); leases and pace use the database's clock."""

    def now(self) -> datetime:
        """Now, with a time zone."""
        ...
