"""The pages that steer and report campaigns, for tests: real stores, and wording that says what is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from uuid import UUID

from bot.campaign_trials import Compose, OutboxTrials
from bot.channels.telegram.render import render as for_telegram
from bot.channels.whatsapp.render import render as for_whatsapp
from bot.domain.answer_rules import PhoneBubble, Piece
from bot.domain.audience import Audience
from bot.domain.campaign_desk import TemplateChoice
from bot.domain.campaign_forecast import SAMPLE_PRICES
from bot.domain.campaigns import Button, Campaign, Draft, Message, Rules, Wording
from bot.domain.messages import ChannelName
from bot.domain.ports import Channel
from bot.domain.reply import Payload, Say
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
from tests.contract.test_intake import rows
from tests.fakes import FakeChannel
from tests.fakes_book import PORTS

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
DRAFT = Draft("Loket tutup Jumat", TOLD, Audience(), topic=TOPIC)


class Approved:
    """A template of each name these tests use; all are marketing."""

    async def approved(self, language: str) -> Sequence[TemplateChoice]:
        buttons = {"x": ("Jam buka", "Biaya"), "libur": ()}
        return [TemplateChoice(name, language, "Loket tutup.", "", titles) for name, titles in buttons.items()]

    async def category(self, name: str, language: str) -> str:
        return "marketing"


class PlainWording:
    """Composes the words as they are, without buttons."""

    async def refresh(self) -> None:
        return None

    def phones(self, message: Message, version: int, language: str, name: str) -> Mapping[str, Sequence[PhoneBubble]]:
        told = message.wording(version, language)
        buttons = tuple((button.title,) for button in told.buttons)
        bubble = PhoneBubble((Piece(told.text.replace("{nama}", name)),), buttons)
        return {
            "telegram": [bubble],
            "whatsapp": [bubble],
            "whatsapp_template": [bubble] if told.template else [],
        }

    def on(self, channel: ChannelName) -> Compose:
        render = for_telegram if channel is ChannelName.TELEGRAM else for_whatsapp

        def compose(campaign: Campaign, version: int, language: str, fresh: bool, name: str) -> Payload | None:
            assert campaign.message
            told = campaign.message.wording(version, language)
            if not fresh:
                return {"type": "template", "template": {"name": told.template}} if told.template else None
            return render(Say(told.text.replace("{nama}", name or "Bapak/Ibu")))[0]

        return compose


def ports_of(database: Database, wakeup: Wakeup, room: Staffroom, rules: Rules = RULES) -> ControlPorts:
    wording, pilots = PlainWording(), PostgresPilots(database, wakeup)
    channels: dict[ChannelName, Channel] = {name: FakeChannel(name=name, account="1") for name in ChannelName}
    return ControlPorts(
        control=PostgresCampaignControl(database, PostgresCampaigns(database, rules), wakeup),
        phones=wording,
        categories=Approved(),
        templates=Approved(),
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


async def settled(database: Database, campaign: UUID, conversation: UUID, change: str) -> None:
    """What delivery would have written about one recipient; `change` are columns and values of ours."""
    await rows(
        database,
        f"UPDATE campaign_recipient SET {change} WHERE campaign = :campaign AND conversation = :id RETURNING 1",
        campaign=campaign,
        id=conversation,
    )
