"""What happens by the clock: timers that are due and jobs of the night. Every worker runs it; each job runs once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import JAKARTA
from bot.domain.errors import StoreUnavailable
from bot.domain.timing import Schedule, Timers

_TIMER_SECONDS = 1.0
_JOB_SECONDS = 20.0
_NIGHT_HOUR = 2
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """`next_after` gives the moment after the given one at which it is due again; `run` must bear being run twice."""

    name: str
    next_after: Callable[[datetime], datetime]
    run: Callable[[], Awaitable[object]]


def at_night(moment: datetime) -> datetime:
    """The next two o'clock in Jakarta."""
    local = moment.astimezone(JAKARTA)
    night = local.replace(hour=_NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return night if night > local else night + timedelta(days=1)


def hourly(moment: datetime) -> datetime:
    """The next full hour."""
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def every_minute(moment: datetime) -> datetime:
    """The next full minute."""
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


def at_once(moment: datetime) -> datetime:
    """With the next beat again."""
    return moment


async def repeat(act: Callable[[], Awaitable[None]], seconds: float, stop: asyncio.Event) -> None:
    """Again and again until `stop`, so many seconds apart. Trouble costs a beat, never the loop."""
    while not stop.is_set():
        try:
            await act()
        except StoreUnavailable:
            pass
        except Exception as error:
            # The words of a database error may quote what it was given.
            _log.error("beat_broken", error=type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)


class Clockwork:
    """The loops of one process."""

    def __init__(self, timers: Timers, schedule: Schedule, jobs: Sequence[Job]) -> None:
        self._timers = timers
        self._schedule = schedule
        self._jobs = jobs

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. Trouble costs a beat, never the loop."""
        await asyncio.gather(repeat(self._ring, _TIMER_SECONDS, stop), repeat(self._work, _JOB_SECONDS, stop))

    async def _ring(self) -> None:
        await self._timers.ring_due()

    async def _work(self) -> None:
        for job in self._jobs:
            if not await self._schedule.claim(job.name, job.next_after):
                continue
            try:
                result = await job.run()
            except Exception as error:
                _log.error("job_broken", job=job.name, error=type(error).__name__)
                await self._schedule.failed(job.name, type(error).__name__)
            else:
                _log.info("job_done", job=job.name, result=result)
