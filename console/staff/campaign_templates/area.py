"""The routes of the templates, and who may call them. They come before `/console/campaigns/{id}`."""

from __future__ import annotations

from console.staff.campaign_templates.listing import Listing
from console.staff.campaign_templates.room import TEMPLATES, TemplatePorts
from console.staff.campaign_templates.writing import Writing
from console.staff.campaigns.desk import READERS, SECTION, WRITERS
from console.staff.visit import Area, Page

_ONE = f"{TEMPLATES}/{{name}}/{{language}}"


def templates_area(ports: TemplatePorts) -> Area:
    listing, writing = Listing(ports), Writing(ports)
    pages = (
        Page("GET", TEMPLATES, listing.show, READERS, SECTION),
        Page("POST", f"{TEMPLATES}/sync", listing.sync, WRITERS, SECTION),
        Page("GET", f"{TEMPLATES}/new", writing.ask, WRITERS, SECTION),
        Page("POST", f"{TEMPLATES}/new", writing.submit, WRITERS, SECTION),
        Page("POST", f"{TEMPLATES}/preview", writing.preview, WRITERS, SECTION, background=True),
        Page("GET", _ONE, listing.one, READERS, SECTION),
        Page("POST", f"{_ONE}/delete", writing.delete, WRITERS, SECTION),
    )
    return Area(pages)
