"""What staff do with a conversation besides answering: take, hand on, put aside, finish, note, label, send again."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from http import HTTPStatus

from aiohttp import web

from bot.domain.audit import Deed
from bot.domain.desk_notes import LONGEST_NOTE
from bot.domain.front_desk import BadLabel, CannotTake, DeskRefused, HeldByOther, Standing
from bot.domain.masking import mask_text
from bot.domain.snoozing import Snooze, wakes_at
from console.staff.conversation.panel import panel_of
from console.staff.conversation.ports import ConversationPorts
from console.staff.conversation.standing import standing_of
from console.staff.conversation.talk import Talk
from console.staff.moments import WIB
from console.staff.visit import Visit


@dataclass(frozen=True, slots=True)
class Acts:
    """Handlers of POSTs. Stores note what was done; each leads back to the conversation and says what came of it."""

    ports: ConversationPorts

    async def claim(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        return await self._done(visit, talk, "claim", self.ports.desk.claim(talk.id, visit.account))

    async def take_over(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        act = self.ports.desk.assign(talk.id, visit.account, visit.account.id)
        return await self._done(visit, talk, "take_over", act)

    async def assign(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        to = (await visit.form()).uuid("to")
        return await self._done(visit, talk, "assign", self.ports.desk.assign(talk.id, visit.account, to))

    async def release(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        return await self._done(visit, talk, "release", self.ports.desk.release(talk.id, visit.account))

    async def close(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        return await self._done(visit, talk, "close", self.ports.desk.close(talk.id, visit.account))

    async def reopen(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        return await self._done(visit, talk, "reopen", self.ports.desk.reopen(talk.id, visit.account))

    async def snooze(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        form = await visit.form()
        wake = form.text("until") == ""
        until = None if wake else wakes_at(form.choice("until", Snooze), visit.now.astimezone(WIB))
        act = self.ports.desk.snooze(talk.id, visit.account, until)
        return await self._done(visit, talk, "wake" if wake else "snooze", act)

    async def note(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        """For colleagues only; `@login` tells them."""
        form = await visit.form()
        words, key = mask_text(form.needed("note", LONGEST_NOTE)), form.text("key", 64)
        await self.ports.notes.add_note(talk.id, visit.account, words, key)
        return await self._panel(visit, talk, "note")

    async def label(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        form = await visit.form()
        add, drop = form.text("add"), form.text("drop")
        try:
            standing = await self.ports.desk.label(talk.id, visit.account, [add] if add else [], [drop] if drop else [])
        except BadLabel:
            return visit.problem(HTTPStatus.BAD_REQUEST, visit.text("conversation_label_bad"))
        return await self._panel(visit, replace(talk, standing=standing), "label")

    async def resend(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        """A message that failed goes back into its queue; one that does not fail any more stays as it is."""
        message = (await visit.form()).number("message")
        again = await self.ports.watch.resend(talk.card.person, message)
        if again:
            about = f"conversation:{talk.id}"
            await self.ports.audit.note(Deed(visit.account.login, "conversation.resend", about, f"message {message}"))
        return visit.go(f"{talk.path}?kabar={'resend' if again else 'resend_none'}#akhir")

    async def _done(self, visit: Visit, talk: Talk, what: str, act: Awaitable[Standing]) -> web.StreamResponse:
        try:
            standing = await act
        except HeldByOther as refused:
            return await self._refused(visit, talk, visit.text("conversation_held", name=refused.name))
        except CannotTake:
            return await self._refused(visit, talk, visit.text("conversation_cannot_take"))
        except DeskRefused as refused:
            return await self._refused(visit, talk, refused.staff_text)
        if not visit.swaps:
            return visit.go(f"{talk.path}?kabar={what}#akhir")
        return await self._standing(visit, replace(talk, standing=standing), visit.text(f"conversation_told_{what}"))

    async def _refused(self, visit: Visit, talk: Talk, told: str) -> web.StreamResponse:
        """The page shows how it stands now beside the reason."""
        if not visit.swaps:
            return visit.problem(HTTPStatus.CONFLICT, told, visit.text("conversation_refused_safe"))
        now = replace(talk, standing=await self.ports.desk.standing(talk.id))
        return await self._standing(visit, now, told, HTTPStatus.CONFLICT)

    async def _standing(self, visit: Visit, talk: Talk, told: str, status: int = HTTPStatus.OK) -> web.StreamResponse:
        view = await standing_of(visit, self.ports, talk)
        refused = status != HTTPStatus.OK
        return visit.page("conversation/_standing.html", status, talk=talk, standing=view, told=told, refused=refused)

    async def _panel(self, visit: Visit, talk: Talk, what: str) -> web.StreamResponse:
        if not visit.swaps:
            return visit.go(f"{talk.path}?kabar={what}#warga")
        panel = await panel_of(visit, self.ports, talk)
        response = visit.page("conversation/_beside.html", talk=talk, panel=panel)
        response.headers["HX-Trigger"] = "draft:done"
        return response
