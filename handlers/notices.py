"""News of ours for a resident, and timers that rang: the tables of their rules. Unknown ones lead to nothing."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.ports import Ports
from handlers import applying, desk, linking, status
from handlers.tickets import news_of_case
from handlers.turn import Handler, Outcome, Turn

NOTICES: Mapping[str, Handler] = {
    "claimed": desk.claimed,
    "assigned": desk.assigned,
    "returned": desk.returned,
    "reopened": desk.reopened,
    "answered": desk.answered,
    "released": desk.released,
    "case_changed": news_of_case,
    "status": status.changed,
    "linked": linking.told_linked,
}
"""By the name of the notice (bot.domain.messages.Notice)."""

TIMERS: Mapping[str, Handler] = {
    desk.TIMER: desk.rang,
    status.TIMER: status.again,
    applying.WISH: applying.retry,
    applying.REMINDER: applying.remind,
}
"""By the name the timer was set with, up to its first colon: `reminder:261124-0137-5` is a `reminder`."""


async def take_notice(turn: Turn, ports: Ports) -> Outcome:
    return await _by(NOTICES, turn, ports)


async def take_timer(turn: Turn, ports: Ports) -> Outcome:
    return await _by(TIMERS, turn, ports)


async def _by(table: Mapping[str, Handler], turn: Turn, ports: Ports) -> Outcome:
    name = turn.action.first.partition(":")[0] if turn.action else ""
    handler = table.get(name)
    return await handler(turn, ports) if handler else Outcome((), turn.state)
