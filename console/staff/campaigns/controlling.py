"""Acts on a campaign. What is refused leads to the page as it stands now, with the reason; nothing happens twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from aiohttp import web

from bot.domain.campaign_control import STAFF
from bot.domain.campaigns import CampaignRefusal, OwnApproval, StaleCampaign, State
from bot.domain.staff_notices import News, NoticeKind
from console.staff.campaigns.control_desk import ControlPorts, control_path, read_moment
from console.staff.campaigns.control_page import ControlPage
from console.staff.campaigns.desk import CAMPAIGNS, matched_id
from console.staff.campaigns.planning import lacks_of
from console.staff.forms import Form
from console.staff.visit import Visit

MOST_NOTE = 1000
_LATEST = timedelta(days=366)


class NotLikeThis(Exception):
    """A form that cannot be carried out; `told` names the words that say what to mend."""

    def __init__(self, told: str) -> None:
        super().__init__(told)
        self.told = told


Act = Callable[[UUID, Form], Awaitable[Mapping[str, int] | None]]
"""Numbers it gives back fill the words that tell of it."""


@dataclass(frozen=True, slots=True)
class Controlling:
    """Every one of these is a POST of the page, and leads back to it."""

    ports: ControlPorts
    page: ControlPage

    async def submit(self, visit: Visit) -> web.StreamResponse:
        login = visit.account.login

        async def act(campaign: UUID, form: Form) -> None:
            edition = form.number("edition")
            await self._whole(visit)
            if await self.ports.control.submit(campaign, edition, login) is State.SUBMITTED:
                await self._ask_approval(campaign)

        return await self.done(visit, "submit", act)

    async def approve(self, visit: Visit) -> web.StreamResponse:
        async def act(campaign: UUID, form: Form) -> None:
            await self.ports.control.approve(campaign, form.number("edition"), visit.account.login)

        return await self.done(visit, "approve", act)

    async def send_back(self, visit: Visit) -> web.StreamResponse:
        async def act(campaign: UUID, form: Form) -> None:
            note = _reason(form, "note", "control_note_missing")
            await self.ports.control.send_back(campaign, form.number("edition"), visit.account.login, note)

        return await self.done(visit, "send_back", act)

    async def take_back(self, visit: Visit) -> web.StreamResponse:
        async def act(campaign: UUID, form: Form) -> None:
            await self.ports.control.take_back(campaign, form.number("edition"), visit.account.login)

        return await self.done(visit, "take_back", act)

    async def reschedule(self, visit: Visit) -> web.StreamResponse:
        async def act(campaign: UUID, form: Form) -> None:
            when = read_moment(form.text("when"))
            if when is None:
                raise NotLikeThis("control_when_broken")
            if not visit.now < when <= visit.now + _LATEST:
                raise NotLikeThis("control_when_past")
            await self.ports.control.reschedule(campaign, form.number("edition"), when, visit.account.login)

        return await self.done(visit, "reschedule", act)

    async def start_now(self, visit: Visit) -> web.StreamResponse:
        async def act(campaign: UUID, form: Form) -> None:
            await self.ports.control.reschedule(campaign, form.number("edition"), None, visit.account.login)

        return await self.done(visit, "start_now", act)

    async def pause(self, visit: Visit) -> web.StreamResponse:
        async def act(campaign: UUID, _: Form) -> None:
            await self.ports.control.pause(campaign, visit.account.login)

        return await self.done(visit, "pause", act)

    async def resume(self, visit: Visit) -> web.StreamResponse:
        async def act(campaign: UUID, _: Form) -> None:
            await self.ports.control.resume(campaign, visit.account.login)

        return await self.done(visit, "resume", act)

    async def resume_without(self, visit: Visit) -> web.StreamResponse:
        """Without its template, which Meta does not take any more."""

        async def act(campaign: UUID, _: Form) -> None:
            await self.ports.control.resume(campaign, visit.account.login, without_template=True)

        return await self.done(visit, "resume_without", act)

    async def cancel(self, visit: Visit) -> web.StreamResponse:
        """Of a large one the number of its recipients is typed: no slip of the finger."""

        async def act(campaign: UUID, form: Form) -> None:
            total = (await self.ports.control.progress(campaign)).books.meant
            if (await self.ports.standing(visit)).campaign.listing:
                total = form.number("total", total)  # it grows: what the page has shown is meant
            if total > self.ports.rules.second_above and _digits(form.text("typed")) != str(total):
                raise NotLikeThis("control_cancel_wrong")
            await self.ports.control.cancel(campaign, visit.account.login)

        return await self.done(visit, "cancel", act)

    async def override(self, visit: Visit) -> web.StreamResponse:
        async def act(campaign: UUID, form: Form) -> None:
            reason = _reason(form, "reason", "control_reason_missing")
            await self.ports.control.override(campaign, reason, visit.account.login)

        return await self.done(visit, "override", act)

    async def copy(self, visit: Visit) -> web.StreamResponse:
        return await self._made(visit, "copy")

    async def correct(self, visit: Visit) -> web.StreamResponse:
        return await self._made(visit, "correct")

    async def done(self, visit: Visit, what: str, act: Act) -> web.StreamResponse:
        form, campaign = await visit.form(), matched_id(visit)
        await self.ports.standing(visit)
        try:
            numbers = await act(campaign, form) or {}
        except (CampaignRefusal, NotLikeThis) as error:
            return await self._refused(visit, error)
        await self.ports.note(visit, what, campaign)
        return visit.go(f"{control_path(campaign)}?{urlencode({'ok': what, **numbers})}")

    async def _refused(self, visit: Visit, error: Exception) -> web.StreamResponse:
        """The page as it is by now: whoever was quicker has done it, or it is another edition."""
        match error:
            case NotLikeThis():
                status, told = HTTPStatus.UNPROCESSABLE_ENTITY, error.told
            case OwnApproval():
                status, told = HTTPStatus.FORBIDDEN, "control_error_own"
            case StaleCampaign():
                status, told = HTTPStatus.CONFLICT, "control_error_stale"
            case _:
                status, told = HTTPStatus.CONFLICT, "control_error_moved"
        return await self.page.answer(visit, await self.ports.standing(visit), status, told)

    async def _made(self, visit: Visit, what: str) -> web.StreamResponse:
        """A new draft; the form's key is its id, so that a form sent twice makes one."""
        standing, made = await self.ports.standing(visit), (await visit.form()).uuid("key")
        name = visit.text(f"control_name_{what}", name=standing.campaign.name)[:200]
        make = self.ports.control.correct if what == "correct" else self.ports.control.copy
        await make(standing.campaign.id, made, name, visit.account.login)
        await self.ports.note(visit, what, standing.campaign.id, f"campaign:{made}")
        return visit.go(f"{CAMPAIGNS}/{made}")

    async def _whole(self, visit: Visit) -> None:
        """Raises NotLikeThis for a draft in which something is missing."""
        standing = await self.ports.standing(visit)
        if standing.campaign.state is not State.DRAFT:
            return
        reached = await self.ports.control.reached(standing)
        if await lacks_of(self.ports, visit, standing, reached.count):
            raise NotLikeThis("control_error_lacks")

    async def _ask_approval(self, campaign: UUID) -> None:
        """Once each time it is handed in: sent back, it may come again unchanged."""
        standing = await self.ports.control.standing(campaign)
        handed = standing.last("submit")
        news = News(
            NoticeKind.APPROVAL,
            f"approval:campaign:{campaign}:{handed.at.isoformat() if handed else standing.campaign.edition}",
            control_path(campaign),
            {"stage": "campaign", "name": standing.campaign.name[:80]},
        )
        await self.ports.notices.tell_roles(news, STAFF, standing.hands)


def _reason(form: Form, name: str, missing: str) -> str:
    """Raises NotLikeThis, and BadForm where it is too long."""
    words = form.text(name, MOST_NOTE)
    if not words:
        raise NotLikeThis(missing)
    return words


def _digits(typed: str) -> str:
    return "".join(each for each in typed if each.isdecimal())
