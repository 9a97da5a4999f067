"""The routes of writing campaigns, and who may call them."""

from __future__ import annotations

from console.staff.campaigns.audience import SEGMENTS, Audiences
from console.staff.campaigns.consents import Consents
from console.staff.campaigns.desk import CAMPAIGNS, READERS, SECTION, WRITERS, CampaignPorts
from console.staff.campaigns.importing import IMPORTS, Importing
from console.staff.campaigns.listing import Listing
from console.staff.campaigns.previewing import Previewing
from console.staff.campaigns.writing import Writing
from console.staff.visit import Area, Page, Section

_ID = "{id:[0-9a-f-]{36}}"
_ONE = f"{CAMPAIGNS}/{_ID}"


def campaigns_area(ports: CampaignPorts) -> Area:
    listing, writing, previewing = Listing(ports), Writing(ports), Previewing(ports)
    section = Section(SECTION, CAMPAIGNS, "nav_campaigns", READERS, "s")
    pages = (
        Page("GET", CAMPAIGNS, listing.show, READERS, SECTION),
        Page("GET", f"{CAMPAIGNS}/new", listing.ask_new, WRITERS, SECTION),
        Page("POST", f"{CAMPAIGNS}/new", listing.add, WRITERS, SECTION),
        Page("GET", f"{CAMPAIGNS}/pictures/{_ID}", previewing.picture, READERS, SECTION),
        *_audience_pages(ports),
        *_import_pages(ports),
        Page("GET", _ONE, writing.show, WRITERS, SECTION),
        Page("POST", _ONE, writing.take, WRITERS, SECTION),
        Page("POST", f"{_ONE}/draft", writing.keep, WRITERS, SECTION),
        Page("GET", f"{_ONE}/template", writing.template, WRITERS, SECTION),
        Page("GET", f"{_ONE}/preview", previewing.show, WRITERS, SECTION),
        Page("POST", f"{_ONE}/discard", listing.discard, WRITERS, SECTION),
    )
    return Area(pages, (section,), (listing.live,))


def _audience_pages(ports: CampaignPorts) -> tuple[Page, ...]:
    audiences, consents = Audiences(ports), Consents(ports)
    return (
        Page("POST", f"{CAMPAIGNS}/audience/count", audiences.count, WRITERS, SECTION),
        Page("GET", f"{CAMPAIGNS}/consents", consents.show, READERS, SECTION),
        Page("GET", SEGMENTS, audiences.all, READERS, SECTION),
        Page("GET", f"{SEGMENTS}/new", audiences.ask_new, WRITERS, SECTION),
        Page("POST", f"{SEGMENTS}/new", audiences.add, WRITERS, SECTION),
        Page("GET", f"{SEGMENTS}/{_ID}", audiences.one, READERS, SECTION),
        Page("POST", f"{SEGMENTS}/{_ID}", audiences.change, WRITERS, SECTION),
        Page("POST", f"{SEGMENTS}/{_ID}/delete", audiences.delete, WRITERS, SECTION),
    )


def _import_pages(ports: CampaignPorts) -> tuple[Page, ...]:
    importing = Importing(ports)
    return (
        Page("GET", IMPORTS, importing.all, READERS, SECTION),
        Page("POST", IMPORTS, importing.upload, WRITERS, SECTION),
        Page("GET", f"{IMPORTS}/template", importing.template, READERS, SECTION),
        Page("GET", f"{IMPORTS}/{_ID}", importing.one, READERS, SECTION),
        Page("GET", f"{IMPORTS}/{_ID}/errors", importing.errors, READERS, SECTION),
        Page("POST", f"{IMPORTS}/{_ID}/take", importing.take, WRITERS, SECTION),
        Page("POST", f"{IMPORTS}/{_ID}/discard", importing.discard, WRITERS, SECTION),
    )
