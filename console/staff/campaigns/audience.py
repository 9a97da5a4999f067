"""Counting an audience while its conditions are chosen, and segments: audiences with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID, uuid4

from aiohttp import web

from bot.domain.audience import Audience
from bot.domain.campaign_checks import Slip
from bot.domain.campaign_desk import Fields, Reach
from bot.domain.segments import Segment, SegmentRefused, StaleSegment
from console.staff.campaigns import conditions
from console.staff.campaigns.chosen import asked_by
from console.staff.campaigns.desk import CAMPAIGNS, WRITERS, CampaignPorts, matched_id
from console.staff.forms import Form
from console.staff.problems import told_of
from console.staff.visit import Visit

SEGMENTS = f"{CAMPAIGNS}/segments"


@dataclass(frozen=True, slots=True)
class Audiences:
    """Segments, for all who see campaigns; changed by those who write them."""

    ports: CampaignPorts

    async def count(self, visit: Visit) -> web.StreamResponse:
        audience, slips = conditions.audience_of(_asked(await visit.form()))
        return visit.page("campaigns/_reach.html", reach=await self._reach(audience), slips=slips, campaign=None)

    async def all(self, visit: Visit) -> web.StreamResponse:
        segments = await self.ports.segments.all()
        options = await self.ports.chosen_from(visit)
        lines = [(each, asked_by(each.audience, options)) for each in segments]
        return visit.page("campaigns/segments.html", lines=lines, may_write=visit.may(*WRITERS))

    async def ask_new(self, visit: Visit) -> web.StreamResponse:
        return await self._form(visit, None, uuid4(), "", {})

    async def one(self, visit: Visit) -> web.StreamResponse:
        segment = await self.ports.segments.find(matched_id(visit))
        return await self._form(visit, segment, segment.id, segment.name, conditions.fields_of(segment.audience))

    async def add(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        key, fields, name = form.uuid("key"), _asked(form), _name(form)
        audience, slips = conditions.audience_of(fields)
        if not name or slips:
            return await self._form(visit, None, key, name, fields, _problem(visit, name, slips))
        try:
            await self.ports.segments.add(key, name, audience, visit.account.login)
        except SegmentRefused as refused:
            return await self._form(visit, None, key, name, fields, told_of(visit, refused))
        await self.ports.note(visit, "segment_add", detail=f"segmen {key}")
        return visit.go(f"{SEGMENTS}?tersimpan=1")

    async def change(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        segment = await self.ports.segments.find(matched_id(visit))
        fields, name, edition = _asked(form), _name(form), form.number("edition")
        audience, slips = conditions.audience_of(fields)
        if not name or slips:
            return await self._form(visit, segment, segment.id, name, fields, _problem(visit, name, slips))
        try:
            await self.ports.segments.change(segment.id, name, audience, edition, visit.account.login)
        except StaleSegment as stale:
            now = await self.ports.segments.find(segment.id)
            return await self._form(visit, now, now.id, name, fields, told_of(visit, stale), stale=True)
        except SegmentRefused as refused:
            return await self._form(visit, segment, segment.id, name, fields, told_of(visit, refused))
        await self.ports.note(visit, "segment_change", detail=f"segmen {segment.id}")
        return visit.go(f"{SEGMENTS}?tersimpan=1")

    async def delete(self, visit: Visit) -> web.StreamResponse:
        segment = matched_id(visit)
        await self.ports.segments.delete(segment)
        await self.ports.note(visit, "segment_delete", detail=f"segmen {segment}")
        return visit.go(f"{SEGMENTS}?dihapus=1")

    async def _form(
        self,
        visit: Visit,
        segment: Segment | None,
        key: UUID,
        name: str,
        fields: Fields,
        problem: str = "",
        *,
        stale: bool = False,
    ) -> web.StreamResponse:
        """`stale`: somebody changed it meanwhile; what was chosen here stays, and what is saved is told beside it."""
        options = await self.ports.chosen_from(visit)
        audience, slips = conditions.audience_of(fields)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
        return visit.page(
            "campaigns/segment.html",
            HTTPStatus.CONFLICT if stale else status,
            segment=segment,
            key=key,
            name=name,
            include=conditions.questions(fields, options, conditions.INCLUDE),
            exclude=conditions.questions(fields, options, conditions.EXCLUDE),
            reach=await self._reach(audience),
            slips=slips,
            problem=problem,
            saved=asked_by(segment.audience, options) if segment and stale else None,
            may_write=visit.may(*WRITERS),
        )

    async def _reach(self, audience: Audience) -> Reach:
        return await self.ports.reach.reach(audience, None)


def _asked(form: Form) -> Fields:
    found = {name: list(form.many(name, conditions.MOST_VALUES)) for name in conditions.NAMES}
    return {name: values for name, values in found.items() if any(values)}


def _name(form: Form) -> str:
    return " ".join(form.text("name").split())


def _problem(visit: Visit, name: str, slips: Sequence[Slip]) -> str:
    if not name:
        return visit.text("campaigns_segment_nameless")
    return visit.text(f"campaigns_slip_{slips[0].what}", **slips[0].values)
