"""Composition of campaigns: the pages that write, steer and report them, their templates, and the jobs behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.adapters import Adapters, campaign_rules
from bot.answers import FaqRules
from bot.approved_templates import ApprovedTemplates
from bot.campaign_topics import BookCampaignTopics
from bot.campaign_trials import OutboxTrials
from bot.campaign_wording import CampaignWording
from bot.clock import WallClock
from bot.clockwork import Job, at_once
from bot.domain.campaign_forecast import SAMPLE_PRICES, Prices
from bot.domain.messages import ChannelName
from bot.domain.timing import Clock
from bot.settings import Settings
from bot.store.audience_options import PostgresAudienceOptions
from bot.store.campaign_control import PostgresCampaignControl
from bot.store.campaign_desk import RingingCampaigns
from bot.store.campaign_forms import PostgresCampaignForms
from bot.store.campaign_lists import PostgresCampaignLists
from bot.store.campaign_pictures import PostgresCampaignPictures
from bot.store.campaign_reach import PostgresReach
from bot.store.campaign_recipients import PostgresRecipients
from bot.store.campaign_report import PostgresCampaignReports
from bot.store.campaign_trials import PostgresPilots
from bot.store.campaigns import PostgresCampaigns
from bot.store.consent_ledger import PostgresConsentLedger
from bot.store.contact_imports import PostgresContactImports
from bot.store.segments import PostgresSegments
from bot.store.staff_notices import PostgresStaffNotices
from bot.template_room import campaign_wording, template_book, template_desk, template_shelf
from console.staff.app import Staffroom
from console.staff.campaign_templates import TemplatePorts, templates_area
from console.staff.campaigns.area import campaigns_area
from console.staff.campaigns.control_area import control_area
from console.staff.campaigns.control_desk import ControlPorts
from console.staff.campaigns.desk import CampaignPorts
from console.staff.visit import Area


def campaign_areas(settings: Settings, adapters: Adapters, room: Staffroom) -> Sequence[Area]:
    """In one section; what is approved by Meta is looked at whenever a preview is drawn."""
    shelf = template_shelf(adapters)
    wording = campaign_wording(adapters, shelf)
    return [
        _templates(settings, adapters, room),
        _writing(settings, adapters, room, wording),
        _control(settings, adapters, room, wording),
    ]


def _templates(settings: Settings, adapters: Adapters, room: Staffroom) -> Area:
    desk = template_desk(settings, adapters)
    return templates_area(TemplatePorts(template_book(adapters), desk, adapters.book.phrase, room.audit))


def _writing(settings: Settings, adapters: Adapters, room: Staffroom, wording: CampaignWording) -> Area:
    rules, templates = campaign_rules(settings), ApprovedTemplates(template_book(adapters))
    database, wakeup = adapters.database, adapters.wakeup
    ports = CampaignPorts(
        desk=RingingCampaigns(database, rules, wakeup),
        lists=PostgresCampaignLists(database),
        forms=PostgresCampaignForms(database),
        reach=PostgresReach(database, rules),
        phones=wording,
        topics=BookCampaignTopics(adapters.book),
        templates=templates,
        options=PostgresAudienceOptions(database),
        pictures=PostgresCampaignPictures(database),
        segments=PostgresSegments(database, wakeup),
        imports=contact_imports(adapters, WallClock()),
        ledger=PostgresConsentLedger(database),
        readability=FaqRules(adapters.book).readability,
        audit=room.audit,
    )
    return campaigns_area(ports)


def _control(settings: Settings, adapters: Adapters, room: Staffroom, wording: CampaignWording) -> Area:
    rules, templates = campaign_rules(settings), ApprovedTemplates(template_book(adapters))
    database, wakeup = adapters.database, adapters.wakeup
    pilots = PostgresPilots(database, wakeup)
    ports = ControlPorts(
        control=PostgresCampaignControl(database, PostgresCampaigns(database, rules), wakeup),
        phones=wording,
        categories=templates,
        templates=templates,
        topics=BookCampaignTopics(adapters.book),
        options=PostgresAudienceOptions(database),
        pilots=pilots,
        trials=OutboxTrials(pilots, adapters.channels, wording.on, adapters.book.phrase),
        reports=PostgresCampaignReports(database),
        recipients=PostgresRecipients(database),
        notices=PostgresStaffNotices(database, wakeup),
        accounts=room.accounts,
        audit=room.audit,
        rules=rules,
        rates={ChannelName.TELEGRAM: settings.TELEGRAM_PER_SECOND, ChannelName.WHATSAPP: settings.WHATSAPP_PER_SECOND},
        prices=prices_of(settings),
        topic=known_title(adapters.book.title),
    )
    return control_area(ports)


def contact_imports(adapters: Adapters, clock: Clock) -> PostgresContactImports:
    accounts = {name: channel.account for name, channel in adapters.channels.items()}
    interests = BookCampaignTopics(adapters.book).interest_words()
    return PostgresContactImports(adapters.database, adapters.wakeup, clock, accounts, interests)


def campaign_jobs(adapters: Adapters) -> Sequence[Job]:
    return (Job("contact lists", at_once, contact_imports(adapters, WallClock()).advance_all),)


def prices_of(settings: Settings) -> Prices:
    """Samples, and called so, until an office enters its own."""
    if not settings.WHATSAPP_PRICES:
        return SAMPLE_PRICES
    pairs = (each.split("=") for each in settings.WHATSAPP_PRICES.split(","))
    return Prices({category: int(rupiah) for category, rupiah in pairs}, sample=False)


def known_title(title: Callable[[str, str], str]) -> Callable[[str, str], str]:
    """A label that is not in the taxonomy any more is called by its name."""

    def told(label: str, language: str) -> str:
        try:
            return title(label, language)
        except KeyError:
            return label

    return told
