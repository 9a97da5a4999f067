"""What the pages about answers work on: the ports, and one topic as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aiohttp import web

from bot.domain.answer_rules import AnswerPreviews, AnswerRules, Phone, TopicEntry
from bot.domain.answers import (
    AnswerDrafts,
    AnswerFigures,
    AnswerProposals,
    AnswerVersion,
    AnswerVersions,
    Content,
    State,
    ground_of,
    standing_of,
    state_of,
)
from bot.domain.audit import AuditLog, Deed
from bot.domain.staff import Role
from bot.domain.staff_notices import News, NoticeKind, StaffNotices
from console.staff.gate import ROOT
from console.staff.moments import WIB
from console.staff.visit import Visit

ANSWERS = f"{ROOT}/answers"
READERS = frozenset({Role.EDITOR, Role.OFFICER, Role.SUPERVISOR})
EDITORS = frozenset({Role.EDITOR})
MONTH = timedelta(days=30)
LANGUAGES = ("id", "en")


@dataclass(frozen=True, slots=True)
class Topic:
    """`content` is what residents get: the published version where it fits today's rules, else the file. None where
    nothing is written. `fits` is false where a published version is passed over."""

    entry: TopicEntry
    history: Sequence[AnswerVersion]
    standing: AnswerVersion | None
    content: Content | None
    fits: bool

    @property
    def id(self) -> str:
        return self.entry.id

    @property
    def ground(self) -> int:
        return ground_of(self.history)

    @property
    def path(self) -> str:
        return f"{ANSWERS}/{self.id}"

    @property
    def waiting(self) -> Sequence[AnswerVersion]:
        return [each for each in self.history if each.waits]

    def title(self, language: str) -> str:
        return title_of(self.content, language) or self.entry.titles.get(language, self.id)

    def state(self, version: AnswerVersion) -> State:
        return state_of(version, self.history)


@dataclass(frozen=True, slots=True)
class AnswerDesk:
    """The ports, as one."""

    versions: AnswerVersions
    drafts: AnswerDrafts
    proposals: AnswerProposals
    figures: AnswerFigures
    rules: AnswerRules
    previews: AnswerPreviews
    audit: AuditLog
    notices: StaffNotices

    def entry(self, name: str) -> TopicEntry:
        """Raises HTTPNotFound."""
        found = next((each for each in self.rules.topics() if each.id == name), None)
        if found is None:
            raise web.HTTPNotFound
        return found

    async def topic(self, visit: Visit) -> Topic:
        """The one the path names. Raises HTTPNotFound."""
        entry = self.entry(visit.matched("topic"))
        history = await self.versions.history(entry.id)
        standing = standing_of(history)
        if standing is None:
            return Topic(entry, history, None, entry.default, fits=True)
        standing = await self.versions.version(entry.id, standing.number)
        fits = standing.content is not None and self.rules.fits(standing.content)
        return Topic(entry, history, standing, standing.content if fits else entry.default, fits)

    async def written(self, visit: Visit) -> tuple[Topic, Content]:
        """A topic that has an answer; one without is proposed, not made here. Raises HTTPNotFound."""
        topic = await self.topic(visit)
        if topic.content is None:
            raise web.HTTPNotFound
        return topic, topic.content

    async def contents(self) -> Mapping[str, Content]:
        """The published content of every topic that has one."""
        return {name: each.content for name, each in (await self.versions.standing()).items() if each.content}

    async def phones(self, content: Content, language: str) -> Sequence[Phone]:
        """Raises BadTopic."""
        return await self.previews.phones(content, language, await self.contents())

    async def content_of(self, topic: Topic, number: int) -> Content:
        """A version's content; 0 is the file. Raises UnknownVersion."""
        if number == 0:
            return topic.entry.default or {}
        version = await self.versions.version(topic.id, number)
        return version.content or {}

    async def ask_approval(self, visit: Visit, topic: Topic, number: int) -> None:
        """Tell every other editor that a version waits."""
        link = f"{topic.path}/versi/{number}"
        facts = {"stage": "answer", "name": topic.title(LANGUAGES[0])[:80]}
        news = News(NoticeKind.APPROVAL, f"approval:answer:{topic.id}:{number}", link, facts)
        await self.notices.tell_roles(news, EDITORS, [visit.account.login])

    async def note(self, visit: Visit, what: str, topic: str = "", detail: str = "") -> None:
        about = f"answer:{topic}" if topic else "answers"
        await self.audit.note(Deed(visit.account.login, f"answers.{what}", about, detail))


def title_of(content: Content | None, language: str) -> str:
    """Empty where the content does not say it in a shape we know."""
    texts = (content or {}).get("texts")
    told = texts.get(language) if isinstance(texts, Mapping) else None
    title = told.get("title") if isinstance(told, Mapping) else None
    return title if isinstance(title, str) else ""


def day_of(content: Content | None, name: str) -> date | None:
    try:
        return date.fromisoformat(str((content or {}).get(name, "")))
    except ValueError:
        return None


def today(visit: Visit) -> date:
    return visit.now.astimezone(WIB).date()


def asked_language(visit: Visit) -> str:
    """Of the previews: what the link asks for, else what the reader reads."""
    wanted = visit.asked("bahasa", 2)
    return wanted if wanted in LANGUAGES else visit.language
