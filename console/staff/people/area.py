"""The pages about accounts, and who may call them."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.audit import AuditLog
from bot.domain.staff import Role, StaffAccounts, StaffSessions
from console.staff.people.changes import Changes
from console.staff.people.looking import PATH, Looking
from console.staff.people.proof import proved
from console.staff.sign_in import SignIn
from console.staff.visit import Area, Page, Section

_LOOK = frozenset({Role.ADMIN, Role.SUPERVISOR})
_ADMIN = frozenset({Role.ADMIN})
_ONE = f"{PATH}/{{id}}"


def people_area(
    accounts: StaffAccounts,
    sessions: StaffSessions,
    sign_in: SignIn,
    audit: AuditLog,
    new_password: Callable[[], str],
) -> Area:
    """`new_password` makes one for somebody else, who has to change it."""
    look = Looking(accounts, sessions, audit, sign_in.limits)
    change = Changes(accounts, sessions, sign_in.passwords, new_password)
    pages = (
        Page("GET", PATH, look.all, _LOOK, "people"),
        Page("GET", f"{PATH}/baru", change.ask_new, _ADMIN, "people"),
        Page("POST", PATH, proved(sign_in, change.add), _ADMIN, "people"),
        Page("GET", _ONE, look.one, _LOOK, "people"),
        Page("POST", f"{_ONE}/peran", proved(sign_in, change.roles), _ADMIN, "people"),
        Page("POST", f"{_ONE}/aktif", proved(sign_in, change.active), _ADMIN, "people"),
        Page("POST", f"{_ONE}/sandi", proved(sign_in, change.password), _ADMIN, "people"),
        Page("POST", f"{_ONE}/kode", proved(sign_in, change.factor), _ADMIN, "people"),
        Page("POST", f"{_ONE}/keluarkan", change.sign_out, _ADMIN, "people"),
    )
    return Area(pages, (Section("people", PATH, "people_section", _LOOK, "p", rare=True),))
