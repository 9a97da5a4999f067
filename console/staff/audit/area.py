"""The pages of the audit log, for admins and supervisors. Looking into it is noted, too."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aiohttp import web

from bot.domain.audit import AuditEntry, AuditLog, Deed, Verdict
from bot.domain.staff import Role
from console.staff.audit.asked import Asked, read_asked
from console.staff.audit.table import MOST_ROWS, as_csv
from console.staff.audit.words import about_path, about_words, deed_kinds, deed_words
from console.staff.gate import ROOT
from console.staff.visit import Area, Page, Section, Visit

PATH = f"{ROOT}/audit"
_ROLES = frozenset({Role.ADMIN, Role.SUPERVISOR})
_A_PAGE = 50
_BITE = 1000


@dataclass(frozen=True, slots=True)
class AuditPages:
    """`audit` is both what is shown and where the looking is written down."""

    audit: AuditLog

    async def look(self, visit: Visit) -> web.StreamResponse:
        await self.audit.note_seldom(Deed(visit.account.login, "audit.read"))
        return await self._page(visit, read_asked(visit))

    async def check(self, visit: Visit) -> web.StreamResponse:
        verdict = await self.audit.verify()
        found = "whole" if verdict.broken is None else f"broken at {verdict.broken}"
        await self.audit.note(Deed(visit.account.login, "audit.verify", detail=found))
        return await self._page(visit, Asked(), verdict)

    async def take(self, visit: Visit) -> web.StreamResponse:
        asked = read_asked(visit)
        if asked.problem:
            return await self._page(visit, asked)
        entries = await self._many(asked)
        await self.audit.note(Deed(visit.account.login, "audit.export", detail=f"{len(entries)}"))
        headers = {"Content-Disposition": f'attachment; filename="audit-{visit.now:%Y-%m-%d}.csv"'}
        return web.Response(body=as_csv(visit, entries), content_type="text/csv", charset="utf-8", headers=headers)

    async def _page(self, visit: Visit, asked: Asked, verdict: Verdict | None = None) -> web.StreamResponse:
        found: list[AuditEntry] = []
        if not asked.problem:
            found = list(await self.audit.find(asked.wanted, asked.before, _A_PAGE + 1))
        shown = found[:_A_PAGE]
        return visit.page(
            "audit/log.html",
            status=400 if asked.problem else 200,
            asked=asked,
            entries=[_line(visit, entry) for entry in shown],
            older=asked.query(shown[-1].number) if len(found) > _A_PAGE else "",
            kinds=deed_kinds(visit),
            verdict=verdict,
            most=MOST_ROWS,
        )

    async def _many(self, asked: Asked) -> list[AuditEntry]:
        entries: list[AuditEntry] = []
        while len(entries) < MOST_ROWS:
            bite = await self.audit.find(asked.wanted, asked.before, _BITE)
            entries += bite
            if len(bite) < _BITE:
                break
            asked = replace(asked, before=bite[-1].number)
        return entries


def _line(visit: Visit, entry: AuditEntry) -> tuple[AuditEntry, str, str, str]:
    """With what was done and what to, in words, and where that stands."""
    deed = entry.deed
    return entry, deed_words(visit, deed.what), about_words(visit, deed.about), about_path(deed.about)


def audit_area(audit: AuditLog) -> Area:
    pages = AuditPages(audit)
    return Area(
        (
            Page("GET", PATH, pages.look, _ROLES, "audit"),
            Page("POST", f"{PATH}/periksa", pages.check, _ROLES, "audit"),
            Page("GET", f"{PATH}/unduh", pages.take, _ROLES, "audit"),
        ),
        (Section("audit", PATH, "audit_section", _ROLES, "l", rare=True),),
    )
