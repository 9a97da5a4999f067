"""Ready-made replies: the list, and the form for a new one or a changed one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID, uuid4

from aiohttp import web

from bot.domain.audit import Deed
from bot.domain.composing import LONGEST_CANNED, LONGEST_TITLE, PLACES, Canned, CannedText, FoundAnswer
from console.staff.conversation.composing import is_stale
from console.staff.conversation.ports import ConversationPorts
from console.staff.forms import BadForm, Form, read_uuid
from console.staff.visit import Visit

PATH = "/console/balasan-siap"
_ALL = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One of the list."""

    canned: Canned
    stale: bool
    topic: str


@dataclass(frozen=True, slots=True)
class CannedPages:
    """Handlers."""

    ports: ConversationPorts

    async def show(self, visit: Visit) -> web.StreamResponse:
        """The list; with `?ubah=<id>` one of them is in the form."""
        chosen = visit.asked("ubah")
        canned = await self.ports.canned.find(read_uuid(chosen), visit.account.id) if chosen else None
        return await self._page(visit, canned or Canned(uuid4(), "", ""), new=canned is None)

    async def save(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        canned, new = form.uuid("id"), form.flag("new")
        try:
            text = await self._text(form)
        except BadForm as bad:
            kept = Canned(canned, _cut(form, "title"), _cut(form, "words"), _owner(visit, form), _cut(form, "topic"))
            problem = visit.text(bad.phrase, **bad.values)
            return await self._page(visit, kept, new=new, problem=problem, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        act = self.ports.canned.add if new else self.ports.canned.change
        await act(canned, text, visit.account.id, visit.account.name)
        await self._audit(visit, canned, "add" if new else "change")
        return visit.go(f"{PATH}?kabar=canned_saved")

    async def drop(self, visit: Visit) -> web.StreamResponse:
        canned = (await visit.form()).uuid("id")
        await self.ports.canned.drop(canned, visit.account.id)
        await self._audit(visit, canned, "drop")
        return visit.go(f"{PATH}?kabar=canned_gone")

    async def _text(self, form: Form) -> CannedText:
        topic = form.text("topic")
        found = await self.ports.shelf.answer(topic, "id") if topic else None
        if topic and found is None:
            raise BadForm("form_broken")
        return CannedText(
            title=form.needed("title", LONGEST_TITLE),
            words=form.needed("words", LONGEST_CANNED),
            shared=form.flag("shared"),
            topic=topic,
            edition=found.edition if found else "",
        )

    async def _page(
        self, visit: Visit, canned: Canned, *, new: bool, problem: str = "", status: int = HTTPStatus.OK
    ) -> web.Response:
        topics = await self.ports.shelf.search("", visit.language, _ALL)
        key = f"conversation_told_{visit.asked('kabar', 30)}"
        return visit.page(
            "conversation/canned.html",
            status,
            lines=await self._lines(visit, topics),
            canned=canned,
            new=new,
            problem=problem,
            topics=topics,
            places=PLACES,
            longest=LONGEST_CANNED,
            longest_title=LONGEST_TITLE,
            told=visit.text(key) if key in visit.looks.words else "",
        )

    async def _lines(self, visit: Visit, topics: Sequence[FoundAnswer]) -> list[Line]:
        titles = {topic.topic: topic.title for topic in topics}
        return [
            Line(canned, await is_stale(self.ports, canned), titles.get(canned.topic, canned.topic))
            for canned in await self.ports.canned.of(visit.account.id)
        ]

    async def _audit(self, visit: Visit, canned: UUID, what: str) -> None:
        await self.ports.audit.note(Deed(visit.account.login, f"canned.{what}", f"canned:{canned}"))


def _owner(visit: Visit, form: Form) -> UUID | None:
    return None if form.flag("shared") else visit.account.id


def _cut(form: Form, name: str) -> str:
    """What was typed, for the form to show again."""
    return form.text(name, 100_000)[: 2 * LONGEST_CANNED]
