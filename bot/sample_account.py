"""A sample account, so that a newcomer can look around the console: only beside the simulator, on this machine."""

from __future__ import annotations

from bot.credentials import Argon2Passwords, new_password
from bot.domain.audit import Deed
from bot.domain.credentials import Passwords
from bot.domain.staff import NewAccount, Role
from bot.settings import Settings
from bot.store.engine import Database
from bot.store.staff import PostgresStaff

LOGIN = "contoh"
_ROLES = frozenset({Role.OFFICER, Role.SUPERVISOR})
"""What needs no second factor, and sees most."""
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


def may_have_samples(settings: Settings) -> bool:
    """No real channel, and nobody reaches the console from another machine."""
    return settings.simulated and settings.HTTP_HOST in _HERE and settings.PUBLIC_URL is None


async def make_sample_account(database: Database, passwords: Passwords | None = None) -> str:
    """Its password, where nobody of the staff has an account yet; else empty. It is told once and kept nowhere."""
    accounts = PostgresStaff(database)
    if await accounts.all():
        return ""
    password = new_password()
    hashed = await (passwords or Argon2Passwords()).hashed(password)
    new = NewAccount(LOGIN, "Contoh", _ROLES, hashed, must_change=False, sample=True)
    await accounts.add(new, Deed("system", "staff.add", f"staff:{LOGIN}", ", ".join(sorted(_ROLES))))
    return password


async def close_sample_accounts(database: Database) -> int:
    """Switch them off, as soon as real residents can be reached. How many were on."""
    accounts = PostgresStaff(database)
    found = [each for each in await accounts.all() if each.sample and each.active]
    for each in found:
        await accounts.set_active(each.id, False, Deed("system", "staff.disable", f"staff:{each.login}"))
    return len(found)
