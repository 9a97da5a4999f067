"""The pages that steer and report campaigns, for tests: real stores, and wording that says what is written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import time
from uuid import UUID

import pytest

from bot.campaign_topics import BookCampaignTopics
from bot.campaign_trials import OutboxTrials
from bot.domain.audience import Audience
from bot.domain.campaign_forecast import SAMPLE_PRICES
from bot.domain.campaigns import Button, Draft, Message, Rules, Wording
from bot.domain.messages import ChannelName
from bot.domain.ports import Channel
from bot.store.audience_options import PostgresAudienceOptions
from bot.store.campaign_control import PostgresCampaignControl
from bot.store.campaign_recipients import PostgresRecipients
from bot.store.campaign_report import PostgresCampaignReports
from bot.store.campaign_trials import PostgresPilots
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.staff_notices import PostgresStaffNotices
from bot.store.wakeup import Wakeup
from console.staff.app import Staffroom
from console.staff.campaigns.control_area import control_area
from console.staff.campaigns.control_desk import ControlPorts
from console.staff.visit import Area
from faq.book import SAMPLE_OFFICE, load_book
from tests.console import OpenConsole, opened_console
from tests.contract.test_intake import rows
from tests.fakes import FakeChannel
from tests.fakes_book import NOW, PORTS
from tests.kept_templates import approved, choices, marketing, wording_of

_BOOK = load_book(SAMPLE_OFFICE, lambda: NOW)
TOPIC = "faq/ktp_hilang"
SAID = "Halo {nama}, loket tutup hari Jumat. Senin buka lagi seperti biasa."
TOLD = Message(
    (
        {
            "id": Wording(SAID, buttons=(Button("Jam buka", TOPIC), Button("Biaya", "faq/ktp_biaya")), template="x"),
            "en": Wording("Hello {nama}, the counter is closed on Friday.", buttons=(Button("Hours", TOPIC),)),
        },
    )
)
OTHER = {
    "id": Wording("Jumat loket tutup.", buttons=(Button("Jam buka", TOPIC),)),
    "en": Wording("Closed on Friday.", buttons=(Button("Hours", TOPIC),)),
}
TWO = Message((*TOLD.versions, OTHER))
RULES = Rules(second_above=3, per_week=3, quiet_from=time(0), quiet_until=time(0), tier=10, tier_share=0.8)
"""Never quiet: a test means the same at night."""
TEMPLATES = [
    marketing(name, language, "Loket tutup.", "", *buttons)
    for name, buttons in {"x": ("Jam buka", "Biaya"), "libur": ()}.items()
    for language in ("id", "en")
]
DRAFT = Draft("Loket tutup Jumat", TOLD, Audience(), topic=TOPIC)


def ports_of(database: Database, wakeup: Wakeup, room: Staffroom, rules: Rules = RULES) -> ControlPorts:
    wording, templates = wording_of(*map(approved, TEMPLATES)), choices(*TEMPLATES)
    pilots = PostgresPilots(database, wakeup)
    channels: dict[ChannelName, Channel] = {name: FakeChannel(name=name, account="1") for name in ChannelName}
    return ControlPorts(
        control=PostgresCampaignControl(database, PostgresCampaigns(database, rules), wakeup),
        phones=wording,
        categories=templates,
        templates=templates,
        topics=BookCampaignTopics(_BOOK),
        options=PostgresAudienceOptions(database),
        pilots=pilots,
        trials=OutboxTrials(pilots, channels, wording.on, PORTS.book.phrase),
        reports=PostgresCampaignReports(database),
        recipients=PostgresRecipients(database),
        notices=PostgresStaffNotices(database, wakeup),
        accounts=room.accounts,
        audit=room.audit,
        rules=rules,
        rates={"telegram": 30.0, "whatsapp": 80.0},
        prices=SAMPLE_PRICES,
        topic=lambda label, language: "KTP hilang" if label == TOPIC else label,
    )


def areas_of(database: Database, wakeup: Wakeup, rules: Rules = RULES) -> Callable[[Staffroom], list[Area]]:
    return lambda room: [control_area(ports_of(database, wakeup, room, rules))]


@pytest.fixture
def campaigns(database: Database) -> PostgresCampaigns:
    return PostgresCampaigns(database, RULES)


@pytest.fixture
async def console(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    async with opened_console(database, areas_of(database, wakeup)) as opened:
        yield opened


async def settled(database: Database, campaign: UUID, conversation: UUID, change: str) -> None:
    """What delivery would have written about one recipient; `change` are columns and values of ours."""
    await rows(
        database,
        f"UPDATE campaign_recipient SET {change} WHERE campaign = :campaign AND conversation = :id RETURNING 1",
        campaign=campaign,
        id=conversation,
    )
