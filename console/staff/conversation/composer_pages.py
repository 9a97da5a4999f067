"""Writing to the resident: sending once, previews, drafts, and what can be put in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from http import HTTPStatus

from aiohttp import web

from bot.domain.answer_files import LARGEST_FILE, FileRefused
from bot.domain.composing import AttachedFile
from bot.domain.desk_notes import Doing
from bot.domain.front_desk import LONGEST_ANSWER, Answer, AnsweredMeanwhile, DeskRefused, HeldByOther, NothingToSend
from bot.domain.masking import mask_text
from bot.domain.thread import Entry, Side
from console.staff.conversation.bubbles import spoken
from console.staff.conversation.composing import (
    Composer,
    OtherAnswer,
    composer_of,
    found_answers,
    joined,
    kept_words,
    to_insert,
    written,
)
from console.staff.conversation.ports import ConversationPorts
from console.staff.conversation.standing import standing_of
from console.staff.conversation.talk import Talk
from console.staff.conversation.thread_pages import page_of, pending_of
from console.staff.forms import Form, read_uuid
from console.staff.visit import Visit

_BODY = LARGEST_FILE + 256 * 1024
"""Bytes of a form with a file."""
_DRAFT = 2 * LONGEST_ANSWER
"""A draft may be longer than what can be sent: it is shortened by its writer, not by us."""


@dataclass(frozen=True, slots=True)
class ComposerPages:
    """Handlers; every one is given a conversation that its visitor may read."""

    ports: ConversationPorts

    async def send(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        """Sends once, however often the form comes: its key is made of what was seen, and of what is said."""
        form = await _form(visit)
        words = form.text("words", _DRAFT)
        try:
            file = await self._file(visit, talk, form)
        except FileRefused as refused:
            kept = Composer(words=words, problem=visit.text(refused.phrase), seen=form.number("seen", 0))
            return await self._unsent(visit, talk, kept)
        composer = Composer(words=words, file=file, seen=form.number("seen", 0))
        answer = self._answer(visit, talk, form, composer)
        try:
            standing = await self.ports.desk.answer(talk.id, visit.account, answer)
        except AnsweredMeanwhile as refused:
            return await self._unsent(visit, talk, replace(composer, other=await self._other(visit, talk, refused)))
        except DeskRefused as refused:
            return await self._unsent(visit, talk, replace(composer, problem=_why(visit, refused, words)))
        await self.ports.notes.keep_draft(talk.id, visit.account.id, "")
        return await self._sent(visit, replace(talk, standing=standing))

    async def preview(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        form = await _form(visit)
        words = form.text("words", _DRAFT)
        try:
            file = await self._file(visit, talk, form)
        except FileRefused as refused:
            return await self._unsent(visit, talk, Composer(words=words, problem=visit.text(refused.phrase)))
        shown = await self.ports.previews.shown(written(visit, talk, mask_text(words), file)) if words or file else ()
        composer = Composer(words=words, file=file, preview=shown, seen=form.number("seen", 0))
        if not visit.swaps:
            return await page_of(visit, self.ports, talk, composer)
        view = await composer_of(visit, self.ports, talk, composer)
        return visit.page("conversation/_preview.html", talk=talk, composer=view)

    async def keep_draft(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        """Kept where colleagues see it, too."""
        form = await visit.form()
        await self.ports.notes.keep_draft(talk.id, visit.account.id, mask_text(form.text("words", _DRAFT)))
        await self.ports.notes.be_present(talk.id, visit.account.id, Doing.TYPING)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def find(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        """Answers of the bot by their words."""
        searched = visit.asked("cari")
        if visit.swaps:
            found = await found_answers(self.ports, talk, searched)
            return visit.page("conversation/_found.html", talk=talk, found=found, searched=searched)
        words = await kept_words(visit, self.ports, talk)
        return await page_of(visit, self.ports, talk, Composer(words=words, searched=searched))

    async def insert(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        """Puts an answer or a ready-made reply below what was written: what a script does on the spot."""
        form = await _form(visit)
        given = (await visit.request.post()).get("file")
        if isinstance(given, web.FileField):
            given.file.close()
        words = form.text("words", _DRAFT)
        if form.flag("search"):
            return await page_of(visit, self.ports, talk, Composer(words=words, searched=form.text("cari")))
        more = await to_insert(visit, self.ports, talk, form.text("insert"))
        return await page_of(visit, self.ports, talk, Composer(words=joined(words, more)))

    def _answer(self, visit: Visit, talk: Talk, form: Form, composer: Composer) -> Answer:
        seen, words, file = composer.seen or 0, mask_text(composer.words), composer.file
        named = f"{talk.id}\n{visit.account.id}\n{seen}\n{file.id if file else ''}\n{words}"
        facts = {"file": str(file.id), "file_name": file.name, "file_type": file.mime_type} if file else {}
        key = hashlib.sha256(named.encode()).hexdigest()[:32]
        return Answer(words, key, seen, anyway=form.flag("anyway"), facts=facts)

    async def _file(self, visit: Visit, talk: Talk, form: Form) -> AttachedFile | None:
        """The file of the form, or the one that was kept when the form could not be sent. Raises FileRefused."""
        given = (await visit.request.post()).get("file")
        if isinstance(given, web.FileField):
            with given.file:
                content = given.file.read(LARGEST_FILE + 1)
            if given.filename:
                return await self.ports.files.keep(talk.id, visit.account.id, given.filename, content)
        kept = form.text("kept")
        return await self.ports.files.find(read_uuid(kept), talk.id, visit.account.id) if kept else None

    async def _sent(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        if not visit.swaps:
            return visit.go(f"{talk.path}?kabar=sent#akhir")
        response = visit.page(
            "conversation/_sent.html",
            talk=talk,
            composer=await composer_of(visit, self.ports, talk, Composer(sent=True)),
            pending=await pending_of(visit, self.ports, talk),
            standing=await standing_of(visit, self.ports, talk),
        )
        response.headers["HX-Trigger"] = "draft:done"
        return response

    async def _unsent(self, visit: Visit, talk: Talk, composer: Composer) -> web.StreamResponse:
        """Nothing is lost: the words stay, and the page says why."""
        now = replace(talk, standing=await self.ports.desk.standing(talk.id))
        if not visit.swaps:
            return await page_of(visit, self.ports, now, composer, status=HTTPStatus.CONFLICT)
        view = await composer_of(visit, self.ports, now, composer)
        return visit.page("conversation/_composer.html", HTTPStatus.CONFLICT, talk=now, composer=view)

    async def _other(self, visit: Visit, talk: Talk, refused: AnsweredMeanwhile) -> OtherAnswer:
        return OtherAnswer(refused.name, _ago(visit, refused.seconds), await self._last_words(talk))

    async def _last_words(self, talk: Talk) -> str:
        waiting = await self.ports.watch.waiting(talk.card.person)
        if waiting:
            return waiting[-1].words
        page = await self.ports.threads.page(talk.card.person, None, 20)
        return next((spoken(entry) for entry in reversed(page.entries) if _answers(entry)), "")


async def _form(visit: Visit) -> Form:
    """With room for a file: other pages take no such bodies."""
    visit.request = visit.request.clone(client_max_size=_BODY)
    return await visit.form()


def _answers(entry: Entry) -> bool:
    return entry.side is Side.OFFICER and entry.kind == "sent"


def _why(visit: Visit, refused: DeskRefused, words: str) -> str:
    match refused:
        case HeldByOther():
            return visit.text("conversation_held", name=refused.name)
        case NothingToSend() if len(words) > LONGEST_ANSWER:
            return visit.text("form_too_long", most=LONGEST_ANSWER, length=len(words))
        case NothingToSend():
            return visit.text("conversation_nothing_to_send")
        case _:
            return refused.staff_text


def _ago(visit: Visit, seconds: int) -> str:
    """ "4 detik", for what is seldom longer than a minute ago."""
    if seconds < 60:
        return visit.text("conversation_seconds", count=max(1, seconds))
    return visit.when.span(seconds)
