"""How well each topic is known, and which topics do not exist yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.domain.review import Coverage
from console.staff.teach.room import PATH, READERS, SECTION, TeachRoom
from console.staff.visit import Page, Visit


@dataclass(frozen=True, slots=True)
class Row:
    """A topic in the table; shares in whole percent, None where nobody asked."""

    name: str
    label: str
    written: int
    taught: int
    held_out: int
    questions: int
    unsure: int | None
    unhelpful: int | None


@dataclass(frozen=True, slots=True)
class CoveragePages:
    """Figures only; the questions behind them are in the queue."""

    room: TeachRoom

    def pages(self) -> tuple[Page, ...]:
        return (
            Page("GET", f"{PATH}/coverage", self.coverage, READERS, SECTION),
            Page("GET", f"{PATH}/new-topics", self.new_topics, READERS, SECTION),
        )

    async def coverage(self, visit: Visit) -> web.StreamResponse:
        written = await self.room.topics.written()
        found = {each.label: each for each in await self.room.queue.coverage()}
        titles = self.room.choices(visit)
        all_of = [found.get(label, Coverage(label, 0, 0, 0, 0, 0)) for label in titles]
        rows = [_row(titles[each.label], each, written) for each in _by_need(all_of, written)]
        return visit.page("teach/coverage.html", tab="coverage", rows=rows, room=self.room)

    async def new_topics(self, visit: Visit) -> web.StreamResponse:
        topics = await self.room.queue.new_topics()
        await self.room.note(visit, "new_topics", "list")
        return visit.page("teach/new_topics.html", tab="new_topics", topics=topics, room=self.room)


def _by_need(all_of: Sequence[Coverage], written: Mapping[str, int]) -> list[Coverage]:
    return sorted(all_of, key=lambda each: (-each.need(written.get(each.label, 0)), -each.questions, each.label))


def _row(name: str, told: Coverage, written: Mapping[str, int]) -> Row:
    return Row(
        name,
        told.label,
        written.get(told.label, 0),
        told.taught,
        told.held_out,
        told.questions,
        _share(told.unsure, told.questions),
        _share(told.unhelpful, told.questions),
    )


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
