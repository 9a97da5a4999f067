"""How the system does, in words, and the dead letters: what stands still and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.audit import AuditLog
from bot.domain.letters import DeadLetters
from bot.domain.staff import Role
from bot.domain.system_health import SystemHealth, troubles
from console.staff.gate import ROOT
from console.staff.system.letters import LetterPages
from console.staff.system.pages import SystemPages
from console.staff.visit import Area, Page, Section, Visit

LOOKS = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.ADMIN})
ACTS = frozenset({Role.SUPERVISOR, Role.ADMIN})
SYSTEM, LETTERS = f"{ROOT}/system", f"{ROOT}/system/letters"


def system_area(health: SystemHealth, letters: DeadLetters, audit: AuditLog) -> Area:
    """Officers may look at the health; letters are for those who can do something about them."""
    board, post = SystemPages(health), LetterPages(letters, audit, LETTERS)

    async def probe(visit: Visit, query: Mapping[str, str]) -> Mapping[str, object]:
        told: dict[str, object] = {}
        if visit.may(*ACTS):
            told["counts"] = {"system": await health.letters()}
        if query.get("page") == "system" and visit.may(*LOOKS):
            view = await health.read()
            wrong = [f"{each.name} {sorted(each.facts.values())}" for each in troubles(view)]
            told["health"] = [wrong, [(queue.name, queue.count) for queue in view.queues]]
        return told

    pages = (
        Page("GET", SYSTEM, board.show, LOOKS, "system"),
        Page("GET", f"{SYSTEM}/board", board.board, LOOKS, "system"),
        Page("GET", LETTERS, post.show, ACTS, "system"),
        Page("POST", f"{LETTERS}/resend", post.resend, ACTS, "system"),
        Page("POST", f"{LETTERS}/discard", post.discard, ACTS, "system"),
    )
    return Area(pages, (Section("system", SYSTEM, "system_nav", LOOKS, "h", rare=True),), (probe,))
