"""The page that steers one campaign: always clear about what happens next, whatever has just been tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from aiohttp import web

from bot.domain.campaign_control import Standing
from bot.domain.campaigns import OVER, Campaign, State
from bot.domain.staff import Account, Role
from console.staff.campaigns.chosen import asked_by, chosen_from
from console.staff.campaigns.conditions import Question
from console.staff.campaigns.control_desk import ControlPorts, Times, report_path
from console.staff.campaigns.desk import WRITERS
from console.staff.campaigns.planning import looks_of, plan_of
from console.staff.campaigns.watching import key_of, view_of
from console.staff.visit import Visit

ROAD = (State.DRAFT, State.SUBMITTED, State.READY, State.RUNNING, State.DONE)
BEFORE = frozenset({State.DRAFT, State.SUBMITTED, State.READY})
ACTS = frozenset(
    [
        "submit",
        "approve",
        "send_back",
        "take_back",
        "reschedule",
        "start_now",
        "pause",
        "resume",
        "resume_without",
        "cancel",
        "override",
        "trial",
        "pilot_add",
        "pilot_drop",
        "correct",
        "copy",
    ]
)


@dataclass(frozen=True, slots=True)
class ControlPage:
    """`told` names words about an act that was refused."""

    ports: ControlPorts

    async def show(self, visit: Visit) -> web.StreamResponse:
        return await self.answer(visit, await self.ports.standing(visit))

    async def answer(
        self, visit: Visit, standing: Standing, status: int = HTTPStatus.OK, told: str = ""
    ) -> web.StreamResponse:
        campaign, before = standing.campaign, standing.campaign.state in BEFORE
        writer = visit.may(*WRITERS)
        tries = before and writer
        done = visit.asked("ok", 20)
        return visit.page(
            "campaign_control/control.html",
            status,
            standing=standing,
            campaign=campaign,
            key=key_of(standing),
            view=await view_of(self.ports, visit, standing),
            plan=await plan_of(self.ports, visit, standing) if before else None,
            looks=await looks_of(self.ports, visit, standing) if before else [],
            own=await self.ports.pilots.own(visit.account.id) if tries else None,
            pilots=await self.ports.pilots.all() if tries else [],
            hand=hand_of(visit, standing),
            writer=writer,
            supervises=visit.may(Role.SUPERVISOR, Role.ADMIN, Role.MANAGER),
            road=ROAD,
            over=campaign.state in OVER,
            rules=self.ports.rules,
            topic=self.ports.topic(campaign.topic, visit.language) if campaign.topic else "",
            asked=await self._asked(visit, standing) if before else [],
            buttons=self._buttons(visit, campaign),
            report=report_path(campaign.id),
            told=told,
            done=_done(visit, done) if done in ACTS and not told and _still_so(done, campaign.state) else "",
            called=_called(await self.ports.accounts.all()),
            fresh=uuid4,
            times=Times(visit),
        )

    async def _asked(self, visit: Visit, standing: Standing) -> list[tuple[str, list[Question]]]:
        """What its audience must answer to."""
        return asked_by(standing.audience, await chosen_from(visit, self.ports.options, self.ports.topics))

    def _buttons(self, visit: Visit, campaign: Campaign) -> list[tuple[str, str]]:
        """What stands on each, and what a tap on it opens."""
        if campaign.message is None:
            return []
        version = campaign.message.versions[0]
        wording = version.get(visit.language) or next(iter(version.values()))
        return [(each.title, self.ports.topic(each.target, visit.language)) for each in wording.buttons]


def _called(accounts: Iterable[Account]) -> Callable[[str], str]:
    """Names by login; who has no account any more is called by the login."""
    names = {each.login: each.name for each in accounts}
    return lambda login: names.get(login, login)


def _still_so(what: str, state: State) -> bool:
    """Somebody may have been quicker than the page that tells of it."""
    if what == "pause":
        return state is State.PAUSED
    return state is not State.CANCELLED or what in {"cancel", "copy", "correct"}


def _done(visit: Visit, what: str) -> str:
    """Numbers in the address are numbers, or none."""
    numbers = {name: int(visit.asked(name, 6) or 0) for name in ("people", "left") if visit.asked(name, 6).isdecimal()}
    key = f"control_ok_{what}"
    if what == "trial" and len(numbers) == 2:
        return visit.text(f"{key}_some" if numbers["left"] else f"{key}_all", **numbers)
    return visit.text(key)


def hand_of(visit: Visit, standing: Standing) -> list[str]:
    """What this reader did with it, for which they cannot approve it: names of words."""
    login, campaign = visit.account.login, standing.campaign
    found = [
        ("wrote", login == campaign.author),
        ("changed", login in standing.editors and login != campaign.author),
        ("handed_in", login == campaign.submitted_by),
    ]
    return [name for name, is_so in found if is_so]
