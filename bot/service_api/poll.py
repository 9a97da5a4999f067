"""Asks for watched applications again and again, for services that send no events (or lost one)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.errors import ServiceRefused, ServiceUnavailable
from bot.domain.service import ServiceApi, StageChanged
from bot.store.lookups import PostgresWatchers

EVERY = timedelta(minutes=10)


async def poll_watched(service: ServiceApi, watchers: PostgresWatchers, every: timedelta = EVERY) -> str:
    """One round; says how many were asked for and told. Trouble at the service ends it: the next round goes on."""
    asked = told = 0
    for watched in await watchers.due(every):
        try:
            found = await service.application(watched.registration, watched.born)
        except (ServiceUnavailable, ServiceRefused):
            break
        asked += 1
        if found is not None and found.version > watched.told:
            event_id = f"poll:{found.registration}:{found.version}"
            event = StageChanged(event_id, found.registration, found.stage, found.version, datetime.now(UTC))
            told += await watchers.tell(event)
    return f"asked {asked}, told {told}"
