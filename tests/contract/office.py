"""An office with a real database, its desk and one resident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from bot.domain.cases import CaseView, Category, Kind, OpenCase, Role, Visibility
from bot.domain.effect import Effect
from bot.domain.messages import Media, MediaKind
from bot.domain.tracking import new_number
from bot.store.case_desk import PostgresCaseDesk
from bot.store.cases import PostgresCases
from bot.store.effects import Changes, apply
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.contract.test_intake import rows
from tests.fakes import FixedClock
from tests.fakes_book import PORTS

TODAY = FixedClock().now().date()
STORY = "Bu Sari minta uang lima puluh ribu"
OFFICER, INSPECTOR = Role.OFFICER, Role.INSPECTOR
PHOTO = Media(MediaKind.PHOTO, "photo-1", "image/jpeg", "loket dua")


class MovedClock(FixedClock):
    """As many days later."""

    days = 0

    def now(self) -> datetime:
        return super().now() + timedelta(days=self.days)


class Office:
    """A database with one resident, the desk and what dialogues see."""

    def __init__(self, database: Database, wakeup: Wakeup, person: UUID) -> None:
        self.database = database
        self.person = person
        self.clock = MovedClock()
        self.cases = PostgresCases(database)
        self.desk = PostgresCaseDesk(database, wakeup, PORTS.calendar, self.clock)

    async def do(self, *effects: Effect) -> None:
        async with self.database.begin() as connection:
            await apply(connection, self.database.vault, [Changes(self.person, effects)])

    async def opened(self, **changes: object) -> OpenCase:
        made = OpenCase(
            number=new_number(),
            key=uuid4().hex,
            person=self.person,
            kind=Kind.COMPLAINT,
            category=Category.SLOW,
            visibility=Visibility.OPEN,
            story=STORY,
            happened="2026-11-23",
            place="RT 05/RW 03",
            name="Rahma",
            next_on=PORTS.calendar.after(TODAY, 3),
        )
        case = replace(made, **changes)  # type: ignore[arg-type]
        await self.do(case)
        return case

    async def seen(self, number: str, person: UUID | None = None) -> CaseView:
        view = await self.cases.find(number, person or self.person)
        assert view is not None
        return view

    async def notices(self) -> Sequence[tuple[object, ...]]:
        contents = [body["content"] for (body,) in await rows(self.database, "SELECT body FROM inbox ORDER BY id")]
        return [(content["facts"].get("number"),) for content in contents if content["kind"] == "notice"]
