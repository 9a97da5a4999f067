"""`python -m bot run|web|worker|migrate` and staff's lists: reads the settings, then starts what is asked for."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from bot.adapters import opened_database
from bot.app import run_web, run_worker
from bot.case_commands import AsRole, case, case_file, cases
from bot.command_line import complain, finish
from bot.desk_commands import desk
from bot.domain.cases import Role
from bot.model_commands import nlu, trainer
from bot.settings import Settings
from bot.staff_commands import audit, staff
from bot.store import accounts
from bot.store.dead_letters import dead_letters as letters
from bot.store.dead_letters import try_again
from bot.store.questions import open_questions
from bot.supervisor.run import run as supervise

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
cli.add_typer(desk, name="desk")
cli.add_typer(staff, name="staff")
cli.add_typer(audit, name="audit")
cli.command()(cases)
cli.command()(case)
cli.command()(case_file)
cli.command()(trainer)
cli.command()(nlu)


@cli.command()
def run() -> None:
    """Start everything on this machine: database, Rasa, web, worker, and the simulator where no channel is set up."""
    finish(supervise)


@cli.command()
def web() -> None:
    """Serve the channels' webhooks. Any number of these may run on one DATABASE_URL."""
    finish(lambda settings: _until_signal(settings, run_web))


@cli.command()
def worker() -> None:
    """Handle messages and send replies. Any number of these may run on one DATABASE_URL."""
    finish(lambda settings: _until_signal(settings, run_worker))


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""

    async def command(settings: Settings) -> int:
        async with opened_database(settings):
            print("The database is up to date.")
        return 0

    finish(command)


@cli.command()
def questions(role: AsRole = Role.OFFICER) -> None:
    """List the questions that wait for staff, the oldest first (masked)."""

    async def command(settings: Settings) -> int:
        async with opened_database(settings) as (database, _url):
            for question in await open_questions(database, role):
                print(
                    f"{question.id[:8]}  {question.asked_at:%Y-%m-%d %H:%M}  {question.channel:8}  "
                    f"{question.reason:12}  {question.text}"
                )
        return 0

    finish(command)


@cli.command()
def alerts() -> None:
    """List channel accounts that cannot send as they should, with the reason."""

    async def command(settings: Settings) -> int:
        async with opened_database(settings) as (database, _url):
            found = await accounts.alerts(database)
            if not found:
                print("All channel accounts work.")
            for alert in found:
                since = f"{alert.since:%Y-%m-%d %H:%M}" if alert.since else " " * 16
                print(f"{since}  {alert.channel:8}  {alert.trouble:8}  {alert.reason}")
        return 0

    finish(command)


@cli.command()
def dead_letters(
    again: Annotated[str, typer.Option(help="Put back into the queue: in:7, out:12, in:all or out:all")] = "",
) -> None:
    """List what could not be handled or sent, with reasons, or try it again."""

    async def command(settings: Settings) -> int:
        async with opened_database(settings) as (database, _url):
            if again:
                kind, _, number = again.partition(":")
                if kind not in {"in", "out"} or not (number == "all" or number.isdecimal()):
                    complain(f"--again {again}: say in:7, out:12, in:all or out:all")
                letter = None if number == "all" else int(number)
                print(f"{await try_again(database, 'in' if kind == 'in' else 'out', letter)} put back.")
                return 0
            for found in await letters(database):
                name = f"{found.kind}:{found.id}"
                print(f"{found.at:%Y-%m-%d %H:%M}  {name:12}  {found.channel:8}  {found.attempts}×  {found.reason}")
        return 0

    finish(command)


async def _until_signal(settings: Settings, job: Callable[[Settings, asyncio.Event], Awaitable[None]]) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await job(settings, stop)
    return 0


if __name__ == "__main__":
    cli()
