"""The list of groups, and what can be done with several of them at once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

from aiohttp import web

from bot.domain.review import OUT_OF_TOPIC, UnknownGroup, Verdict
from console.staff.forms import BadForm, Form, read_uuid
from console.staff.teach.room import EDITORS, LOOKERS, PATH, PROPOSERS, SECTION, TeachRoom, label_of
from console.staff.visit import Page, Visit

_PAGE = 30
_MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class QueuePages:
    """Pages of the queue as a whole."""

    room: TeachRoom

    def pages(self) -> tuple[Page, ...]:
        return (
            Page("GET", PATH, self.show, LOOKERS, SECTION),
            Page("GET", f"{PATH}/next", self.begin, PROPOSERS, SECTION),
            Page("POST", f"{PATH}/several", self.several, EDITORS, SECTION),
            Page("POST", f"{PATH}/undo", self.undo, PROPOSERS, SECTION),
        )

    async def show(self, visit: Visit) -> web.StreamResponse:
        start = visit.asked("from")
        after = int(start) if start.isascii() and start.isdecimal() and len(start) < 7 else 0
        lines = await self.room.queue.lines(after=after, limit=_PAGE + 1)
        await self.room.note(visit, "list", f"from:{after}")
        return visit.page(
            "teach/queue.html",
            tab="queue",
            lines=lines[:_PAGE],
            waiting=await self.room.queue.waiting(),
            more=after + _PAGE if len(lines) > _PAGE else None,
            fewer=max(0, after - _PAGE) if after else None,
            last=await self.room.acts.last_act(visit.account.login),
            room=self.room,
            edits=visit.may(*EDITORS),
            proposes=visit.may(*PROPOSERS),
            key=uuid4(),
            out_of_topic=OUT_OF_TOPIC,
        )

    async def begin(self, visit: Visit) -> web.StreamResponse:
        """The first group that nobody else looks at."""
        proposing = not visit.may(*EDITORS)
        group = await self.room.queue.following(visit.account.login, proposing=proposing)
        return visit.go(f"{PATH}/groups/{group}" if group else PATH)

    async def several(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        groups = [read_uuid(each) for each in form.many("group", _MOST_AT_ONCE)]
        if not groups:
            raise BadForm("teach_none_chosen")
        if form.text("label") == "merge":
            await self._merge(visit, form, groups)
        else:
            await self._label(visit, form, groups)
        return visit.go(PATH)

    async def _merge(self, visit: Visit, form: Form, groups: list[UUID]) -> None:
        if len(set(groups)) < 2:
            raise BadForm("teach_merge_two")
        await self.room.acts.merge(form.uuid("key"), groups, visit.account.login)
        await self.room.note(visit, "merge", f"group:{groups[0]}", " ".join(str(group) for group in groups[1:]))

    async def _label(self, visit: Visit, form: Form, groups: list[UUID]) -> None:
        """Each group for itself: one that somebody else changed meanwhile stays as it is, and is told."""
        label, _ = label_of(self.room, visit, form.text("label"), form.text("topic"), "")
        for group in groups:
            with suppress(UnknownGroup):  # labelled meanwhile, or by this very form sent twice
                await self._label_one(visit, group, label)

    async def _label_one(self, visit: Visit, group: UUID, label: str) -> None:
        actor = visit.account.login
        shown = await self.room.queue.show(group, actor)
        if shown.line.holder not in {"", actor}:
            raise BadForm("teach_held_now", name=shown.line.holder)
        members = [member.id for member in shown.members]
        await self.room.acts.label(Verdict(uuid4(), group, shown.version, members, label), actor)
        await self.room.note(visit, "label", f"group:{group}", label)

    async def undo(self, visit: Visit) -> web.StreamResponse:
        done = await self.room.acts.undo(visit.account.login)
        await self.room.note(visit, f"undo_{done.act}", f"group:{done.group}")
        return visit.go(f"{PATH}/groups/{done.group}" if done.act != "split" else PATH)
