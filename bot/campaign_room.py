"""Composition of the pages that write campaigns, and of the job that reads lists of contacts."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters import Adapters
from bot.answers import FaqRules
from bot.campaign_preview import PhonePreviews
from bot.campaign_topics import BookCampaignTopics
from bot.clock import WallClock
from bot.clockwork import Job, at_once
from bot.domain.audit import AuditLog
from bot.domain.campaigns import Rules
from bot.domain.messages import ChannelName
from bot.domain.timing import Clock
from bot.store.audience_options import PostgresAudienceOptions
from bot.store.campaign_desk import RingingCampaigns
from bot.store.campaign_forms import PostgresCampaignForms
from bot.store.campaign_lists import PostgresCampaignLists
from bot.store.campaign_pictures import PostgresCampaignPictures
from bot.store.campaign_reach import PostgresReach
from bot.store.consent_ledger import PostgresConsentLedger
from bot.store.contact_imports import PostgresContactImports
from bot.store.segments import PostgresSegments
from bot.template_choices import ShelfChoices
from bot.template_room import campaign_wording, template_shelf
from console.staff.campaigns.area import campaigns_area
from console.staff.campaigns.desk import CampaignPorts
from console.staff.visit import Area


def campaign_pages(adapters: Adapters, rules: Rules, audit: AuditLog) -> Area:
    database, wakeup = adapters.database, adapters.wakeup
    shelf = template_shelf(adapters)
    wording, templates = campaign_wording(adapters, shelf), ShelfChoices(shelf)
    ports = CampaignPorts(
        desk=RingingCampaigns(database, rules, wakeup),
        lists=PostgresCampaignLists(database),
        forms=PostgresCampaignForms(database),
        reach=PostgresReach(database, rules),
        previews=PhonePreviews({name: wording.on(name) for name in ChannelName}, templates, wording.refresh),
        topics=BookCampaignTopics(adapters.book),
        templates=templates,
        options=PostgresAudienceOptions(database),
        pictures=PostgresCampaignPictures(database),
        segments=PostgresSegments(database, wakeup),
        imports=contact_imports(adapters, WallClock()),
        ledger=PostgresConsentLedger(database),
        readability=FaqRules(adapters.book).readability,
        audit=audit,
    )
    return campaigns_area(ports)


def contact_imports(adapters: Adapters, clock: Clock) -> PostgresContactImports:
    accounts = {name: channel.account for name, channel in adapters.channels.items()}
    interests = BookCampaignTopics(adapters.book).interests()
    return PostgresContactImports(adapters.database, adapters.wakeup, clock, accounts, interests)


def campaign_jobs(adapters: Adapters) -> Sequence[Job]:
    return (Job("contact lists", at_once, contact_imports(adapters, WallClock()).advance_all),)
