"""`python -m bot staff …`: who may sign in to the console; and `audit verify`, which reads the log's chain again."""

from __future__ import annotations

import getpass
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

import typer

from bot.adapters import opened_database
from bot.command_line import complain, finish
from bot.credentials import Argon2Passwords, new_password
from bot.domain.audit import Deed
from bot.domain.staff import NewAccount, Role
from bot.settings import Settings
from bot.store.audit import PostgresAudit
from bot.store.audit_cut import cut_audit
from bot.store.engine import Database
from bot.store.staff import PostgresStaff

staff = typer.Typer(no_args_is_help=True, help="Accounts for the console.")
audit = typer.Typer(no_args_is_help=True, help="The log of what staff did.")

Login = Annotated[str, typer.Argument(help="The name to sign in with")]
Roles = Annotated[list[Role], typer.Option("--role", help="One or more")]
Name = Annotated[str, typer.Option(help="As residents and colleagues read it")]
Second = Annotated[bool, typer.Option(help="Take the second factor away, too")]
Act = Callable[[Database], Awaitable[None]]


@staff.command()
def add(login: Login, name: Name, role: Roles) -> None:
    """A new account. Its password is shown once and has to be changed when signing in."""

    async def act(database: Database) -> None:
        password = new_password()
        hashed = await Argon2Passwords().hashed(password)
        noted = _deed("staff.add", login.lower(), ", ".join(sorted(role)))
        account = await PostgresStaff(database).add(NewAccount(login, name, frozenset(role), hashed), noted)
        print(f"{account.login} can sign in with the password {password}")

    _run(act)


@staff.command("list")
def show() -> None:
    """Everybody, with roles and whether the account is switched off."""

    async def act(database: Database) -> None:
        for account in await PostgresStaff(database).all():
            marks = [*sorted(account.roles), *([] if account.active else ["switched off"])]
            print(f"{account.login:20}  {account.name:30}  {', '.join(marks)}")

    _run(act)


@staff.command()
def roles(login: Login, role: Roles) -> None:
    """These roles in place of the former ones."""

    async def act(database: Database) -> None:
        account = await PostgresStaff(database).by_login(login)
        noted = _deed("staff.roles", account.login, ", ".join(sorted(role)))
        await PostgresStaff(database).set_roles(account.id, frozenset(role), noted)
        print(f"{account.login}: {', '.join(sorted(role))}")

    _run(act)


@staff.command()
def disable(login: Login) -> None:
    """Nobody signs in with it any more; whoever is signed in is signed out."""
    _run(lambda database: _switch(database, login, active=False))


@staff.command()
def enable(login: Login) -> None:
    """The account works again."""
    _run(lambda database: _switch(database, login, active=True))


@staff.command()
def reset(login: Login, second_factor: Second = False) -> None:
    """A new password, shown once; for somebody who has forgotten it, or whose phone is lost."""

    async def act(database: Database) -> None:
        accounts = PostgresStaff(database)
        account = await accounts.by_login(login)
        password = new_password()
        hashed = await Argon2Passwords().hashed(password)
        noted = _deed("staff.reset", account.login)
        await accounts.set_password(account.id, hashed, must_change=True, noted=noted)
        if second_factor:
            await accounts.enrol(account.id, "", (), _deed("staff.reset_factor", account.login))
        print(f"{account.login} can sign in with the password {password}")

    _run(act)


@audit.command()
def verify() -> None:
    """Whether the log is whole. Note the last link somewhere else: it shows whether the end was cut off."""

    async def command(settings: Settings) -> int:
        async with opened_database(settings) as (database, _url):
            verdict = await PostgresAudit(database).verify()
        if verdict.broken is not None:
            complain(
                f"The audit log was changed: entry {verdict.broken} does not follow from the {verdict.entries} before."
            )
        cut = f" (up to {verdict.cut} they were cut)" if verdict.cut else ""
        print(f"The audit log is whole: {verdict.entries} entries{cut}, the last link is {verdict.head}.")
        return 0

    finish(command)


@audit.command()
def cut(keep_days: Annotated[int, typer.Option(min=365, help="Younger entries stay")]) -> None:
    """Take the oldest entries out. A last entry tells how many, so that the log can still be verified."""

    async def act(database: Database) -> None:
        gone = await cut_audit(database, timedelta(days=keep_days), f"shell:{_user()}")
        print(f"{gone} entries older than {keep_days} days are gone.")

    _run(act)


async def _switch(database: Database, login: str, *, active: bool) -> None:
    account = await PostgresStaff(database).by_login(login)
    noted = _deed("staff.enable", account.login) if active else _deed("staff.disable", account.login)
    await PostgresStaff(database).set_active(account.id, active, noted)
    print(f"{account.login} is switched {'on' if active else 'off'}.")


def _deed(what: str, login: str, detail: str = "") -> Deed:
    """On the machine there is no sign-in: the log has the name the machine knows."""
    return Deed(f"shell:{_user()}", what, f"staff:{login}", detail)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without names
        return str(os.getuid())


def _run(act: Act) -> None:
    async def command(settings: Settings) -> int:
        async with opened_database(settings) as (database, _url):
            await act(database)
        return 0

    finish(command)
