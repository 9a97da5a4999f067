"""The second pair of eyes: publishing and sending back, going back to an older version, and reviews."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus

from aiohttp import web

from bot.domain.answers import Content, Kind, NewVersion
from console.staff.answers.desk import AnswerDesk, Topic, today
from console.staff.forms import LONG, BadForm, Form
from console.staff.visit import Visit

_MOST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Deciding:
    """All of these are acts of editors."""

    desk: AnswerDesk

    async def publish(self, visit: Visit) -> web.StreamResponse:
        topic = await self.desk.topic(visit)
        number = (await visit.form()).number("number")
        version = await self.desk.versions.version(topic.id, number)
        if version.kind is not Kind.DEFAULT and not self.desk.rules.fits(version.content or {}):
            return visit.problem(HTTPStatus.CONFLICT, visit.text("answers_misfit_publish"))
        await self.desk.versions.publish(topic.id, number, visit.account.login)
        await self.desk.note(visit, "publish", topic.id, f"versi {number}")
        return visit.go(f"{topic.path}/versi/{number}")

    async def send_back(self, visit: Visit) -> web.StreamResponse:
        topic = await self.desk.topic(visit)
        form = await visit.form()
        number = form.number("number")
        version = await self.desk.versions.version(topic.id, number)
        own = version.author == visit.account.login
        words = form.text("words", _MOST_REASON) if own else _reason(form, "words")
        await self.desk.versions.send_back(topic.id, number, visit.account.login, words)
        await self.desk.note(visit, "take_back" if own else "send_back", topic.id, f"versi {number}")
        return visit.go(f"{topic.path}/versi/{number}")

    async def restore(self, visit: Visit) -> web.StreamResponse:
        """An older version, or the file (0): for a second editor to approve, or at once in an emergency."""
        topic, _ = await self.desk.written(visit)
        form = await visit.form()
        new = self._back_to(topic, form, visit.account.login)
        if new.kind is Kind.RESTORE and not self.desk.rules.fits(await self.desk.content_of(topic, new.restores or 0)):
            return visit.problem(HTTPStatus.CONFLICT, visit.text("answers_misfit_publish"))
        if form.flag("emergency"):
            number = await self.desk.versions.publish_alone(new)
            await self.desk.note(visit, "emergency", topic.id, f"versi {number}, kembali ke {new.restores or 0}")
        else:
            number = await self.desk.versions.submit(new)
            what = "withdraw" if new.kind is Kind.DEFAULT else "restore"
            await self.desk.note(visit, what, topic.id, f"versi {number}, kembali ke {new.restores or 0}")
            await self.desk.ask_approval(visit, topic, number)
        return visit.go(f"{topic.path}/versi/{number}")

    async def review(self, visit: Visit) -> web.StreamResponse:
        """Read against its sources, and nothing to change: one act, since no word changes."""
        topic, content = await self.desk.written(visit)
        form = await visit.form()
        note, again_on, day = _reason(form, "note"), form.day("again_on"), today(visit)
        if again_on is None or again_on <= day:
            raise BadForm("answers_wrong_review_order")
        dates = {"reviewed_on": day.isoformat(), "review_again_on": again_on.isoformat()}
        new = NewVersion(
            topic=topic.id,
            base=form.number("base"),
            author=visit.account.login,
            note=note,
            key=str(form.uuid("key")),
            kind=Kind.REVIEW,
            content={**content, **dates},
        )
        number = await self.desk.versions.publish_alone(new)
        await self.desk.note(visit, "review", topic.id, f"versi {number}, lagi {again_on}")
        return visit.go(topic.path)

    def _back_to(self, topic: Topic, form: Form, author: str) -> NewVersion:
        number = form.number("restores")
        new = NewVersion(
            topic=topic.id,
            base=form.number("base"),
            author=author,
            note=_reason(form, "reason"),
            key=str(form.uuid("key")),
            kind=Kind.RESTORE,
            restores=number,
        )
        if number:
            return new
        default: Content = topic.entry.default or {}
        return replace(new, kind=Kind.DEFAULT, restores=None, content=default)


def _reason(form: Form, name: str) -> str:
    words = form.text(name, LONG)
    if not words:
        raise BadForm("answers_why_missing")
    if len(words) > _MOST_REASON:
        raise BadForm("form_too_long", most=_MOST_REASON, length=len(words))
    return words
