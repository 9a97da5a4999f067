"""Pages of the inbox: the list with its tabs, search and filters, and what is done from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from bot.domain.audit import AuditLog, Deed
from bot.domain.front_desk import STAFF_OF_THE_DESK, FrontDesk, HeldByOther
from bot.domain.messages import ChannelName
from bot.domain.snoozing import Snooze
from bot.domain.waiting import DeskLists, Line, Page, Tab, Viewer
from console.staff.inbox.asked import PATH, Asked, back_to
from console.staff.inbox.bulk import BulkAct, Result, carry_out
from console.staff.visit import Area, Section, Visit
from console.staff.visit import Page as Route

_SHOWN_REFUSED = 10


@dataclass(frozen=True, slots=True)
class InboxPorts:
    """What the inbox needs."""

    desk: FrontDesk
    lists: DeskLists
    audit: AuditLog


def inbox_area(ports: InboxPorts) -> Area:
    pages = InboxPages(ports)
    name, roles = "inbox", STAFF_OF_THE_DESK
    return Area(
        (
            Route("GET", PATH, pages.show, roles, name),
            Route("GET", f"{PATH}/list", pages.show_list, roles, name),
            Route("POST", f"{PATH}/take", pages.take, roles, name),
            Route("POST", f"{PATH}/bulk", pages.bulk, roles, name),
        ),
        (Section(name, PATH, "inbox_title", roles, "i"),),
        (pages.probe,),
    )


@dataclass(frozen=True, slots=True)
class InboxPages:
    """The handlers."""

    ports: InboxPorts

    async def show(self, visit: Visit) -> web.StreamResponse:
        asked = Asked.of(visit)
        desk, lists = self.ports.desk, self.ports.lists
        await self.ports.audit.note(_reading(visit, asked))
        page = await self._page(visit, asked)
        return visit.page(
            "inbox/page.html",
            listed=_listed(visit, asked, page, picks=True),
            counts=await lists.counts(_viewer(visit)),
            tabs=tuple(Tab),
            channels=tuple(ChannelName),
            labels=await desk.known_labels(),
            colleagues=await desk.colleagues(),
            snoozes=[each for each in Snooze if each is not Snooze.NOW],
            result=await self._told(visit),
        )

    async def show_list(self, visit: Visit) -> web.StreamResponse:
        """The list alone: beside a conversation (`here`), and again whenever something in it has changed."""
        asked = Asked.of(visit)
        await self.ports.audit.note_seldom(_reading(visit, asked))
        page = await self._page(visit, asked)
        return visit.page("inbox/_list.html", listed=_listed(visit, asked, page, picks=visit.asked("pilih") == "1"))

    async def take(self, visit: Visit) -> web.StreamResponse:
        """To the conversation; where a colleague was quicker, back to the list, which says who has it."""
        form = await visit.form()
        conversation, back = form.uuid("conversation"), back_to(form.text("back", 1000))
        try:
            await self.ports.desk.claim(conversation, visit.account)
        except HeldByOther as refused:
            return visit.go(_told_at(back, Result(BulkAct.CLAIM, (), [(conversation, refused)])))
        return visit.go(f"{PATH}/{conversation}")

    async def bulk(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        back = back_to(form.text("back", 1000))
        return visit.go(_told_at(back, await carry_out(self.ports.desk, visit, form)))

    async def probe(self, visit: Visit, _query: Mapping[str, str]) -> Mapping[str, object]:
        if not visit.may(*STAFF_OF_THE_DESK):
            return {}
        counts = await self.ports.lists.counts(_viewer(visit))
        return {"counts": {"inbox": counts.waiting}, "inbox": f"{counts.stamp}.{counts.mine}"}

    async def _page(self, visit: Visit, asked: Asked) -> Page:
        viewer, lists = _viewer(visit), self.ports.lists
        if asked.words:
            return await lists.search(asked.words, viewer, asked.filters, asked.after)
        return await lists.page(asked.tab, viewer, asked.filters, asked.after)

    async def _told(self, visit: Visit) -> dict[str, object] | None:
        """What came of a bulk act, out of the address it led to: who was refused is read as it stands now."""
        try:
            act, done, refused = BulkAct(visit.asked("hasil")), int(visit.asked("jadi")), visit.asked("tolak", 500)
        except ValueError:
            return None
        ids: list[UUID] = []
        with suppress(ValueError):
            ids = [UUID(each) for each in refused.split(".") if each][:_SHOWN_REFUSED]
        lines: Sequence[Line] = await self.ports.lists.lines(ids, _viewer(visit)) if ids else ()
        return {"act": act, "done": done, "refused": lines, "count": len(ids)}


def _reading(visit: Visit, asked: Asked) -> Deed:
    return Deed(visit.account.login, "inbox.search" if asked.words else "inbox.list", f"inbox:{asked.tab}")


def _viewer(visit: Visit) -> Viewer:
    return Viewer.of(visit.account.id, visit.account.roles)


@dataclass(frozen=True, slots=True)
class Listed:
    """What _list.html shows. `picks`: with boxes to choose lines by; `here` is the conversation beside it; `further`
    and `first` lead to other pages, empty where there are none."""

    asked: Asked
    lines: Sequence[Line]
    further: str
    first: str
    here: str
    picks: bool

    @property
    def again(self) -> str:
        """Where this very list is read again."""
        return self.asked.path("/list", here=self.here, pilih="1" if self.picks else "")


def _listed(visit: Visit, asked: Asked, page: Page, *, picks: bool) -> Listed:
    further = asked.at(page.next) if page.next else ""
    first = asked.at("") if asked.after else ""
    return Listed(asked, page.lines, further, first, visit.asked("here"), picks)


def _told_at(back: str, result: Result) -> str:
    """The list, with what came of it."""
    refused = ".".join(conversation.hex for conversation, _ in result.refused[:_SHOWN_REFUSED])
    return f"{back}{'&' if '?' in back else '?'}hasil={result.act}&jadi={len(result.done)}&tolak={refused}"
