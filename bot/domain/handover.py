"""Who answers a conversation: the bot, nobody yet (the queue), or an officer. One state machine; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.effect import Effect

FOR_INSPECTORS = "secret"
"""Why a question waits for staff whose words only inspectors read: it tells that somebody wants money."""


class Owner(StrEnum):
    """Who has the word."""

    BOT = "bot"
    QUEUE = "queue"  # a person was asked for; the bot still answers what it knows
    PERSON = "person"  # an officer has it; the bot keeps quiet


class Happening(StrEnum):
    """What can change that."""

    ASKED = "asked"  # the resident wants a person, or the bot is lost
    CLAIMED = "claimed"  # an officer takes the conversation
    ASSIGNED = "assigned"  # it is given to an officer, whoever has it
    RETURNED = "returned"  # the officer gives it back for colleagues
    REOPENED = "reopened"  # staff put it into the queue again
    ANSWERED = "answered"  # an officer answers
    RELEASED = "released"  # the officer is done
    NEGLECTED = "neglected"  # the officer let the resident wait too long
    CALLED_BOT = "called_bot"  # the resident wants the bot back


@dataclass(frozen=True, slots=True)
class Desk:
    """`officer` has the conversation where the owner is PERSON. `waiting`: the resident had the last word there.
    `account` is the officer's id, as text; empty for an officer of the command line."""

    owner: Owner = Owner.BOT
    officer: str = ""
    waiting: bool = False
    account: str = ""

    def held_by(self, officer: str, account: str) -> bool:
        """Names are not unique, accounts are."""
        return self.account == account if self.account and account else self.officer == officer


@dataclass(frozen=True, slots=True)
class ChangeOwner(Effect):
    """Show the conversation in the officers' lists as this desk says."""

    desk: Desk


@dataclass(frozen=True, slots=True)
class CloseQuestions(Effect):
    """The conversation's questions that waited for staff are answered."""


class Queue(Protocol):
    """The residents who wait for an officer."""

    async def place(self, conversation: UUID) -> int:
        """How many are served until this one is, itself included; the place it would get where it is not in yet."""
        ...


_NEXT: Mapping[tuple[Owner, Happening], Owner] = {
    (Owner.BOT, Happening.ASKED): Owner.QUEUE,
    (Owner.QUEUE, Happening.ASKED): Owner.QUEUE,
    (Owner.PERSON, Happening.ASKED): Owner.PERSON,
    (Owner.BOT, Happening.CLAIMED): Owner.PERSON,
    (Owner.QUEUE, Happening.CLAIMED): Owner.PERSON,
    (Owner.PERSON, Happening.CLAIMED): Owner.PERSON,
    (Owner.BOT, Happening.ASSIGNED): Owner.PERSON,
    (Owner.QUEUE, Happening.ASSIGNED): Owner.PERSON,
    (Owner.PERSON, Happening.ASSIGNED): Owner.PERSON,
    (Owner.PERSON, Happening.RETURNED): Owner.QUEUE,
    (Owner.BOT, Happening.REOPENED): Owner.QUEUE,
    (Owner.BOT, Happening.ANSWERED): Owner.BOT,
    (Owner.QUEUE, Happening.ANSWERED): Owner.BOT,
    (Owner.PERSON, Happening.ANSWERED): Owner.PERSON,
    (Owner.QUEUE, Happening.RELEASED): Owner.BOT,
    (Owner.PERSON, Happening.RELEASED): Owner.BOT,
    (Owner.PERSON, Happening.NEGLECTED): Owner.QUEUE,
    (Owner.QUEUE, Happening.CALLED_BOT): Owner.BOT,
    (Owner.PERSON, Happening.CALLED_BOT): Owner.BOT,
}
_BY_THE_HOLDER = frozenset({Happening.CLAIMED, Happening.ANSWERED, Happening.RELEASED, Happening.RETURNED})
_NAMES_AN_OFFICER = frozenset({Happening.CLAIMED, Happening.ASSIGNED})


def after(desk: Desk, happening: Happening, officer: str = "", account: str = "") -> Desk | None:
    """The desk afterwards; None where it cannot happen: another officer has the conversation, or nobody does."""
    owner = _NEXT.get((desk.owner, happening))
    if owner is None:
        return None
    person = desk.owner is Owner.PERSON
    if person and happening in _BY_THE_HOLDER and not desk.held_by(officer, account):
        return None
    if owner is not Owner.PERSON:
        return Desk(owner)
    waiting = (desk.waiting or desk.owner is Owner.QUEUE) and happening is not Happening.ANSWERED
    if happening in _NAMES_AN_OFFICER:
        return Desk(owner, officer, waiting, account)
    return Desk(owner, desk.officer, waiting, desk.account)
