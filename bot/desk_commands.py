"""`python -m bot desk …`: officers answer residents who wait for a person, until the console does it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters import opened_database
from bot.case_commands import AsRole
from bot.command_line import complain, finish
from bot.domain.cases import Role
from bot.domain.errors import MediaGone
from bot.settings import Settings
from bot.store.case_files import open_voice_note
from bot.store.desk import PostgresDesk, Standing
from bot.store.wakeup import Wakeup

desk = typer.Typer(no_args_is_help=True, help="Answer residents who wait for a person.")

_SECONDS = 10.0
"""As long as an act may take; a worker must be running."""

Resident = Annotated[str, typer.Argument(help="The first letters of the conversation's id, as the list shows them")]
Name = Annotated[str, typer.Option("--as", help="Your name, as the resident will read it")]
Act = Callable[[PostgresDesk], Awaitable[str | None]]


@desk.command("list")
def waiting(role: AsRole = Role.OFFICER) -> None:
    """Who waits, the longest first, then who is with an officer; texts are masked."""

    async def command(settings: Settings) -> int:
        async with opened_database(settings) as (database, url):
            found = await PostgresDesk(database, Wakeup(url)).waiting(role)
            if not found:
                print("Nobody waits for a person.")
            for each in found:
                since = f"{each.since:%Y-%m-%d %H:%M}" if each.since else " " * 16
                who = f"with {each.officer}" if each.officer else each.reason
                print(f"{str(each.conversation)[:8]}  {since}  {each.channel:8}  {who:16}  {each.text}")
        return 0

    finish(command)


@desk.command()
def claim(resident: Resident, officer: Name) -> None:
    """Take a conversation: the bot keeps quiet in it from then on."""
    finish(lambda settings: _done(settings, resident, officer, lambda it: it.claim(resident, officer)))


@desk.command()
def answer(resident: Resident, words: str, officer: Name) -> None:
    """Answer in the resident's chat, below the question."""
    finish(lambda settings: _done(settings, resident, officer, lambda it: it.answer(resident, officer, words)))


@desk.command()
def release(resident: Resident, officer: Name) -> None:
    """Give the conversation back to the bot."""
    finish(lambda settings: _done(settings, resident, officer, lambda it: it.release(resident, officer)))


@desk.command()
def voice(
    question: Annotated[str, typer.Argument(help="The first letters of the question's id, as `questions` shows them")],
    out: Annotated[Path, typer.Option(help="Where to write it; readable by you alone")],
) -> None:
    """Write a resident's voice note into a file, to be heard and then deleted."""

    async def command(settings: Settings) -> int:
        async with opened_database(settings) as (database, _url):
            try:
                kind, sound = await open_voice_note(database, question)
            except MediaGone:
                complain(f"No voice note came with a question {question}: see `python -m bot questions`.")
        out.touch(mode=0o600)
        out.write_bytes(sound)
        print(f"{out}: {kind}, {len(sound):,} bytes")
        return 0

    finish(command)


async def _done(settings: Settings, resident: str, officer: str, act: Act) -> int:
    """Do it, wait until a worker has, and say what came of it."""
    async with opened_database(settings) as (database, url):
        wakeup = Wakeup(url)
        counter = PostgresDesk(database, wakeup)
        try:
            key = await act(counter)
            if key is None:
                complain(f"No single conversation begins with {resident}: see `python -m bot desk list`.")
            standing = await _settled(counter, resident, key)
        finally:
            await wakeup.close()
    if standing is None or standing.underway:
        complain("It is stored and will happen, but no worker has done it yet. Is one running?")
    if standing.owner == "person" and standing.officer != officer:
        complain(f"{standing.officer} has this conversation; nothing was changed.")
    print(f"Done. The conversation is now with: {standing.officer or standing.owner}.")
    return 0


async def _settled(counter: PostgresDesk, resident: str, key: str) -> Standing | None:
    standing = None
    with suppress(TimeoutError):
        async with asyncio.timeout(_SECONDS):
            while (standing := await counter.standing(resident, key)) and standing.underway:
                await asyncio.sleep(0.1)
    return standing
