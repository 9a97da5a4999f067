"""What officers answered by hand, as proposals: an editor takes them over, changes or rejects them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from bot.domain.answer_candidates import Acceptance
from console.staff.forms import LONG, BadForm, Form, read_uuid
from console.staff.teach.room import EDITORS, PATH, READERS, SECTION, TeachRoom
from console.staff.visit import Page, Visit

ANSWERS = f"{PATH}/answers"
_PAGE = 8


@dataclass(frozen=True, slots=True)
class AnswerPages:
    """Candidates, the newest first."""

    room: TeachRoom

    def pages(self) -> tuple[Page, ...]:
        one = ANSWERS + "/{candidate}"
        return (
            Page("GET", ANSWERS, self.show, READERS, SECTION),
            Page("POST", f"{one}/accept", self.accept, EDITORS, SECTION),
            Page("POST", f"{one}/reject", self.reject, EDITORS, SECTION),
            Page("POST", f"{one}/reopen", self.reopen, EDITORS, SECTION),
        )

    async def show(self, visit: Visit) -> web.StreamResponse:
        candidates = await self.room.candidates.open(_PAGE)
        await self.room.note(visit, "answers", "list")
        return visit.page(
            "teach/answers.html",
            tab="answers",
            candidates=candidates,
            waiting=await self.room.candidates.waiting(),
            done=visit.asked("done"),
            how=visit.asked("how"),
            room=self.room,
            edits=visit.may(*EDITORS),
        )

    async def accept(self, visit: Visit) -> web.StreamResponse:
        form, candidate = await visit.form(), _asked(visit)
        await self.room.candidates.accept(self._acceptance(visit, form, candidate), visit.account.login)
        await self.room.note(visit, "accept", f"answer:{candidate}")
        return visit.go(f"{ANSWERS}?done={candidate}&how=accepted")

    def _acceptance(self, visit: Visit, form: Form, candidate: UUID) -> Acceptance:
        topic, title = form.text("topic"), form.text("title", 60)
        teach, answer = form.flag("teach"), form.flag("answer")
        if not (teach or answer):
            raise BadForm("teach_answers_neither")
        if not topic and not title:
            raise BadForm("teach_answers_topic_missing")
        label = self.room.chosen(visit, topic) if topic else ""
        texts = form.needed("asked", 500), form.needed("text", LONG)
        return Acceptance(candidate, *texts, label, title, teach, answer)

    async def reject(self, visit: Visit) -> web.StreamResponse:
        candidate = _asked(visit)
        await self.room.candidates.reject(candidate, visit.account.login)
        await self.room.note(visit, "reject", f"answer:{candidate}")
        return visit.go(f"{ANSWERS}?done={candidate}&how=rejected")

    async def reopen(self, visit: Visit) -> web.StreamResponse:
        candidate = _asked(visit)
        await self.room.candidates.reopen(candidate, visit.account.login)
        await self.room.note(visit, "reopen", f"answer:{candidate}")
        return visit.go(ANSWERS)


def _asked(visit: Visit) -> UUID:
    return read_uuid(visit.matched("candidate"))
