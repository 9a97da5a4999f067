"""Writing a campaign: what is typed is kept on the way, saved by edition, and judged before it is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from uuid import UUID, uuid4

from aiohttp import web

from bot.domain.campaign_checks import Slip
from bot.domain.campaign_desk import Fields
from bot.domain.campaign_pictures import LARGEST_PICTURE, PictureRefused
from bot.domain.campaigns import Draft, StaleCampaign
from bot.domain.segments import SegmentRefused
from console.staff.campaigns.conditions import NAMES, audience_of
from console.staff.campaigns.conditions import fields_of as asked_of
from console.staff.campaigns.desk import EDITABLE, CampaignPorts, matched_id, path_of
from console.staff.campaigns.editor import EditorPage, Work
from console.staff.campaigns.fields import draft_of, fields_of, taken
from console.staff.forms import Form
from console.staff.problems import told_of
from console.staff.visit import Visit

_BODY = LARGEST_PICTURE + 1024 * 1024


@dataclass(frozen=True, slots=True)
class Writing:
    """All of these are acts of those who write campaigns."""

    ports: CampaignPorts

    async def show(self, visit: Visit) -> web.StreamResponse:
        campaign = matched_id(visit)
        found, audience = await self.ports.desk.read(campaign)
        if found.state not in EDITABLE:
            return visit.go(f"{path_of(campaign)}/control")
        kept = await self.ports.forms.find(campaign, visit.account.login)
        if kept is None:
            work = Work(found, audience, found.edition, fields_of(found, audience))
        else:
            work = Work(found, audience, kept.base, kept.fields, kept=True)
        return await self._page(visit, work)

    async def keep(self, visit: Visit) -> web.StreamResponse:
        """While it is typed: kept, and told what is still wrong and whom it reaches."""
        work = await self._kept(visit)
        return await EditorPage(self.ports, visit).state(work)

    async def template(self, visit: Visit) -> web.StreamResponse:
        """The places of the template that was just chosen."""
        fields = {name: [value] for name, value in visit.request.query.items() if len(value) < 2000}
        return await EditorPage(self.ports, visit).template(visit.asked("slot", 4), fields)

    async def take(self, visit: Visit) -> web.StreamResponse:
        """A button of the form: everything is kept first."""
        visit.request = visit.request.clone(client_max_size=_BODY)
        form = await visit.form()
        act = form.text("do")
        if act == "theirs":
            await self.ports.forms.drop(matched_id(visit), visit.account.login)
            return visit.go(path_of(matched_id(visit)))
        try:
            work = await self._kept(visit, await self._picture(visit))
        except PictureRefused as refused:
            return await self._page(visit, await self._kept(visit), told=visit.text(refused.phrase))
        return await self._act(visit, form, act, work)

    async def _act(self, visit: Visit, form: Form, act: str, work: Work) -> web.StreamResponse:
        path = path_of(work.campaign.id)
        match act:
            case "preview":
                return visit.go(f"{path}/preview")
            case "save" | "check":
                return await self._save(visit, work, checked=act == "check")
            case "mine":
                await self._keep(visit, work, work.campaign.edition, work.fields)
            case "segment":
                await self._use_segment(visit, form, work)
            case "keep_segment":
                return await self._keep_segment(visit, form, work)
        return visit.go(f"{path}#audience" if act == "segment" else path)  # also what Enter in a field sends

    async def _save(self, visit: Visit, work: Work, *, checked: bool) -> web.StreamResponse:
        draft, unread = draft_of(work.fields)
        if checked and (stops := await self._stops(visit, draft, unread)):
            return await self._page(visit, work, stops)
        if unread:
            return await self._page(visit, work, told=visit.text("campaigns_unread"))
        path = path_of(work.campaign.id)
        if not draft.name:
            draft = replace(draft, name=work.campaign.name)
        if draft != draft_of(work.saved)[0]:
            try:
                await self.ports.desk.edit(work.campaign.id, draft, work.base, visit.account.login)
            except StaleCampaign:
                return await self._page(visit, await self._again(work))
            await self.ports.note(visit, "edit", work.campaign.id, f"edisi {work.base + 1}")
        await self.ports.forms.drop(work.campaign.id, visit.account.login)
        return visit.go(f"{path}/control" if checked else f"{path}?tersimpan=1")

    async def _stops(self, visit: Visit, draft: Draft, unread: Sequence[Slip]) -> list[Slip]:
        found = await EditorPage(self.ports, visit).slips(draft, unread)
        return [each for each in found if each.stops]

    async def _use_segment(self, visit: Visit, form: Form, work: Work) -> None:
        """Its conditions in place of those in the form: a copy."""
        segment = await self.ports.segments.find(form.uuid("segment"))
        fields = {name: values for name, values in work.fields.items() if name not in NAMES}
        await self._keep(visit, work, work.base, {**fields, **asked_of(segment.audience)})

    async def _keep_segment(self, visit: Visit, form: Form, work: Work) -> web.StreamResponse:
        name = " ".join(form.text("segment_name").split())
        if not name:
            return await self._page(visit, work, told=visit.text("campaigns_segment_nameless"))
        made = form.uuid("segment_key") if form.text("segment_key") else uuid4()
        try:
            await self.ports.segments.add(made, name, audience_of(work.fields)[0], visit.account.login)
        except SegmentRefused as refused:
            return await self._page(visit, work, told=told_of(visit, refused))
        await self.ports.note(visit, "segment_add", detail=f"segmen {made}")
        return visit.go(f"{path_of(work.campaign.id)}?segmen=1#audience")

    async def _picture(self, visit: Visit) -> UUID | None:
        """The one the form brought. Raises PictureRefused."""
        given = (await visit.request.post()).get("file")
        if not isinstance(given, web.FileField) or not given.filename:
            return None
        with given.file:
            content = given.file.read(LARGEST_PICTURE + 1)
        picture = await self.ports.pictures.keep(given.filename, content)
        await self.ports.note(visit, "picture", matched_id(visit))
        return picture

    async def _kept(self, visit: Visit, picture: UUID | None = None) -> Work:
        """What the form brought, kept under the edition it was written over."""
        form, campaign = await visit.form(), matched_id(visit)
        found, audience = await self.ports.desk.read(campaign)
        fields = dict(taken(form))
        if form.text("do") == "no_picture":
            fields.pop("picture", None)
        if picture:
            fields["picture"] = [str(picture)]
        work = Work(found, audience, form.number("base"), fields, kept=True)
        if found.state in EDITABLE:
            await self._keep(visit, work, work.base, fields)
        return work

    async def _keep(self, visit: Visit, work: Work, base: int, fields: Fields) -> None:
        await self.ports.forms.keep(work.campaign.id, visit.account.login, base, fields)

    async def _again(self, work: Work) -> Work:
        found, audience = await self.ports.desk.read(work.campaign.id)
        return Work(found, audience, work.base, work.fields, kept=True)

    async def _page(self, visit: Visit, work: Work, refused: Sequence[Slip] = (), told: str = "") -> web.StreamResponse:
        """`refused`: why it was not handed in; `told`: another problem, in words."""
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refused or told else HTTPStatus.OK
        if work.stale and visit.request.method == "POST":
            status = HTTPStatus.CONFLICT
        return await EditorPage(self.ports, visit).whole(work, status, refused=bool(refused), told=told)
