"""How far a campaign is, as the page shows it and tells it live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aiohttp import web

from bot.domain.campaign_control import STAFF, Progress, Resting, Standing, Why, resting
from bot.domain.campaign_forecast import Load, forecast
from bot.domain.campaigns import GOES_OUT, Books, Fate, State, UnknownCampaign
from bot.domain.messages import ChannelName
from console.staff.campaigns.control_desk import ControlPorts, Times
from console.staff.forms import BadForm, read_uuid
from console.staff.moments import WIB
from console.staff.visit import Visit

EVENT = "campaign"
_MINUTE = timedelta(minutes=1)
_STARTED = GOES_OUT | {State.CANCELLED}


@dataclass(frozen=True, slots=True)
class Line:
    """One channel's part."""

    channel: str
    books: Books
    recent: int

    def of(self, fate: str) -> int:
        return self.books.fates.get(Fate(fate), 0)

    @property
    def waiting(self) -> int:
        return self.books.open


@dataclass(frozen=True, slots=True)
class View:
    """What is live. `ends` is an estimate, and None where there is none to make."""

    progress: Progress
    lines: Sequence[Line]
    rests: Sequence[Resting]
    ends: datetime | None
    rate: int

    def of(self, fate: str) -> int:
        return self.progress.books.fates.get(Fate(fate), 0)


def key_of(standing: Standing) -> str:
    """Changes with everything but how far it is: then the page is opened anew."""
    campaign = standing.campaign
    unlisted = -1 if campaign.unlisted is None else campaign.unlisted
    flags = int(campaign.emergency), int(campaign.without_template), unlisted
    return ".".join(map(str, (campaign.state, campaign.edition, *flags)))


async def view_of(ports: ControlPorts, visit: Visit, standing: Standing) -> View | None:
    """None before it has started."""
    if standing.campaign.state not in _STARTED or standing.started_at is None:
        return None
    progress = await ports.control.progress(standing.campaign.id)
    lines = [
        Line(name, Books(sum(fates.values()), fates), progress.recent.get(name, 0))
        for name, fates in progress.channels.items()
    ]
    running = standing.campaign.state is State.RUNNING
    now = visit.now.astimezone(WIB)
    quiet_until = ports.rules.quiet_ends(now) if ports.rules.quiet(now) else None
    rests = resting(standing.campaign, progress, quiet_until, ports.rules.tier_budget) if running else []
    view = View(progress, lines, rests, None, sum(line.recent for line in lines))
    return replace(view, ends=_ends(ports, standing, view, now)) if running else view


def _ends(ports: ControlPorts, standing: Standing, view: View, now: datetime) -> datetime | None:
    """Reckoned as the forecast is. None while nobody can say."""
    progress, lines, rests = view.progress, view.lines, view.rests
    if any(each.why in {Why.BLOCKED, Why.DOWN} for each in rests):
        return None
    templates = standing.campaign.templates and not standing.campaign.without_template
    opens, used = progress.outside if templates else 0, progress.opened
    held = used + opens > ports.rules.tier_budget
    started = standing.started_at is None or now - standing.started_at < _MINUTE
    loads = [
        Load(
            line.channel,
            line.waiting,
            _pace(ports, line, measured=not (rests or started or (held and line.channel == ChannelName.WHATSAPP))),
            opens if line.channel == ChannelName.WHATSAPP else 0,
        )
        for line in lines
        if line.waiting
    ]
    return forecast(now, loads, ports.rules, used, emergency=standing.campaign.emergency).ends


def _pace(ports: ControlPorts, line: Line, *, measured: bool) -> float:
    """Messages a second: of the last minute where nothing held it up, else the channel's ceiling."""
    return line.recent / 60 if measured and line.recent else ports.rates.get(line.channel, 1.0)


@dataclass(frozen=True, slots=True)
class Watching:
    """The live part of the page, and what rings for it."""

    ports: ControlPorts

    async def progress(self, visit: Visit) -> web.StreamResponse:
        """The live part alone; where more than that has changed, the page as a whole is opened anew."""
        standing = await self.ports.glance(visit)
        if visit.asked("seen") != key_of(standing):
            return web.Response(headers={"HX-Refresh": "true"})
        view = await view_of(self.ports, visit, standing)
        return visit.page(
            "campaign_control/_progress.html",
            standing=standing,
            campaign=standing.campaign,
            view=view,
            key=key_of(standing),
            times=Times(visit),
        )

    async def probe(self, visit: Visit, query: Mapping[str, str]) -> Mapping[str, object]:
        """Of the one campaign a page asks for."""
        if EVENT not in query or not visit.may(*STAFF):
            return {}
        try:
            standing = await self.ports.control.glance(read_uuid(query[EVENT]))
        except (BadForm, UnknownCampaign):
            return {}
        told: dict[str, object] = {"seen": key_of(standing)}
        if view := await view_of(self.ports, visit, standing):
            told["told"] = [view.progress.channels, view.rate, [each.why for each in view.rests]]
        return {EVENT: told}
