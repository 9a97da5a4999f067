"""What the pages about templates share: their ports, who may do what, and where they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.audit import AuditLog
from bot.domain.phones import PhoneBubble, Piece
from bot.domain.template_ports import TemplateBook, TemplateDesk
from bot.domain.templates import Template
from console.staff.campaigns.desk import CAMPAIGNS

TEMPLATES = f"{CAMPAIGNS}/templates"
_NOTHING = "…"


@dataclass(frozen=True, slots=True)
class TemplatePorts:
    """`phrase` has the bot's own words by key and language: how residents stop announcements."""

    book: TemplateBook
    desk: TemplateDesk
    phrase: Callable[[str, str], str]
    audit: AuditLog


def look_of(template: Template) -> PhoneBubble:
    """Its examples stand for its variables."""
    head = (Piece(f"{template.header}\n", bold=True),) if template.header else ()
    body = template.filled([each for each in template.examples if each.strip()])
    taps = tuple((title or _NOTHING,) for title in template.buttons)
    return PhoneBubble((*head, Piece(body or _NOTHING)), taps, footer=template.footer, photo=template.picture)


def path_of(template: Template) -> str:
    return f"{TEMPLATES}/{template.name}/{template.language}"
