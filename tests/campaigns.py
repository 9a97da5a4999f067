"""The pages of campaigns for tests: the real stores, and messages composed by the channels' renderers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from uuid import UUID, uuid4

import pytest

from bot.answers import FaqRules
from bot.approved_templates import ApprovedTemplates
from bot.campaign_topics import BookCampaignTopics
from bot.campaign_wording import CampaignWording
from bot.clock import WallClock
from bot.domain.audience import Audience
from bot.domain.campaigns import Button, Draft, Message, Wording
from bot.domain.messages import ChannelName
from bot.domain.staff import Role
from bot.store.audience_options import PostgresAudienceOptions
from bot.store.campaign_desk import RingingCampaigns
from bot.store.campaign_forms import PostgresCampaignForms
from bot.store.campaign_lists import PostgresCampaignLists
from bot.store.campaign_pictures import PostgresCampaignPictures
from bot.store.campaign_reach import PostgresReach
from bot.store.consent_ledger import PostgresConsentLedger
from bot.store.contact_imports import PostgresContactImports
from bot.store.engine import Database
from bot.store.segments import PostgresSegments
from bot.store.templates import PostgresTemplates
from bot.store.wakeup import Wakeup
from bot.template_shelf import TemplateShelf
from console.staff.app import Staffroom
from console.staff.campaigns.area import campaigns_area
from console.staff.campaigns.desk import CampaignPorts
from console.staff.visit import Area
from faq.book import SAMPLE_OFFICE, load_book
from tests.console import OpenConsole, Somebody, opened_console
from tests.contract.campaign_town import RULES
from tests.fakes_book import NOW
from tests.kept_templates import keep, marketing

_BOOK = load_book(SAMPLE_OFFICE, lambda: NOW)
_RULES = FaqRules(_BOOK)
_TOPICS = BookCampaignTopics(_BOOK)
LIST = "/console/campaigns"
ACCOUNTS = {ChannelName.TELEGRAM: "1", ChannelName.WHATSAPP: "1"}
TEMPLATES = (
    marketing("libur_kantor", "id", "Halo {{1}}, kantor tutup {{2}}.", "", "Berhenti"),
    marketing("office_closed", "en", "Hello {{1}}, the office is closed."),
)
TEXT = "Halo {nama}. Besok kantor tutup. Buka lagi hari Senin."


def imports_of(database: Database, wakeup: Wakeup) -> PostgresContactImports:
    return PostgresContactImports(database, wakeup, WallClock(), ACCOUNTS, _TOPICS.interest_words())


def ports_of(database: Database, wakeup: Wakeup, room: Staffroom, imports: PostgresContactImports) -> CampaignPorts:
    book = PostgresTemplates(database, wakeup)
    return CampaignPorts(
        desk=RingingCampaigns(database, RULES, wakeup),
        lists=PostgresCampaignLists(database),
        forms=PostgresCampaignForms(database),
        reach=PostgresReach(database, RULES),
        phones=CampaignWording(_BOOK.phrase, TemplateShelf(book)),
        topics=_TOPICS,
        templates=ApprovedTemplates(book),
        options=PostgresAudienceOptions(database),
        pictures=PostgresCampaignPictures(database),
        segments=PostgresSegments(database, wakeup),
        imports=imports,
        ledger=PostgresConsentLedger(database),
        readability=_RULES.readability,
        audit=room.audit,
    )


def areas_of(database: Database, wakeup: Wakeup, imports: PostgresContactImports) -> Callable[[Staffroom], list[Area]]:
    return lambda room: [campaigns_area(ports_of(database, wakeup, room, imports))]


@pytest.fixture
async def console(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    await keep(database, wakeup, *TEMPLATES)
    async with opened_console(database, areas_of(database, wakeup, imports_of(database, wakeup))) as opened:
        yield opened


@pytest.fixture
async def sari(console: OpenConsole) -> Somebody:
    """Who writes campaigns."""
    return await console.person("sari", Role.MANAGER)


def draft(name: str = "Libur kantor", text: str = TEXT, audience: Audience | None = None) -> Draft:
    buttons = (Button("Jam layanan", "faq/jam_layanan"),)
    return Draft(name, Message(({"id": Wording(text, buttons=buttons)},)), audience or Audience(), "faq/jam_layanan")


async def written(database: Database, wakeup: Wakeup, told: Draft | None = None, author: str = "sari") -> UUID:
    return await RingingCampaigns(database, RULES, wakeup).add(told or draft(), author)


def form_of(base: int = 1, do: str = "save", **changed: str | Sequence[str]) -> list[tuple[str, str]]:
    """What a browser sends; dots in names are written `__`, and an empty text takes a field away."""
    form: dict[str, str | Sequence[str]] = {
        "name": "Libur kantor",
        "topic": "faq/jam_layanan",
        "text.a.id": TEXT,
        "target.0": "faq/jam_layanan",
        "button.0.id": "Jam layanan",
        "when": "now",
        "time": "09:00",
        "base": str(base),
        "segment_key": str(uuid4()),
        "do": do,
    }
    form |= {name.replace("__", "."): value for name, value in changed.items()}
    pairs = [(name, [value] if isinstance(value, str) else list(value)) for name, value in form.items()]
    return [(name, each) for name, values in pairs for each in values if each]
