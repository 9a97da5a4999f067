"""The bell: what one was told, the newest first, and what is new for the browser's own notification."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.domain.staff_notices import StaffNotices
from console.staff.duty.wording import notice_line
from console.staff.visit import Visit

_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class NoticePages:
    """Everybody sees their own."""

    notices: StaffNotices
    path: str

    async def show(self, visit: Visit) -> web.StreamResponse:
        before = visit.asked("before", 18)
        below = int(before) if before.isascii() and before.isdecimal() else None
        found = await self.notices.of(visit.account.id, below, _A_PAGE + 1)
        shown = found[:_A_PAGE]
        lines = [(each, notice_line(visit.looks.words, visit.language, each)) for each in shown]
        older = f"{self.path}?before={shown[-1].id}" if len(found) > _A_PAGE else ""
        newest = shown[0].id if shown and below is None else 0
        return visit.page("duty/notices.html", lines=lines, older=older, newest=newest)

    async def news(self, visit: Visit) -> web.StreamResponse:
        """For a page in the background, whose stream is closed: the same as the probe `news` tells."""
        count, newest = await self.notices.unseen(visit.account.id)
        lines = [
            {"id": each.id, "text": notice_line(visit.looks.words, visit.language, each), "link": each.link}
            for each in newest
        ]
        return web.json_response({"count": count, "newest": lines})

    async def see(self, visit: Visit) -> web.StreamResponse:
        """All up to the newest that was on the page: what came meanwhile stays new."""
        form = await visit.form()
        await self.notices.see(visit.account.id, form.number("up_to"))
        return visit.go(self.path)
