"""`python -m bot cases` and `python -m bot case NUMBER`: staff's work on complaints until the console takes over."""

from __future__ import annotations

import getpass
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters import opened_database
from bot.clock import JAKARTA, WallClock
from bot.command_line import finish
from bot.domain.case_desk import CaseDesk, Change, DeskCase, DeskRow
from bot.domain.cases import Role, State
from bot.domain.errors import UnknownCase
from bot.domain.tracking import find_number, spoken
from bot.settings import Settings
from bot.store.case_desk import PostgresCaseDesk
from bot.store.wakeup import Wakeup
from faq.book import load_book

AsRole = Annotated[Role, typer.Option("--role", help="officer, or inspector: reads what is secret, too")]


def cases(
    late: Annotated[bool, typer.Option("--late", help="Only those whose promise is broken")] = False,
    ended: Annotated[bool, typer.Option("--all", help="Those that are over, too")] = False,
    role: AsRole = Role.OFFICER,
) -> None:
    """List complaints, suggestions and requests for information, broken promises first."""

    async def command(settings: Settings) -> int:
        async with opened_desk(settings) as desk:
            today = WallClock().now().date()
            for row in await desk.cases(role, ended=ended):
                if row.late(today) or not late:
                    _say(_line(row, late=row.late(today)))
        return 0

    finish(command)


def case(
    number: Annotated[str, typer.Argument(help="Tracking number, such as 4827-1930")],
    state: Annotated[State | None, typer.Option(help="Bring it to this state")] = None,
    say: Annotated[str, typer.Option(help="Words for the resident")] = "",
    next_on: Annotated[
        datetime | None, typer.Option("--next", formats=["%Y-%m-%d"], help="Date of the next step")
    ] = None,
    duplicate_of: Annotated[str, typer.Option(help="Link it to this case: what is said there is said here too")] = "",
    author: Annotated[str, typer.Option(help="Who changes it")] = "",
    role: AsRole = Role.OFFICER,
) -> None:
    """Show one case, or change it; the resident is told."""

    async def command(settings: Settings) -> int:
        async with opened_desk(settings) as desk:
            digits, who = _digits(number), author or getpass.getuser()
            if duplicate_of:
                await desk.link(digits, _digits(duplicate_of), role, who)
            change = Change(state, say, next_on.date() if next_on else None)
            if change != Change():
                count = await desk.change(digits, change, role, who)
                _say(f"{count} changed; those who reported it are told.")
            _show(await desk.read(digits, role))
        return 0

    finish(command)


def case_file(
    number: Annotated[str, typer.Argument(help="Tracking number, such as 4827-1930")],
    file: Annotated[int, typer.Argument(help="The file's number, as `case` shows it")],
    out: Annotated[Path, typer.Option(help="Where to write it; readable by you alone")],
    role: AsRole = Role.OFFICER,
) -> None:
    """Write a photo or voice note of a case into a file, to be looked at and then deleted."""

    async def command(settings: Settings) -> int:
        async with opened_desk(settings) as desk:
            content = await desk.file(_digits(number), file, role)
        out.touch(mode=0o600)
        out.write_bytes(content)
        _say(f"{out}: {len(content):,} bytes")
        return 0

    finish(command)


@asynccontextmanager
async def opened_desk(settings: Settings) -> AsyncIterator[CaseDesk]:
    async with opened_database(settings) as (database, url):
        calendar = load_book(settings.OFFICE_FILE, WallClock().now).calendar
        wakeup = Wakeup(url)
        try:
            yield PostgresCaseDesk(database, wakeup, calendar, WallClock())
        finally:
            await wakeup.close()


def _digits(number: str) -> str:
    digits = find_number(number)
    if digits is None:
        raise UnknownCase(f"{number} is no tracking number: a digit is wrong or missing")
    return digits


def _line(row: DeskRow, *, late: bool) -> str:
    due = f"{row.next_on:%Y-%m-%d}" if row.next_on else " " * 10
    mark = "LATE" if late else "    "
    linked = f"  = {spoken(row.duplicate_of)}" if row.duplicate_of else ""
    about = f"{row.kind:20}  {row.category:10}  {row.visibility}"
    return f"{spoken(row.number)}  {mark}  {due}  {row.state:11}  {about}{linked}"


def _show(found: DeskCase) -> None:
    _say(_line(found.row, late=found.row.late(WallClock().now().date())))
    told = {"when": found.happened, "where": found.place, "name": found.name}
    for name, value in told.items():
        if value:
            _say(f"{name}: {value}")
    _say(found.story)
    for event in found.events:
        due = f" → {event.next_on:%Y-%m-%d}" if event.next_on else ""
        at = event.at.astimezone(JAKARTA)
        _say(f"  {at:%Y-%m-%d %H:%M}  {event.author or event.actor}: {event.state}{due}  {event.words}".rstrip())
    for file in found.files:
        _say(f"  file {file.id}: {file.media} {file.mime_type} {file.caption}".rstrip())


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
