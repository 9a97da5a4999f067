"""The routes that steer a campaign and report it, and who may call them. No section of its own."""

from __future__ import annotations

from bot.domain.campaign_control import STAFF
from console.staff.campaigns.control_desk import ControlPorts
from console.staff.campaigns.control_page import ControlPage
from console.staff.campaigns.controlling import Controlling
from console.staff.campaigns.desk import CAMPAIGNS, SECTION, WRITERS
from console.staff.campaigns.recipients_pages import RecipientPages
from console.staff.campaigns.reporting import Reporting
from console.staff.campaigns.trying import Trying
from console.staff.campaigns.watching import Watching
from console.staff.visit import Area, Page

_ONE = f"{CAMPAIGNS}/{{id:[0-9a-fA-F-]{{36}}}}"


def control_area(ports: ControlPorts) -> Area:
    page, watching = ControlPage(ports), Watching(ports)
    controlling = Controlling(ports, page)
    trying, reporting, recipients = Trying(ports, controlling), Reporting(ports), RecipientPages(ports)
    control, report = f"{_ONE}/control", f"{_ONE}/report"
    reads = (
        (control, page.show),
        (f"{control}/progress", watching.progress),
        (report, reporting.show),
        (f"{report}/recipients", recipients.show),
        (f"{report}/recipients.csv", recipients.export),
        (f"{report}/figures.csv", reporting.export),
    )
    staff_acts = (
        ("approve", controlling.approve),
        ("send-back", controlling.send_back),
        ("pause", controlling.pause),
        ("resume", controlling.resume),
        ("resume-without", controlling.resume_without),
        ("cancel", controlling.cancel),
        ("override", controlling.override),
    )
    writers_acts = (
        ("submit", controlling.submit),
        ("take-back", controlling.take_back),
        ("reschedule", controlling.reschedule),
        ("start", controlling.start_now),
        ("correct", controlling.correct),
        ("copy", controlling.copy),
        ("trial", trying.send),
        ("pilots", trying.add),
        ("pilots/drop", trying.drop),
    )
    pages = (
        *(Page("GET", path, act, STAFF, SECTION) for path, act in reads),
        *(Page("POST", f"{control}/{name}", act, STAFF, SECTION) for name, act in staff_acts),
        *(Page("POST", f"{control}/{name}", act, WRITERS, SECTION) for name, act in writers_acts),
    )
    return Area(pages, probes=(watching.probe,))
