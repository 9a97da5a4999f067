"""A campaign on both phones, as residents of its audience would get it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from aiohttp import web

from bot.domain.campaign_desk import Preview, Sample
from bot.domain.campaigns import Campaign, Draft
from bot.domain.messages import ChannelName
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
        return visit.page(
            "campaigns/preview.html",
            campaign=found,
            path=path_of(campaign),
            previews=[await self._drawn(found, draft, version, each) for each in shown],
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

    async def _drawn(self, campaign: Campaign, draft: Draft, version: int, sample: Sample) -> Preview:
        written = replace(campaign, message=draft.message, name=draft.name)
        return await self.ports.previews.drawn(written, version, sample)


def _invented(draft: Draft) -> list[Sample]:
    """Where the audience is empty: somebody on each channel, in each language that is written."""
    return [
        Sample(_NOBODY, channel, language, fresh=True, name="")
        for language in draft.message.versions[0]
        for channel in ChannelName
    ]
