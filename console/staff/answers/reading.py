"""One topic: as residents see it on both phones, its history with differences, and what a publication changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from aiohttp import web

from bot.domain.answer_rules import Phone
from bot.domain.answers import AnswerVersion, Asked, Content, Kind, State
from bot.domain.errors import BadTopic
from console.staff.answers.desk import MONTH, AnswerDesk, Topic, asked_language, day_of, today
from console.staff.answers.differences import differences
from console.staff.answers.listing import FEW, due
from console.staff.visit import Visit

HALF_A_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Measure:
    """A published version and what became of its topic's questions in the days before and after; None where it stood
    for no time at all. `days` the second one covers: fewer than 30 where it is younger, or was replaced."""

    version: AnswerVersion
    before: Asked
    after: Asked
    days: int

    @property
    def enough(self) -> bool:
        return self.before.asked >= FEW and self.after.asked >= FEW


@dataclass(frozen=True, slots=True)
class Reading:
    """The pages that change nothing."""

    desk: AnswerDesk

    async def show(self, visit: Visit) -> web.StreamResponse:
        topic = await self.desk.topic(visit)
        language = asked_language(visit)
        content = topic.content
        again_on = day_of(content, "review_again_on")
        return visit.page(
            "answers/topic.html",
            topic=topic,
            content=content,
            language=language,
            phones=await self._phones(content, language),
            reviewed_on=day_of(content, "reviewed_on"),
            again_on=again_on,
            due=due(again_on, today(visit), content is not None),
            drafts=await self.desk.drafts.of_topic(topic.id),
            proposals=[each for each in await self.desk.proposals.open() if each.topic == topic.id],
            readability=self.desk.rules.readability(content or {}, language),
            next_on=today(visit) + HALF_A_YEAR,
            key=uuid4(),
        )

    async def history(self, visit: Visit) -> web.StreamResponse:
        topic = await self.desk.topic(visit)
        return visit.page("answers/history.html", topic=topic, key=uuid4())

    async def version(self, visit: Visit) -> web.StreamResponse:
        topic = await self.desk.topic(visit)
        number = visit.matched("number")
        version = await self.desk.versions.version(topic.id, int(number))
        content = version.content or {}
        state = topic.state(version)
        shown = topic.entry.default or {} if version.kind is Kind.DEFAULT else content
        before = topic.content or {} if state is State.WAITING else await self._before(topic, version)
        language = asked_language(visit)
        fits = self.desk.rules.fits(shown)
        return visit.page(
            "answers/version.html",
            topic=topic,
            version=version,
            state=state,
            fits=fits,
            stale=state is State.WAITING and version.base != topic.ground,
            findings=[] if fits else self.desk.rules.slips(shown),
            differences=differences(before, shown),
            language=language,
            phones=await self._phones(shown if fits else None, language),
            own=version.author == visit.account.login,
            key=uuid4(),
        )

    async def effect(self, visit: Visit) -> web.StreamResponse:
        topic = await self.desk.topic(visit)
        measures = await self._measures(topic, visit.now)
        lately = (await self.desk.figures.since(visit.now - MONTH)).get(topic.id, Asked())
        return visit.page("answers/effect.html", topic=topic, measures=measures, lately=lately, few=FEW)

    async def _before(self, topic: Topic, version: AnswerVersion) -> Content:
        base = next((each for each in topic.history if each.number == version.base), None)
        if base is None or base.kind is Kind.DEFAULT:
            return topic.entry.default or {}
        return await self.desk.content_of(topic, base.number)

    async def _phones(self, content: Content | None, language: str) -> Sequence[Phone]:
        try:
            return await self.desk.phones(content, language) if content else []
        except BadTopic:
            return []

    async def _measures(self, topic: Topic, now: datetime) -> list[Measure]:
        changes = [
            (each.published_at, each) for each in topic.history if each.published_at and each.kind is not Kind.REVIEW
        ]
        changes.sort(key=lambda change: change[0])
        spans: list[tuple[datetime, datetime]] = []
        for at, (moment, _) in enumerate(changes):
            following = changes[at + 1][0] if at + 1 < len(changes) else now
            spans += [(moment - MONTH, moment), (moment, max(moment, min(moment + MONTH, following, now)))]
        asked = await self.desk.figures.between(topic.id, spans)
        made = [
            Measure(version, asked[2 * at], asked[2 * at + 1], (spans[2 * at + 1][1] - moment).days)
            for at, (moment, version) in enumerate(changes)
        ]
        return made[::-1]
