"""`python -m bot cases …`: staff list, read and move complaints and suggestions, until the console does it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from bot.app import opened_database
from bot.command import complain, finish
from bot.domain.cases import CaseState, Mistyped, number_in
from bot.settings import Settings
from bot.store.cases import CaseDesk, CaseFile
from bot.store.wakeup import Wakeup

cases = typer.Typer(no_args_is_help=True, help="Complaints, suggestions and requests for information.")

Number = Annotated[str, typer.Argument(help="Such as 4827-1930")]
Inspector = Annotated[bool, typer.Option("--inspector", help="You may read what is secret")]


@cases.command("list")
def listed() -> None:
    """Open cases, those whose promised date comes first on top; `!` marks the late ones. No texts."""

    async def command(settings: Settings) -> int:
        async with opened_database(settings) as (database, url):
            for line in await CaseDesk(database, Wakeup(url)).open_cases():
                mark, due = "!" if line.late else " ", line.next_on or ""
                print(f"{mark} {line.number}  {due!s:10}  {line.state:12}  {line.kind:21}  {line.category:12}", end="")
                print(f"  {line.visibility}")
        return 0

    finish(command)


@cases.command()
def show(number: Number, inspector: Inspector = False) -> None:
    """A whole case with its history."""

    async def command(settings: Settings) -> int:
        async with opened_database(settings) as (database, url):
            found = await CaseDesk(database, Wakeup(url)).read(_real(number), inspector=inspector)
        if found is None:
            complain(f"There is no case {number}.")
        _print(found)
        return 0

    finish(command)


@cases.command()
def move(
    number: Number,
    state: CaseState,
    officer: Annotated[str, typer.Option("--as", help="Your name, for the history")],
    say: Annotated[str, typer.Option(help="What the resident reads")] = "",
    by: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date promised to the resident")] = None,
) -> None:
    """Change a case's state; the resident is told in the chat."""

    async def command(settings: Settings) -> int:
        async with opened_database(settings) as (database, url):
            wakeup = Wakeup(url)
            try:
                day = by.date() if by else None
                moved = await CaseDesk(database, wakeup).move(_real(number), state, officer, say, day)
            finally:
                await wakeup.close()
        if not moved:
            complain(f"Case {number} does not exist, or may not become {state} from what it is.")
        print(f"{number} is {state} now; the resident is told.")
        return 0

    finish(command)


def _real(number: str) -> str:
    found = number_in(number)
    if found is None or isinstance(found, Mistyped):
        complain(f"{number} is no case number: it has eight digits, the last one a check digit.")
    return found


def _print(found: CaseFile) -> None:
    case = found.case
    print(f"{case.number}  {case.kind}  {case.category}  {case.state} since {case.since:%Y-%m-%d %H:%M}")
    print(f"opened {case.opened_at:%Y-%m-%d %H:%M}, promised {case.next_on or '-'}, {found.visibility}")
    for name, words in (("when", found.happened_on), ("where", found.place), ("who", found.name)):
        if words:
            print(f"{name}: {words}")
    print(found.story or "(secret: say --inspector)")
    for at, actor, state, words in found.history:
        print(f"  {at:%Y-%m-%d %H:%M}  {actor:12}  {state:12}  {words}")
