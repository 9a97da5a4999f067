"""The area of teaching as the console shows it."""

from __future__ import annotations

from collections.abc import Mapping

from console.staff.teach.answer_pages import AnswerPages
from console.staff.teach.coverage_pages import CoveragePages
from console.staff.teach.group_pages import GroupPages
from console.staff.teach.queue_pages import QueuePages
from console.staff.teach.room import LOOKERS, PATH, SECTION, TeachRoom
from console.staff.visit import Area, Section, Visit


def teach_area(room: TeachRoom) -> Area:
    """Its key is `g t`."""
    pages = (
        *QueuePages(room).pages(),
        *GroupPages(room).pages(),
        *AnswerPages(room).pages(),
        *CoveragePages(room).pages(),
    )

    async def counts(visit: Visit, _: Mapping[str, str]) -> Mapping[str, object]:
        if not visit.may(*LOOKERS):
            return {}
        return {"counts": {SECTION: await room.queue.waiting()}}

    return Area(pages, (Section(SECTION, PATH, "teach_title", LOOKERS, "t"),), (counts,))
