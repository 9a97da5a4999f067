"""What the pages about campaigns work on: the ports, who may what, and words many of them need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from bot.domain.answer_rules import Readability
from bot.domain.answers import Content
from bot.domain.audience import About
from bot.domain.audit import AuditLog, Deed
from bot.domain.campaign_control import STAFF
from bot.domain.campaign_desk import (
    AudienceOptions,
    CampaignDesk,
    CampaignForms,
    CampaignLists,
    CampaignPhones,
    CampaignReach,
    CampaignTopics,
    Choices,
    Option,
    TemplateChoices,
    choices_of,
)
from bot.domain.campaign_pictures import CampaignPictures
from bot.domain.campaigns import State
from bot.domain.consents import ConsentLedger
from bot.domain.contact_imports import ContactImports
from bot.domain.segments import Segments
from bot.domain.staff import Role
from console.staff.campaigns.chosen import chosen_from
from console.staff.gate import ROOT
from console.staff.visit import Visit

CAMPAIGNS = f"{ROOT}/campaigns"
SECTION = "campaigns"
READERS = STAFF
WRITERS = frozenset({Role.MANAGER, Role.ADMIN})
EDITABLE = frozenset({State.DRAFT, State.SUBMITTED, State.READY})
"""Saving a change to one that was handed in or approved takes it back to a draft."""


@dataclass(frozen=True, slots=True)
class CampaignPorts:
    """The ports, as one. `readability` judges a topic's content in a language (AnswerRules)."""

    desk: CampaignDesk
    lists: CampaignLists
    forms: CampaignForms
    reach: CampaignReach
    phones: CampaignPhones
    topics: CampaignTopics
    templates: TemplateChoices
    options: AudienceOptions
    pictures: CampaignPictures
    segments: Segments
    imports: ContactImports
    ledger: ConsentLedger
    readability: Callable[[Content, str], Readability]
    audit: AuditLog

    async def note(self, visit: Visit, what: str, campaign: UUID | None = None, detail: str = "") -> None:
        about = f"campaign:{campaign}" if campaign else "campaigns"
        await self.audit.note(Deed(visit.account.login, f"campaign.{what}", about, detail))

    async def note_reading(self, visit: Visit, about: str) -> None:
        await self.audit.note(Deed(visit.account.login, "campaign.consent_read", about))

    async def chosen_from(self, visit: Visit) -> Mapping[About, Sequence[Option]]:
        """The values of conditions with words in the reader's language."""
        return await chosen_from(visit, self.options, self.topics)

    async def choices(self) -> Choices:
        return await choices_of(self.templates, self.topics)


def matched_id(visit: Visit) -> UUID:
    """Of a campaign, or what else the path names. Raises HTTPNotFound."""
    try:
        return UUID(visit.matched("id"))
    except ValueError:
        raise web.HTTPNotFound from None


def path_of(campaign: UUID) -> str:
    return f"{CAMPAIGNS}/{campaign}"
