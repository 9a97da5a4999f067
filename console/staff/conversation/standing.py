"""Who has the conversation, and what may be done with it now: the line above the thread, with its buttons."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.front_desk import Colleague
from bot.domain.handover import Owner
from bot.domain.snoozing import Snooze
from bot.domain.staff import Role
from console.staff.conversation.ports import ConversationPorts
from console.staff.conversation.talk import Talk
from console.staff.visit import Visit


@dataclass(frozen=True, slots=True)
class StandingView:
    """`state` names words; `mine`: the visitor has the conversation. The flags tell which buttons there are."""

    state: str
    holder: str
    since: datetime | None
    mine: bool
    may_claim: bool
    may_take_over: bool
    may_act: bool
    may_reopen: bool
    snoozed_until: datetime | None
    pauses: Sequence[Snooze]
    colleagues: Sequence[Colleague]

    @property
    def stamp(self) -> str:
        """A page that has this one needs no other."""
        return hashlib.sha256(repr(replace(self, colleagues=())).encode()).hexdigest()[:10]


async def standing_of(visit: Visit, ports: ConversationPorts, talk: Talk) -> StandingView:
    standing = talk.standing
    holder = standing.holder
    mine = standing.held_by(visit.account.id)
    free = holder is None
    may_act = mine or (visit.may(Role.SUPERVISOR) and not free)
    return StandingView(
        state=_state(talk, mine=mine),
        holder=holder.name if holder else "",
        since=holder.since if holder else None,
        mine=mine,
        may_claim=free,
        may_take_over=not free and not mine and visit.may(Role.SUPERVISOR),
        may_act=may_act,
        may_reopen=standing.owner is Owner.BOT and standing.closed_at is not None,
        snoozed_until=standing.snoozed_until,
        pauses=tuple(each for each in Snooze if each is not Snooze.NOW),
        colleagues=[each for each in await ports.desk.colleagues() if holder is None or each.account != holder.account],
    )


def _state(talk: Talk, *, mine: bool) -> str:
    match talk.standing.owner:
        case Owner.PERSON:
            return "mine" if mine else "held"
        case Owner.QUEUE:
            return "queue"
        case _:
            return "closed" if talk.standing.closed_at else "bot"


def told_in(visit: Visit) -> str:
    """What an act of a moment ago came to, by the address it led to."""
    key = f"conversation_told_{visit.asked('kabar', 30)}"
    return visit.text(key) if key in visit.looks.words else ""
