"""One group at a time: what was asked, what the bot thought, and one key that says what it was about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from aiohttp import web

from bot.domain.review import NEW_TOPIC, OUT_OF_TOPIC, Done, Group, UnknownGroup, Verdict
from console.staff.forms import BadForm, Form, read_uuid
from console.staff.teach.room import EDITORS, LOOKERS, PATH, PROPOSERS, SECTION, TeachRoom, label_of
from console.staff.visit import Page, Visit

_LONGEST_EXAMPLE = 500
_LONGEST_SHOWN = 280
"""Letters of a question that are shown at once: about three lines."""
_GUESSES = 3
_GROUP = PATH + "/groups/{group}"


@dataclass(frozen=True, slots=True)
class GroupPages:
    """After each act the next group comes at once: in the same answer where htmx asked."""

    room: TeachRoom

    def pages(self) -> tuple[Page, ...]:
        return (
            Page("GET", _GROUP, self.show, LOOKERS, SECTION),
            Page("GET", f"{_GROUP}/near", self.near, EDITORS, SECTION),
            Page("POST", f"{_GROUP}/label", self.label, PROPOSERS, SECTION),
            Page("POST", f"{_GROUP}/split", self.split, EDITORS, SECTION),
            Page("POST", f"{_GROUP}/merge", self.merge, EDITORS, SECTION),
            Page("POST", f"{_GROUP}/skip", self.skip, PROPOSERS, SECTION),
        )

    async def show(self, visit: Visit) -> web.StreamResponse:
        return await self._page(visit, _asked(visit))

    async def near(self, visit: Visit) -> web.StreamResponse:
        group = _asked(visit)
        lines = await self.room.queue.near(group)
        shown = await self.room.queue.show(group, "")
        await self.room.note(visit, "near", f"group:{group}")
        template = "teach/_near.html" if visit.swaps else "teach/near.html"
        return visit.page(template, lines=lines, group=shown, room=self.room, key=uuid4(), tab="queue")

    async def label(self, visit: Visit) -> web.StreamResponse:
        form, group = await visit.form(), _asked(visit)
        label, title = label_of(self.room, visit, form.text("label"), form.text("topic"), form.text("title", 60))
        if visit.may(*EDITORS):
            done = await self._label(visit, form, group, label, title)
        else:
            version = form.number("version")
            done = await self.room.acts.propose(group, version, label, title, visit.account.login)
            await self.room.note(visit, "propose", f"group:{group}", label)
        return await self._next(visit, done)

    async def _label(self, visit: Visit, form: Form, group: UUID, label: str, title: str) -> Done:
        seen, picked = form.many("seen"), form.many("pick")
        members = [each for each in picked if each in seen] or seen
        texts = {each: words for each in members if (words := form.text(f"text-{each}", _LONGEST_EXAMPLE))}
        verdict = Verdict(form.uuid("key"), group, form.number("version"), members, label, title, texts)
        done = await self.room.acts.label(verdict, visit.account.login)
        await self.room.note(visit, "label", f"group:{group}", f"{label} {done.questions}")
        return done

    async def split(self, visit: Visit) -> web.StreamResponse:
        form, group = await visit.form(), _asked(visit)
        picked = form.many("pick")
        if not picked or set(picked) >= set(form.many("seen")):
            raise BadForm("teach_split_some")
        done = await self.room.acts.split(form.uuid("key"), group, form.number("version"), picked, visit.account.login)
        await self.room.note(visit, "split", f"group:{group}", str(done.group))
        return await self._page(visit, group, done) if visit.swaps else visit.go(f"{PATH}/groups/{group}")

    async def merge(self, visit: Visit) -> web.StreamResponse:
        form, group = await visit.form(), _asked(visit)
        other = read_uuid(form.text("other"))
        done = await self.room.acts.merge(form.uuid("key"), [group, other], visit.account.login)
        await self.room.note(visit, "merge", f"group:{group}", str(other))
        return await self._page(visit, group, done) if visit.swaps else visit.go(f"{PATH}/groups/{group}")

    async def skip(self, visit: Visit) -> web.StreamResponse:
        form, group = await visit.form(), _asked(visit)
        done = await self.room.acts.skip(form.uuid("key"), group, visit.account.login)
        await self.room.note(visit, "skip", f"group:{group}")
        return await self._next(visit, done)

    async def _next(self, visit: Visit, done: Done) -> web.StreamResponse:
        proposing = not visit.may(*EDITORS)
        group = await self.room.queue.following(visit.account.login, proposing=proposing)
        if group is None or (group == done.group and done.act == "skip"):
            return visit.go(PATH)
        return await self._page(visit, group, done) if visit.swaps else visit.go(f"{PATH}/groups/{group}")

    async def _page(self, visit: Visit, asked: UUID, done: Done | None = None) -> web.StreamResponse:
        claims = visit.may(*PROPOSERS)
        try:
            group = await self.room.queue.show(asked, visit.account.login if claims else "")
        except UnknownGroup:
            if visit.swaps:
                raise
            return visit.page("teach/gone.html", status=404, tab="queue", room=self.room)
        await self.room.note(visit, "read", f"group:{asked}")
        last = done or (await self.room.acts.last_act(visit.account.login) if claims else None)
        template = "teach/_group.html" if visit.swaps else "teach/group.html"
        response = visit.page(template, **self._context(visit, group, last))
        response.headers["HX-Push-Url"] = f"{PATH}/groups/{asked}"
        return response

    def _context(self, visit: Visit, group: Group, last: Done | None) -> dict[str, Any]:
        # "Out of topic" has a key of its own.
        offered = set(self.room.choices(visit)) - {OUT_OF_TOPIC}
        guesses = [each for each in group.guesses if each[0] in offered][:_GUESSES]
        return {
            "tab": "queue",
            "group": group,
            "guesses": guesses,
            "longest_shown": _LONGEST_SHOWN,
            "last": last,
            "room": self.room,
            "key": uuid4(),
            "edits": visit.may(*EDITORS),
            "proposes": visit.may(*PROPOSERS),
            "new_topic": NEW_TOPIC,
            "out_of_topic": OUT_OF_TOPIC,
        }


def _asked(visit: Visit) -> UUID:
    return read_uuid(visit.matched("group"))
