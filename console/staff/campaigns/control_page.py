"""The page that steers one campaign: always clear about what happens next, whatever has just been tried."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from aiohttp import web

from bot.domain.campaign_control import Standing
from bot.domain.campaigns import OVER, State
from bot.domain.staff import Role
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
            report=report_path(campaign.id),
            told=told,
            done=_done(visit, done) if done in ACTS and not told else "",
            fresh=uuid4,
            times=Times(visit),
        )


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
