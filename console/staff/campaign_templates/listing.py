"""All templates with their state, and one of them with what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aiohttp import web

from bot.domain.audit import Deed
from bot.domain.meta_errors import ManagementError
from bot.domain.templates import KeptTemplate, TemplateState
from console.staff.campaign_templates.room import TEMPLATES, TemplatePorts, look_of
from console.staff.campaigns.desk import WRITERS
from console.staff.visit import Visit

_WAITS = frozenset({TemplateState.PENDING, TemplateState.IN_APPEAL})
_DONE = frozenset({"submitted", "deleted", "synced", "same"})
_FILTERS = ("", "usable", "waiting", "trouble")


class Standing(NamedTuple):
    """What the pages show depends on. `connected`: a business account is set up."""

    connected: bool
    may_write: bool


class Listing:
    """Nothing is changed here but our copy of Meta's list."""

    def __init__(self, ports: TemplatePorts) -> None:
        self._ports = ports

    async def show(self, visit: Visit) -> web.StreamResponse:
        everything = await self._ports.book.all()
        wanted = visit.asked("saring", 20)
        wanted = wanted if wanted in _FILTERS else ""
        done = visit.asked("selesai", 20)
        return visit.page(
            "campaign_templates/list.html",
            templates=_filtered(everything, wanted),
            counts={each: len(_filtered(everything, each)) for each in _FILTERS},
            wanted=wanted,
            waiting=any(each.state in _WAITS for each in everything),
            synced=await self._ports.book.synced(),
            done=done if done in _DONE else "",
            changed=visit.asked("jumlah", 6),
            standing=self._standing(visit),
        )

    async def one(self, visit: Visit) -> web.StreamResponse:
        name, language = visit.matched("name"), visit.matched("language")
        kept = await self._ports.book.find(name, language)
        done = visit.asked("selesai", 20)
        return visit.page(
            "campaign_templates/one.html",
            kept=kept,
            look=look_of(kept.template),
            history=await self._ports.book.history(name, language),
            done=done if done in _DONE else "",
            deleted=kept.state is TemplateState.DELETED,
            standing=self._standing(visit),
        )

    async def sync(self, visit: Visit) -> web.StreamResponse:
        """Trouble stands beside the time on the list."""
        try:
            changed = await self._ports.desk.sync(visit.account.login)
        except ManagementError:
            return visit.go(TEMPLATES)
        await self._ports.audit.note(Deed(visit.account.login, "campaign.template_sync", "templates"))
        return visit.go(f"{TEMPLATES}?selesai={'synced' if changed else 'same'}&jumlah={changed}")

    def _standing(self, visit: Visit) -> Standing:
        connected = self._ports.desk.connected
        return Standing(connected, visit.may(*WRITERS) and connected)


def _filtered(templates: Sequence[KeptTemplate], wanted: str) -> Sequence[KeptTemplate]:
    match wanted:
        case "usable":
            return [each for each in templates if each.usable]
        case "waiting":
            return [each for each in templates if each.state in _WAITS]
        case "trouble":
            return [each for each in templates if not each.usable and each.state not in _WAITS]
        case _:
            return templates
