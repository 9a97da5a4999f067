"""The ledger of consent: who agreed to hear announcements and who stopped, found by a conversation or a report."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from bot.domain.consents import ConsentRecord
from bot.domain.tracking import find_number
from console.staff.campaigns.desk import CampaignPorts
from console.staff.visit import Visit


@dataclass(frozen=True, slots=True)
class Consents:
    """Looking somebody up is noted."""

    ports: CampaignPorts

    async def show(self, visit: Visit) -> web.StreamResponse:
        wanted = visit.asked("cari")
        record = await self._found(visit, wanted) if wanted else None
        return visit.page(
            "campaigns/consents.html",
            wanted=wanted,
            record=record,
            months=await self.ports.ledger.months(),
            totals=await self.ports.ledger.totals(),
        )

    async def _found(self, visit: Visit, wanted: str) -> ConsentRecord | None:
        record = await self._looked_up(wanted)
        if record is not None:
            about = f"conversation:{record.standing[0].conversation}" if record.standing else "campaigns"
            await self.ports.note_reading(visit, about)
        return record

    async def _looked_up(self, wanted: str) -> ConsentRecord | None:
        """A conversation's id, or the address of its page; else a tracking number."""
        try:
            return await self.ports.ledger.of_conversation(UUID(wanted.rstrip("/").rpartition("/")[2]))
        except ValueError:
            number = find_number(wanted)
        return await self.ports.ledger.of_case(number) if number else None
