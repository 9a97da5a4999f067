"""Proposals in words, by whoever answers residents: a change of an answer, or a topic that is missing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from aiohttp import web

from bot.domain.staff import Role
from console.staff.answers.desk import ANSWERS, AnswerDesk
from console.staff.forms import BadForm
from console.staff.visit import Visit

_MOST = 2000


@dataclass(frozen=True, slots=True)
class Proposing:
    """Readers propose, editors close with a word."""

    desk: AnswerDesk

    async def show(self, visit: Visit) -> web.StreamResponse:
        topics = {each.id: each.titles.get(visit.language, each.id) for each in self.desk.rules.topics()}
        wanted = visit.asked("topik", 60)
        return visit.page(
            "answers/proposals.html",
            proposals=await self.desk.proposals.all(),
            topics=topics,
            wanted=wanted if wanted in topics else "",
            may_close=visit.may(Role.EDITOR),
            most=_MOST,
            key=uuid4(),
        )

    async def propose(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        topic, words = form.text("topic", 60), form.text("words", _MOST)
        if topic:
            self.desk.entry(topic)
        if not words:
            raise BadForm("answers_words_missing")
        await self.desk.proposals.propose(str(form.uuid("key")), topic, words, visit.account.login)
        await self.desk.note(visit, "propose", topic)
        return visit.go(f"{ANSWERS}/usulan?terkirim=1")

    async def close(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        number, reply = form.number("proposal"), form.text("reply", _MOST)
        if await self.desk.proposals.close(number, visit.account.login, reply):
            await self.desk.note(visit, "proposal_close", detail=f"usulan {number}")
        return visit.go(f"{ANSWERS}/usulan")
