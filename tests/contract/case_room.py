"""The pages about cases on a real database, with the office of office.py behind them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.audit import Deed
from bot.domain.staff import Limits
from bot.preview import NewsPreview
from bot.store.case_board import PostgresCaseBoard
from bot.store.case_work import PostgresCaseWork
from bot.store.wakeup import Wakeup
from console.staff.app import Staffroom
from console.staff.cases.area import cases_area
from console.staff.cases.desk import CaseRoom
from console.staff.visit import Area
from tests.console import OpenConsole, Somebody, opened_console
from tests.contract.office import Office
from tests.fakes_book import PORTS

CASES = "/console/cases"
_FOR_EVER = Limits(timedelta(days=36_500), timedelta(days=36_500))


def case_area(office: Office, wakeup: Wakeup, room: Staffroom) -> Area:
    return cases_area(
        CaseRoom(
            board=PostgresCaseBoard(office.database),
            work=PostgresCaseWork(office.database, wakeup, PORTS.calendar, office.clock),
            desk=office.desk,
            preview=NewsPreview(PORTS, office.clock),
            calendar=PORTS.calendar,
            accounts=room.accounts,
            audit=room.audit,
            office="Kelurahan Tanjung Barat",
            conversation="/console/percakapan/{conversation}",
        )
    )


@dataclass
class CasePages:
    """The console, the office, and what a form of a page carries."""

    console: OpenConsole
    office: Office
    work: PostgresCaseWork
    board: PostgresCaseBoard

    async def deeds(self, actor: str = "") -> list[Deed]:
        return [entry.deed for entry in await self.console.room.audit.search(actor=actor, limit=200)]


@asynccontextmanager
async def opened_cases(office: Office, wakeup: Wakeup) -> AsyncIterator[CasePages]:
    def areas(room: Staffroom) -> list[Area]:
        return [case_area(office, wakeup, room)]

    async with opened_console(office.database, areas, office.clock, _FOR_EVER) as console:
        work = PostgresCaseWork(office.database, wakeup, PORTS.calendar, office.clock)
        yield CasePages(console, office, work, PostgresCaseBoard(office.database))


def move_form(page: Somebody, **values: str) -> dict[str, str]:
    """The form that moves a case, as the page shows it, with these values typed in."""
    form = page.html.partition('id="move"')[2]
    hidden = {name: _value(form, name) for name in ("key", "seen")}
    return {"state": "", "words": "", "next_on": "", "note": ""} | hidden | values


def _value(form: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', form)
    assert found, name
    return found[1]
