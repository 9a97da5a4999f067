"""Opening a conversation: who may read it, how much of it, and where the page goes on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from uuid import UUID

from aiohttp import web

from bot.domain.audit import Deed
from bot.domain.front_desk import SecretConversation, Standing, UnknownConversation
from bot.domain.resident_card import ResidentCard
from bot.domain.staff import Role
from bot.domain.thread import Entry, Older, Page
from console.staff.conversation.bubbles import Bubble, Bubbles, is_ours
from console.staff.conversation.ports import ConversationPorts
from console.staff.forms import BadForm, read_uuid
from console.staff.moments import WIB
from console.staff.visit import Visit

NEWEST = 40
"""Entries on the first page: more than two screens."""


@dataclass(frozen=True, slots=True)
class Talk:
    """An opened conversation."""

    id: UUID
    card: ResidentCard
    standing: Standing

    @property
    def path(self) -> str:
        return path_of(self.id)

    @property
    def short(self) -> str:
        """What colleagues call it: the first letters of its id."""
        return str(self.id)[:4].upper()


@dataclass(frozen=True, slots=True)
class Thread:
    """A page of bubbles. `newest` and `oldest` are where newer and older ones begin, as they stand in addresses."""

    bubbles: list[Bubble]
    older: str
    newest: str
    hidden: bool = False


def path_of(conversation: UUID) -> str:
    return f"/console/inbox/{conversation}"


async def opened(visit: Visit, ports: ConversationPorts) -> Talk:
    """The conversation of the address. Raises UnknownConversation, SecretConversation."""
    try:
        conversation = read_uuid(visit.matched("id"))
    except BadForm:
        raise UnknownConversation from None
    card = await ports.cards.card(conversation, inspector=visit.may(Role.INSPECTOR))
    if card is None:
        raise UnknownConversation
    if card.secret:
        raise SecretConversation
    return Talk(conversation, card, await ports.desk.standing(conversation))


Act = Callable[[Visit, Talk], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Doors:
    """Lets only those in who may read the conversation, and says in words why somebody may not."""

    ports: ConversationPorts

    def to(self, act: Act) -> Callable[[Visit], Awaitable[web.StreamResponse]]:
        async def handle(visit: Visit) -> web.StreamResponse:
            try:
                talk = await opened(visit, self.ports)
            except UnknownConversation:
                return visit.problem(
                    HTTPStatus.NOT_FOUND, visit.text("conversation_unknown"), visit.text("conversation_unknown_safe")
                )
            except SecretConversation:
                told = visit.text("conversation_secret"), visit.text("conversation_secret_safe")
                return visit.problem(HTTPStatus.FORBIDDEN, *told)
            return await act(visit, talk)

        return handle

    def followed(self, act: Act) -> Callable[[Visit], Awaitable[web.StreamResponse]]:
        """To what shows words of an open page again and again: that somebody reads along is noted, seldom, whatever
        came of the request and however it was asked."""

        async def noted(visit: Visit, talk: Talk) -> web.StreamResponse:
            deed = Deed(visit.account.login, "conversation.follow", f"conversation:{talk.id}")
            await self.ports.audit.note_seldom(deed)
            return await act(visit, talk)

        return self.to(noted)


async def thread_of(visit: Visit, ports: ConversationPorts, talk: Talk, older: Older | None = None) -> Thread:
    page = _readable(await ports.threads.page(talk.card.person, older, NEWEST), talk)
    voiced = await ports.watch.voiced(talk.card.person, _voices(page))
    bubbles = await Bubbles(visit, ports.shelf).of(page.entries, voiced)
    hidden = page.older is None and talk.card.hidden_until is not None
    newest = cursor(page.entries, older)
    return Thread(bubbles, _written(page.older) if page.older else "", newest, hidden)


async def new_in(
    visit: Visit, ports: ConversationPorts, talk: Talk, since: Older
) -> tuple[Thread, list[Bubble]] | None:
    """What was added since, and all that was there before, as it is now. None where so much came in that the page is
    made anew."""
    page = _readable(await ports.threads.page(talk.card.person, None, NEWEST), talk)
    added = [entry for entry in page.entries if _later(entry, since)]
    if len(added) == len(page.entries) and page.older is not None:
        return None
    known = [entry for entry in page.entries if not _later(entry, since)]
    voiced = await ports.watch.voiced(talk.card.person, _voices(page))
    bubbles = Bubbles(visit, ports.shelf)
    fresh = await bubbles.of(added, voiced, _last_day(known))
    return Thread(fresh, "", cursor(page.entries, since)), await bubbles.of(known, voiced)


def _readable(page: Page, talk: Talk) -> Page:
    """Without what only inspectors read."""
    until = talk.card.hidden_until
    if until is None:
        return page
    shown = [entry for entry in page.entries if entry.at > until]
    return replace(page, entries=shown, older=page.older if len(shown) == len(page.entries) else None)


def _voices(page: Page) -> list[int]:
    return [entry.event for entry in page.entries if entry.kind in {"voice", "audio"}]


def _later(entry: Entry, since: Older) -> bool:
    return entry.event > (since.outbox if is_ours(entry) else since.inbox)


def _last_day(entries: list[Entry]) -> date | None:
    return entries[-1].at.astimezone(WIB).date() if entries else None


def cursor(entries: Sequence[Entry], start: Older | None) -> str:
    """The highest row of each box among these."""
    inbox, outbox = (start.inbox, start.outbox) if start else (0, 0)
    for entry in entries:
        if is_ours(entry):
            outbox = max(outbox, entry.event)
        else:
            inbox = max(inbox, entry.event)
    return f"{inbox}.{outbox}"


def _written(older: Older) -> str:
    return f"{older.inbox}.{older.outbox}"


def read_cursor(told: str) -> Older | None:
    """None for one that nobody made."""
    inbox, _, outbox = told.partition(".")
    if not all(part.isascii() and part.isdecimal() and len(part) <= 18 for part in (inbox, outbox)):
        return None
    return Older(int(inbox), int(outbox))
