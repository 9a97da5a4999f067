"""All topics on one page: what is due, what waits for a second editor, what is asked and does not help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from aiohttp import web

from bot.domain.answer_rules import TopicEntry
from bot.domain.answers import AnswerVersion, Asked, Content
from bot.domain.staff import Role
from console.staff.answers.desk import MONTH, AnswerDesk, day_of, title_of, today
from console.staff.visit import Visit

FEW = 20
"""Below so many, shares are not told: they would say more about chance than about the answer."""
_FRESH = timedelta(seconds=15)
"""How old the count of overdue topics may be that open pages are told of."""


class Due(StrEnum):
    """Whether a topic must be read again against its sources."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    NEVER = "never"  # nothing is written


class Wanted(StrEnum):
    """Which topics the list shows."""

    ALL = ""
    OVERDUE = "overdue"
    SOON = "soon"
    WAITING = "waiting"
    DRAFT = "draft"
    UNHELPFUL = "unhelpful"


@dataclass(frozen=True, slots=True)
class Line:
    """One topic. `number` of the published version (0: the file); `waiting`: those for a second editor."""

    entry: TopicEntry
    title: str
    family: str
    owner: str
    again_on: date | None
    due: Due
    number: int
    waiting: Sequence[AnswerVersion]
    draft: bool
    asked: Asked
    misfit: bool

    @property
    def unhelpful(self) -> int | None:
        """Percent of those who said whether it helped; None for too few."""
        return round(100 * self.asked.unhelpful / self.asked.rated) if self.asked.rated >= FEW else None

    def fits(self, wanted: Wanted) -> bool:
        match wanted:
            case Wanted.OVERDUE:
                return self.due is Due.OVERDUE
            case Wanted.SOON:
                return self.due in {Due.SOON, Due.OVERDUE}
            case Wanted.WAITING:
                return bool(self.waiting)
            case Wanted.DRAFT:
                return self.draft
            case Wanted.UNHELPFUL:
                return (self.unhelpful or 0) > 0
            case _:
                return True


def due(again_on: date | None, day: date, written: bool = True) -> Due:
    if not written:
        return Due.NEVER
    if again_on is None or again_on < day:
        return Due.OVERDUE
    return Due.SOON if again_on <= day + MONTH else Due.LATER


class Listing:
    """The page, and the count in the navigation."""

    def __init__(self, desk: AnswerDesk) -> None:
        self._desk = desk
        self._counted: tuple[datetime, int] | None = None

    async def show(self, visit: Visit) -> web.StreamResponse:
        text, family = visit.asked("cari"), visit.asked("rumpun", 60)
        wanted = next((each for each in Wanted if each == visit.asked("saring", 20)), Wanted.ALL)
        lines = await self._lines(visit)
        shown = [each for each in lines if each.fits(wanted) and (not family or each.family == family)]
        if text:
            standing = await self._desk.contents()
            shown = [each for each in shown if _found(each, standing, text)]
        return visit.page(
            "answers/list.html",
            lines=_sorted(shown, wanted),
            counts={each: sum(line.fits(each) for line in lines) for each in Wanted},
            wanted=wanted,
            families=list(dict.fromkeys(line.family for line in lines if line.family)),
            family=family,
            text=text,
            proposals=len(await self._desk.proposals.open()),
        )

    async def counts(self, visit: Visit, _: Mapping[str, str]) -> Mapping[str, object]:
        """A probe: what waits for those who can do something about it."""
        if not visit.may(Role.EDITOR, Role.SUPERVISOR):
            return {}
        waiting = await self._desk.versions.waiting()
        return {"counts": {"answers": len(waiting) + await self._overdue(visit)}}

    async def _overdue(self, visit: Visit) -> int:
        if self._counted is None or not timedelta() <= visit.now - self._counted[0] < _FRESH:
            lines = await self._lines(visit, alone=True)
            self._counted = visit.now, sum(line.due is Due.OVERDUE for line in lines)
        return self._counted[1]

    async def _lines(self, visit: Visit, *, alone: bool = False) -> list[Line]:
        """`alone`: only what the review dates need."""
        desk = self._desk
        standing = await desk.versions.standing()
        waiting = [] if alone else await desk.versions.waiting()
        drafts = [] if alone else await desk.drafts.of_editor(visit.account.login)
        asked = {} if alone else await desk.figures.since(visit.now - MONTH)
        made = []
        for entry in desk.rules.topics():
            version = standing.get(entry.id)
            misfit = version is not None and not (version.content and desk.rules.fits(version.content))
            content = version.content if version and not misfit else entry.default
            again_on = day_of(content, "review_again_on")
            made.append(
                Line(
                    entry=entry,
                    title=title_of(content, visit.language) or entry.titles.get(visit.language, entry.id),
                    family=entry.family.get(visit.language, ""),
                    owner=str((content or {}).get("owner", "")),
                    again_on=again_on,
                    due=due(again_on, today(visit), content is not None),
                    number=version.number if version else 0,
                    waiting=[each for each in waiting if each.topic == entry.id],
                    draft=entry.id in drafts,
                    asked=asked.get(entry.id, Asked()),
                    misfit=misfit,
                )
            )
        return made


def _sorted(lines: Sequence[Line], wanted: Wanted) -> list[Line]:
    if wanted is Wanted.UNHELPFUL:
        return sorted(lines, key=lambda line: (-(line.unhelpful or 0), -line.asked.asked))
    order = (Due.OVERDUE, Due.SOON, Due.LATER, Due.NEVER)
    return sorted(
        lines,
        key=lambda line: (
            line.due is not Due.OVERDUE,
            not line.waiting,
            order.index(line.due),
            line.again_on or date.max,
        ),
    )


def _found(line: Line, standing: Mapping[str, Content], text: str) -> bool:
    """All words stand in the id, the titles or the answer."""
    content = standing.get(line.entry.id) or line.entry.default or {}
    told = " ".join([line.entry.id, line.title, line.owner, str(content.get("texts", ""))]).lower()
    return all(word in told for word in text.lower().split())
