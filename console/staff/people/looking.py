"""Who has an account, and one of them with its devices: looked at by admins and supervisors."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.domain.audit import AuditLog, Deed
from bot.domain.staff import Account, Limits, Role, StaffAccounts, StaffSessions
from console.staff.devices import device_words
from console.staff.forms import read_uuid
from console.staff.gate import ROOT
from console.staff.visit import Visit

PATH = f"{ROOT}/people"
_DONE = frozenset({"roles", "on", "off", "factor", "out"})
_STATES = ("", "aktif", "mati", "tanpa-kode")
_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Looking:
    """Nothing is changed here."""

    accounts: StaffAccounts
    sessions: StaffSessions
    audit: AuditLog
    limits: Limits

    async def all(self, visit: Visit) -> web.StreamResponse:
        words, state = visit.asked("cari", 80), visit.asked("keadaan", 20)
        everybody = await self.accounts.all()
        found = [each for each in everybody if _fits(each, words.casefold()) and _in_state(each, state)]
        await self.audit.note_seldom(Deed(visit.account.login, "people.list"))
        start = _number(visit.asked("mulai", 9))
        return visit.page(
            "people/list.html",
            accounts=found[start : start + _A_PAGE],
            found=len(found),
            start=start,
            size=_A_PAGE,
            words=words,
            state=state,
            states=_STATES,
            samples=[each for each in everybody if each.sample and each.active],
        )

    async def one(self, visit: Visit) -> web.StreamResponse:
        account = await self.accounts.by_id(read_uuid(visit.matched("id")))
        await self.audit.note_seldom(Deed(visit.account.login, "people.read", f"staff:{account.login}"))
        sessions = await self.sessions.of(account.id)
        devices = [(each, device_words(visit, each.device)) for each in sessions if each.alive(visit.now, self.limits)]
        done = visit.asked("selesai", 20)
        return visit.page(
            "people/one.html",
            account=account,
            devices=devices,
            done=done if done in _DONE else "",
            roles=list(Role),
            may_change=visit.may(Role.ADMIN) and account.id != visit.account.id,
        )


def _fits(account: Account, words: str) -> bool:
    told = f"{account.login} {account.name.casefold()} {' '.join(account.roles)}"
    return all(word in told for word in words.split())


def _in_state(account: Account, state: str) -> bool:
    match state:
        case "aktif":
            return account.active
        case "mati":
            return not account.active
        case "tanpa-kode":
            return account.active and not account.second_factor
        case _:
            return True


def _number(told: str) -> int:
    return int(told) if told.isascii() and told.isdecimal() else 0
