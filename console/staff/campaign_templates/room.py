"""What the pages about templates share: their ports, who may do what, and where they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from bot.domain.audit import AuditLog
from bot.domain.staff import Role
from bot.domain.template_ports import TemplateBook, TemplateDesk
from bot.domain.templates import Template
from console.staff.gate import ROOT

SECTION = "campaigns"
TEMPLATES = f"{ROOT}/campaigns/templates"
READERS = frozenset({Role.MANAGER, Role.ADMIN, Role.SUPERVISOR})
WRITERS = frozenset({Role.MANAGER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class TemplatePorts:
    """`phrase` has the bot's own words by key and language: how residents stop announcements."""

    book: TemplateBook
    desk: TemplateDesk
    phrase: Callable[[str, str], str]
    audit: AuditLog


class Look(NamedTuple):
    """A template as a phone shows it; `values` stand for its variables."""

    header: str
    picture: bool
    body: str
    footer: str
    buttons: tuple[str, ...]


def look_of(template: Template) -> Look:
    body = template.filled([each for each in template.examples if each.strip()])
    return Look(template.header, template.picture, body, template.footer, template.buttons)


def path_of(template: Template) -> str:
    return f"{TEMPLATES}/{template.name}/{template.language}"
