"""Writing a new version: a draft nobody else sees, checked while it is typed, and handed in for a second editor."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from aiohttp import web

from bot.domain.answer_rules import Finding
from bot.domain.answers import Content, Draft, NewVersion, StaleBase
from console.staff.answers.desk import LANGUAGES, AnswerDesk, Topic, asked_language
from console.staff.answers.differences import differences
from console.staff.answers.fields import CERTAINTIES, LONGEST, TEXTS, Filled, beside, content_of
from console.staff.visit import Visit

_MOST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Writing:
    """All of these are acts of editors, each on a draft of their own."""

    desk: AnswerDesk

    async def show(self, visit: Visit) -> web.StreamResponse:
        """The draft, where there is one; else what residents get, or the version `dari` names."""
        topic, content = await self.desk.written(visit)
        draft = await self.desk.drafts.find(topic.id, visit.account.login)
        wanted = visit.asked("dari", 9)
        if draft is not None:
            return await self._form(visit, topic, draft, ignored=wanted)
        if wanted.isdecimal():
            content = await self.desk.content_of(topic, int(wanted))
        return await self._form(visit, topic, _begun(visit, topic, content), kept=False)

    async def keep(self, visit: Visit) -> web.StreamResponse:
        """While it is typed: kept, and told what is still wrong."""
        topic, _ = await self.desk.written(visit)
        draft = await self._kept(visit, topic)
        checks = self._checks(draft.content, self.desk.rules.slips(draft.content))
        html = visit.render("answers/_state.html", topic=topic, kept_at=visit.now, refused=False, **checks)
        return web.Response(text=html, content_type="text/html")

    async def take(self, visit: Visit) -> web.StreamResponse:
        """A button of the form: everything is kept first."""
        topic, _ = await self.desk.written(visit)
        form = await visit.form()
        if form.text("do") == "discard":
            return await self._discard(visit, topic)
        draft = await self._kept(visit, topic)
        match form.text("do"):
            case "preview":
                return visit.go(f"{topic.path}/pratinjau")
            case "rebase":
                await self.desk.drafts.keep(topic.id, draft.editor, form.number("onto"), draft.content, draft.note)
                return visit.go(f"{topic.path}/tulis")
            case "submit":
                return await self._submit(visit, topic, draft)
            case _:  # also what Enter in a field sends: nothing is handed in by a slip of the finger
                return visit.go(f"{topic.path}/tulis")

    async def preview(self, visit: Visit) -> web.StreamResponse:
        """One's own draft on both phones, with what it changes."""
        topic, content = await self.desk.written(visit)
        draft = await self.desk.drafts.find(topic.id, visit.account.login)
        if draft is None:
            return visit.go(f"{topic.path}/tulis")
        language = asked_language(visit)
        fits = self.desk.rules.fits(draft.content)
        return visit.page(
            "answers/preview.html",
            topic=topic,
            draft=draft,
            fits=fits,
            findings=self.desk.rules.slips(draft.content),
            differences=differences(content, draft.content),
            language=language,
            phones=await self.desk.phones(draft.content, language) if fits else [],
        )

    async def _submit(self, visit: Visit, topic: Topic, draft: Draft) -> web.StreamResponse:
        standing = await self.desk.contents()
        findings = list(await asyncio.to_thread(self.desk.rules.findings, draft.content, standing))
        findings += _own_rules(topic, draft)
        if findings:
            return await self._form(visit, topic, draft, findings)
        key = _key((await visit.form()).uuid("key"), draft)
        new = NewVersion(topic.id, draft.base, draft.editor, draft.note, key, content=draft.content)
        try:
            number = await self.desk.versions.submit(new)
        except StaleBase:
            return await self._form(visit, await self.desk.topic(visit), draft)
        await self.desk.note(visit, "submit", topic.id, f"versi {number}")
        await self.desk.ask_approval(visit, topic, number)
        return visit.go(f"{topic.path}/versi/{number}?tersimpan=1")

    async def _kept(self, visit: Visit, topic: Topic) -> Draft:
        form, login = await visit.form(), visit.account.login
        content = content_of(form, topic.content or {})
        base, note = form.number("base"), form.text("note", LONGEST)
        begun = await self.desk.drafts.find(topic.id, login) is None
        await self.desk.drafts.keep(topic.id, login, base, content, note)
        if begun:
            await self.desk.note(visit, "draft", topic.id, f"dasar {base}")
        return Draft(topic.id, login, base, content, note, visit.now)

    async def _discard(self, visit: Visit, topic: Topic) -> web.StreamResponse:
        await self.desk.drafts.drop(topic.id, visit.account.login)
        await self.desk.note(visit, "discard", topic.id)
        return visit.go(f"{topic.path}?dibuang=1")

    async def _form(
        self,
        visit: Visit,
        topic: Topic,
        draft: Draft,
        findings: Sequence[Finding] | None = None,
        *,
        kept: bool = True,
        ignored: str = "",
    ) -> web.StreamResponse:
        """`findings` are why it was not taken; None where nobody asked yet."""
        stale, refused = draft.base != topic.ground, bool(findings)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
        return visit.page(
            "answers/edit.html",
            HTTPStatus.CONFLICT if stale and visit.request.method == "POST" else status,
            topic=topic,
            filled=Filled(draft.content),
            draft=draft,
            kept=kept,
            kept_at=draft.kept_at if kept else None,
            ignored=ignored,
            others=[each for each in await self.desk.drafts.of_topic(topic.id) if each[0] != visit.account.login],
            stale=stale,
            changed=differences(await self._ground(topic, draft.base), topic.content or {}) if stale else [],
            refused=refused,
            texts=TEXTS,
            certainties=CERTAINTIES,
            limits=self.desk.rules.limits(),
            places=self.desk.rules.places(visit.language),
            key=uuid4(),
            **self._checks(draft.content, self.desk.rules.slips(draft.content) if findings is None else findings),
        )

    async def _ground(self, topic: Topic, base: int) -> Content:
        known = {each.number for each in topic.history}
        return await self.desk.content_of(topic, base if base in known else 0)

    def _checks(self, content: Content, findings: Sequence[Finding]) -> dict[str, Any]:
        readings = {language: self.desk.rules.readability(content, language) for language in LANGUAGES}
        return {"findings": findings, "beside": beside(findings), "readings": readings}


def _begun(visit: Visit, topic: Topic, content: Content) -> Draft:
    return Draft(topic.id, visit.account.login, topic.ground, content, "", visit.now)


def _key(form: UUID, draft: Draft) -> str:
    """The same form with the same words is the same act; with others (sent again after going back) it is not."""
    told = json.dumps([draft.content, draft.note], sort_keys=True)
    return f"{form}:{sha256(told.encode()).hexdigest()[:16]}"


def _own_rules(topic: Topic, draft: Draft) -> list[Finding]:
    """What only handing in asks for."""
    found = []
    if not draft.note:
        found.append(Finding("note", "note_missing"))
    if len(draft.note) > _MOST_NOTE:
        found.append(Finding("note", "string_too_long", {"max_length": _MOST_NOTE, "line": 0}))
    if not differences(topic.content or {}, draft.content):
        found.append(Finding("", "no_change"))
    return found
