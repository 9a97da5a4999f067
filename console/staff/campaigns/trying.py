"""Trials: a campaign on one's own phone and on those of the pilot group, and who is in that group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from bot.domain.campaign_trials import Pilot, TooManyPilots
from bot.domain.front_desk import UnknownConversation
from bot.domain.templates import LANGUAGES
from console.staff.campaigns.control_desk import ControlPorts
from console.staff.campaigns.controlling import Controlling, NotLikeThis
from console.staff.forms import Form
from console.staff.visit import Visit

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Trying:
    """Acts of those who write campaigns."""

    ports: ControlPorts
    controlling: Controlling

    async def send(self, visit: Visit) -> web.StreamResponse:
        async def act(campaign: UUID, form: Form) -> Mapping[str, int]:
            to = await self._to(visit, form.text("to"))
            languages = [each for each in form.many("language", 10) if each in LANGUAGES]
            if not languages:
                raise NotLikeThis("control_trial_no_language")
            found = (await self.ports.control.standing(campaign)).campaign
            await self.ports.phones.refresh()
            sent = await self.ports.trials.send(found, languages, to, form.uuid("key"))
            if not sent.people:
                raise NotLikeThis("control_trial_nobody")
            return {"people": sent.people, "left": sent.left}

        return await self.controlling.done(visit, "trial", act)

    async def add(self, visit: Visit) -> web.StreamResponse:
        """The page of a conversation is pasted whole, or only its id. Nobody is added who was not asked."""

        async def act(_: UUID, form: Form) -> None:
            label, found = form.text("label", _MOST_LABEL), _UUID.search(form.text("conversation"))
            if not form.flag("agreed"):
                raise NotLikeThis("control_pilot_not_asked")
            if not label or not form.text("conversation"):
                raise NotLikeThis("control_pilot_broken")
            if not found:
                raise NotLikeThis("control_pilot_address")
            try:
                await self.ports.pilots.add(UUID(found[0]), label, visit.account.login)
            except UnknownConversation:
                raise NotLikeThis("control_pilot_unknown") from None
            except TooManyPilots:
                raise NotLikeThis("control_pilot_full") from None

        return await self.controlling.done(visit, "pilot_add", act)

    async def drop(self, visit: Visit) -> web.StreamResponse:
        async def act(_: UUID, form: Form) -> None:
            await self.ports.pilots.drop(form.uuid("conversation"))

        return await self.controlling.done(visit, "pilot_drop", act)

    async def _to(self, visit: Visit, wanted: str) -> list[Pilot]:
        own = await self.ports.pilots.own(visit.account.id)
        if wanted == "self":
            if own is None:
                raise NotLikeThis("control_trial_no_phone")
            return [own]
        group = list(await self.ports.pilots.all())
        if not group:
            raise NotLikeThis("control_trial_no_group")
        return group
