"""Reading a conversation: the page, older and newer entries, voice notes, and who else is here."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from bot.domain.audit import Deed
from bot.domain.desk_notes import Doing
from bot.domain.errors import MediaGone
from bot.domain.thread import Older
from console.staff.conversation.bubbles import Bubble, Bubbles
from console.staff.conversation.composing import Composer, composer_of, kept_words, window_of
from console.staff.conversation.panel import panel_of
from console.staff.conversation.ports import ConversationPorts
from console.staff.conversation.standing import standing_of, told_in
from console.staff.conversation.talk import Talk, new_in, read_cursor, thread_of
from console.staff.visit import Visit

_SOUNDS = frozenset({"audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr", "audio/wav"})


@dataclass(frozen=True, slots=True)
class ThreadPages:
    """Handlers; every one is given a conversation that its visitor may read."""

    ports: ConversationPorts

    async def show(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        """The newest entries, or older ones where the address says so."""
        await self.ports.audit.note(Deed(visit.account.login, "conversation.read", f"conversation:{talk.id}"))
        older = read_cursor(visit.asked("lama"))
        if older is not None and visit.swaps:
            thread = await thread_of(visit, self.ports, talk, older)
            return visit.page("conversation/_entries.html", talk=talk, thread=thread)
        await self.ports.notes.read_mentions(visit.account.id, talk.id)
        words = await kept_words(visit, self.ports, talk)
        return await page_of(visit, self.ports, talk, Composer(words=words), older=older)

    async def new(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        """What changed since the page was made, for htmx to put in its places."""
        since = read_cursor(visit.asked("dari")) or Older(0, 0)
        found = await new_in(visit, self.ports, talk, since)
        if found is None:
            return web.Response(status=HTTPStatus.NO_CONTENT, headers={"HX-Refresh": "true"})
        thread, known = found
        standing = await standing_of(visit, self.ports, talk)
        return visit.page(
            "conversation/_new.html",
            talk=talk,
            thread=thread,
            known=known,
            pending=await pending_of(visit, self.ports, talk),
            standing=standing,
            changed=standing.stamp != visit.asked("rupa"),
            window=window_of(visit, talk),
            said=[bubble for bubble in thread.bubbles if bubble.side == "resident"],
        )

    async def voice(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        """A voice note, to be heard; that somebody did is noted."""
        event = visit.matched("event")
        try:
            mime_type, sound = await self.ports.watch.voice(talk.card.person, int(event))
        except MediaGone:
            return visit.problem(HTTPStatus.NOT_FOUND, visit.text("conversation_voice_gone"))
        about = f"conversation:{talk.id}"
        await self.ports.audit.note(Deed(visit.account.login, "conversation.voice", about, f"event {event}"))
        kind = mime_type.partition(";")[0].strip().lower()
        return web.Response(body=sound, content_type=kind if kind in _SOUNDS else "application/octet-stream")

    async def be_here(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        """A sign of life of an open page."""
        await self.ports.notes.be_present(talk.id, visit.account.id, Doing.LOOKING)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def colleagues(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        """Who else is here, and what they have written so far."""
        return visit.page(
            "conversation/_colleagues.html", talk=talk, colleagues=await others_in(visit, self.ports, talk)
        )


@dataclass(frozen=True, slots=True)
class Other:
    """A colleague in the same conversation; `words` are their draft."""

    name: str
    typing: bool
    words: str = ""


async def others_in(visit: Visit, ports: ConversationPorts, talk: Talk) -> list[Other]:
    present = [each for each in await ports.notes.present(talk.id) if each.account != visit.account.id]
    drafts = {each.account: each.words for each in await ports.notes.drafts(talk.id)}
    return [
        Other(each.name, each.doing is Doing.TYPING or each.account in drafts, drafts.get(each.account, ""))
        for each in present
    ]


async def pending_of(visit: Visit, ports: ConversationPorts, talk: Talk) -> list[Bubble]:
    """What was sent and no worker has taken up."""
    waiting = await ports.watch.waiting(talk.card.person)
    return Bubbles(visit, ports.shelf).pending(waiting, talk.card.here.channel.value)


async def page_of(
    visit: Visit,
    ports: ConversationPorts,
    talk: Talk,
    composer: Composer,
    *,
    status: int = HTTPStatus.OK,
    older: Older | None = None,
    personal: object = None,
) -> web.Response:
    """The whole page. `personal`: what was asked for with a reason, for this answer only."""
    return visit.page(
        "conversation/page.html",
        status,
        talk=talk,
        thread=await thread_of(visit, ports, talk, older),
        is_old=older is not None,
        pending=await pending_of(visit, ports, talk),
        standing=await standing_of(visit, ports, talk),
        composer=await composer_of(visit, ports, talk, composer),
        panel=await panel_of(visit, ports, talk),
        personal=personal,
        colleagues=await others_in(visit, ports, talk),
        told=told_in(visit),
    )
