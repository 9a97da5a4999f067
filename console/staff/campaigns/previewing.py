"""A campaign on both phones, as residents of its audience would get it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from bot.domain.campaign_desk import Sample
from bot.domain.campaigns import Draft
from bot.domain.messages import ChannelName
from bot.domain.phones import PhoneBubble
from console.staff.campaigns.desk import CampaignPorts, matched_id, path_of
from console.staff.campaigns.fields import VERSIONS, draft_of, fields_of
from console.staff.visit import Visit

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Previewing:
    """For those who write; what is in their form counts, saved or not."""

    ports: CampaignPorts

    async def show(self, visit: Visit) -> web.StreamResponse:
        campaign = matched_id(visit)
        found, audience = await self.ports.desk.read(campaign)
        kept = await self.ports.forms.find(campaign, visit.account.login)
        draft, _ = draft_of(kept.fields if kept else fields_of(found, audience))
        version = VERSIONS.index(wanted) if (wanted := visit.asked("versi", 1)) in VERSIONS else 0
        version = min(version, len(draft.message.versions) - 1)
        samples = await self.ports.reach.samples(draft.audience, draft.message, emergency=draft.emergency)
        await self.ports.note(visit, "samples", campaign, f"{len(samples)} contoh")
        shown = samples or _invented(draft)
        await self.ports.phones.refresh()
        return visit.page(
            "campaigns/preview.html",
            campaign=found,
            path=path_of(campaign),
            previews=[(each, self._drawn(draft, version, each)) for each in shown],
            real=bool(samples),
            version=VERSIONS[version],
            versions=VERSIONS[: len(draft.message.versions)],
        )

    async def picture(self, visit: Visit) -> web.StreamResponse:
        picture = await self.ports.pictures.find(matched_id(visit))
        if picture is None:
            raise web.HTTPNotFound
        headers = {"Content-Type": picture.mime_type, "Content-Disposition": "inline"}
        return web.Response(body=picture.content, headers=headers)

    def _drawn(self, draft: Draft, version: int, sample: Sample) -> Sequence[PhoneBubble]:
        """Empty where nothing may be sent to such a resident."""
        return self.ports.phones.phones(draft.message, version, sample.language, sample.name).get(sample.way, ())


def _invented(draft: Draft) -> list[Sample]:
    """Where the audience is empty: somebody on each channel, in each language that is written."""
    return [
        Sample(_NOBODY, channel, language, fresh=True, name="")
        for language in draft.message.versions[0]
        for channel in ChannelName
    ]
