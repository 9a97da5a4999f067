"""The page on which a campaign is written, and the parts of it that change while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from aiohttp import web

from bot.domain.announcements import LONGEST_PLAIN, LONGEST_WITH_BUTTONS, LONGEST_WITH_PICTURE, MOST_BUTTONS
from bot.domain.answer_rules import Readability
from bot.domain.audience import Audience
from bot.domain.campaign_checks import Slip, reach_slips, slips
from bot.domain.campaign_desk import Choices, Fields, Reach
from bot.domain.campaigns import Campaign, Draft
from bot.domain.templates import LANGUAGES, MAX_BUTTON, MAX_HEADER
from console.staff.campaigns.conditions import EXCLUDE, INCLUDE, NAMES, questions
from console.staff.campaigns.desk import CampaignPorts, path_of
from console.staff.campaigns.fields import VERSIONS, WHENS, Filled, draft_of, fields_of
from console.staff.forms import BadForm
from console.staff.moments import WIB
from console.staff.visit import Visit

_LIMITS = {
    "title": MAX_HEADER,
    "button": MAX_BUTTON,
    "plain": LONGEST_PLAIN,
    "buttons": LONGEST_WITH_BUTTONS,
    "picture": LONGEST_WITH_PICTURE,
}


@dataclass(frozen=True, slots=True)
class Work:
    """A campaign with what its writer has in the form: `base` is the edition that was written over."""

    campaign: Campaign
    audience: Audience
    base: int
    fields: Fields
    kept: bool = False

    @property
    def stale(self) -> bool:
        return self.base != self.campaign.edition

    @property
    def saved(self) -> Fields:
        return fields_of(self.campaign, self.audience)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that says something else where it is saved than in the form."""

    name: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class EditorPage:
    """For one visit."""

    ports: CampaignPorts
    visit: Visit

    async def whole(self, work: Work, status: HTTPStatus, *, refused: bool, told: str) -> web.StreamResponse:
        """`refused`: it was to be handed in and cannot be; `told`: another problem in words."""
        visit, ports, filled = self.visit, self.ports, Filled(work.fields)
        options, choices = await ports.chosen_from(visit), await ports.choices()
        return visit.page(
            "campaigns/edit.html",
            status,
            f=filled,
            topics=ports.topics.topics(visit.language),
            dialogues=ports.topics.dialogues(visit.language),
            templates=choices.templates,
            include=questions(work.fields, options, INCLUDE),
            exclude=questions(work.fields, options, EXCLUDE),
            segments=await ports.segments.all(),
            others=await ports.forms.others(work.campaign.id, visit.account.login),
            differences=_differences(work) if work.stale else [],
            versions=VERSIONS,
            languages=LANGUAGES,
            whens=WHENS,
            buttons=range(MOST_BUTTONS),
            limits=_LIMITS,
            today=f"{visit.now.astimezone(WIB):%Y-%m-%d}",
            key=uuid4(),
            refused=refused,
            told=told,
            **await self._judged(work),
        )

    async def state(self, work: Work) -> web.StreamResponse:
        """What is told beside the form while somebody types."""
        return self.visit.page("campaigns/_state.html", refused=False, **await self._judged(work))

    async def template(self, slot: str, fields: Fields) -> web.StreamResponse:
        """The places of a chosen template; `slot` is a version and a language (`a.id`)."""
        version, _, language = slot.partition(".")
        if version not in VERSIONS or language not in LANGUAGES:
            raise BadForm("form_broken")
        context: dict[str, Any] = {"f": Filled(fields), "version": version, "language": language}
        choices = await self.ports.choices()
        return self.visit.page("campaigns/_template.html", templates=choices.templates, **context)

    async def slips(self, draft: Draft, unread: Sequence[Slip]) -> list[Slip]:
        """What stops, and then what is only told."""
        return self._slips(draft, unread, await self.ports.choices(), await self._reach(draft))

    async def _judged(self, work: Work) -> dict[str, Any]:
        draft, unread = draft_of(work.fields)
        reach = await self._reach(draft)
        found = self._slips(draft, unread, await self.ports.choices(), reach)
        return {
            "work": work,
            "campaign": work.campaign,
            "path": path_of(work.campaign.id),
            "slips": found,
            "beside": {path: [each for each in found if each.path == path] for path in {each.path for each in found}},
            "reach": reach,
            "readings": self._readings(draft),
            "kept_at": self.visit.now if work.kept else None,
        }

    async def _reach(self, draft: Draft) -> Reach:
        return await self.ports.reach.reach(draft.audience, draft.message, emergency=draft.emergency)

    def _slips(self, draft: Draft, unread: Sequence[Slip], choices: Choices, reach: Reach) -> list[Slip]:
        found = [*unread, *slips(draft, choices, self.visit.now), *reach_slips(draft, reach)]
        return sorted(found, key=lambda slip: not slip.stops)

    def _readings(self, draft: Draft) -> list[tuple[str, str, Readability]]:
        """By version and language."""
        return [
            (version, language, self.ports.readability({"texts": {language: {"answer": told.text}}}, language))
            for version, said in zip(VERSIONS, draft.message.versions, strict=False)
            for language, told in said.items()
            if told.text
        ]


def _differences(work: Work) -> list[Difference]:
    saved, mine = work.saved, work.fields
    names = [*dict.fromkeys((*saved, *mine))]
    found = [Difference(name, _shown(saved, name), _shown(mine, name)) for name in names]
    return [each for each in found if each.theirs != each.mine]


def _shown(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return ", ".join(sorted(values) if name in NAMES else values)
