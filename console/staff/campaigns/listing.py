"""All campaigns: how far each is, what it waits for, and the progress of those that run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID, uuid4

from aiohttp import web

from bot.domain.audience import Audience
from bot.domain.campaign_desk import CampaignLine, Shown
from bot.domain.campaigns import OVER, UNWRITTEN, Campaign, CampaignRefusal, Draft, Fate, State
from bot.domain.staff import Role
from console.staff.campaigns.desk import CAMPAIGNS, EDITABLE, WRITERS, CampaignPorts, matched_id, path_of
from console.staff.forms import SHORT, BadForm, read_uuid
from console.staff.visit import Visit

_MOST_SKIPPED = 10_000


@dataclass(frozen=True, slots=True)
class Listing:
    """The list, and beginning and throwing away a campaign."""

    ports: CampaignPorts

    async def show(self, visit: Visit) -> web.StreamResponse:
        shown = next((each for each in Shown if each == visit.asked("tampil", 20)), Shown.ALL)
        text, skip = visit.asked("cari", 100), _skip(visit)
        page = await self.ports.lists.page(shown, text, visit.account.login, skip)
        again = {"tampil": shown.value, "cari": text}
        return visit.page(
            "campaigns/_rows.html" if visit.swaps else "campaigns/list.html",
            page=page,
            shown=shown,
            text=text,
            skip=skip,
            may_write=visit.may(*WRITERS),
            here=_address(again | {"lewati": str(skip)}),
            more=_address(again | {"lewati": str(skip + len(page.lines))}) if page.more else "",
            waits=lambda line: _waits(visit, line),
            target=lambda line: _target(visit, line.campaign),
        )

    async def ask_new(self, visit: Visit) -> web.StreamResponse:
        page = await self.ports.lists.page(Shown.ALL, "", visit.account.login)
        return visit.page("campaigns/new.html", earlier=page.lines, key=uuid4())

    async def add(self, visit: Visit) -> web.StreamResponse:
        """An empty one, or a copy of an earlier one. Sent twice it is one."""
        form = await visit.form()
        name = " ".join(form.text("name").split())
        campaign, earlier = form.uuid("key"), form.text("earlier", 36)
        if not name:
            raise BadForm("campaigns_name_missing")
        draft = Draft(name, UNWRITTEN, Audience())
        if earlier:
            draft = await self._copied(read_uuid(earlier), name)
        await self.ports.desk.add(draft, visit.account.login, campaign)
        await self.ports.note(visit, "add", campaign, f"salinan {earlier}" if earlier else "")
        return visit.go(path_of(campaign))

    async def discard(self, visit: Visit) -> web.StreamResponse:
        """Before it ran; a draft nobody needs. It stays in the list as cancelled."""
        campaign = matched_id(visit)
        found, _ = await self.ports.desk.read(campaign)
        if found.state not in EDITABLE:
            raise CampaignRefusal("it has begun")
        await self.ports.desk.cancel(campaign, visit.account.login)
        await self.ports.forms.drop(campaign, visit.account.login)
        await self.ports.note(visit, "discard", campaign)
        return visit.go(f"{CAMPAIGNS}?dibuang=1")

    async def live(self, visit: Visit, _: Mapping[str, str]) -> Mapping[str, object]:
        """A probe: what waits for approval, and that something moved."""
        if not visit.may(Role.MANAGER, Role.SUPERVISOR, Role.ADMIN):
            return {}
        lists = self.ports.lists
        return {"counts": {"campaigns": await lists.waiting()}, "campaigns": await lists.progress()}

    async def _copied(self, earlier: UUID, name: str) -> Draft:
        """Words and audience; when it is sent is decided anew."""
        campaign, audience = await self.ports.desk.read(earlier)
        message = campaign.message or UNWRITTEN
        return Draft(name[:SHORT], message, audience, campaign.topic)


def _skip(visit: Visit) -> int:
    told = visit.asked("lewati", 6)
    return min(int(told), _MOST_SKIPPED) if told.isascii() and told.isdecimal() else 0


def _address(query: Mapping[str, str]) -> str:
    told = urlencode({name: value for name, value in query.items() if value not in {"", "0"}})
    return f"{CAMPAIGNS}?{told}" if told else CAMPAIGNS


def _target(visit: Visit, campaign: Campaign) -> str:
    """Where its line leads: to its text for those who write, else to how it stands."""
    path = path_of(campaign.id)
    if campaign.state is State.DRAFT and visit.may(*WRITERS):
        return path
    return f"{path}/report" if campaign.state is State.DONE else f"{path}/control"


def _waits(visit: Visit, line: CampaignLine) -> str:
    """What happens next, in words; for what is over, how it ended."""
    campaign, books = line.campaign, line.books
    if campaign.state is State.READY:
        later = campaign.due_at and campaign.due_at > visit.now
        when = visit.when.exact(campaign.due_at) if campaign.due_at else ""
        return visit.text("campaigns_waits_time", when=when) if later else visit.text("campaigns_waits_start")
    if campaign.state in OVER:
        return visit.text("campaigns_over", sent=books.fates.get(Fate.SENT, 0), total=books.total)
    author = campaign.submitted_by or campaign.author
    return visit.text(f"campaigns_waits_{campaign.state}", author=author, count=books.open)
