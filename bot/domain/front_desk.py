"""The shared inbox: who of the staff has a conversation, and what they may do with it. Pure rules, and the port."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.errors import BotError
from bot.domain.handover import Owner
from bot.domain.staff import Account, Role

STAFF_OF_THE_DESK = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR})
"""Who works in the inbox, and to whom a conversation can be given."""
LONGEST_ANSWER = 4000
LONGEST_LABEL = 30
MOST_LABELS = 12


class DeskRefused(BotError):
    """The act cannot be done as things stand now; nothing was changed. `values` are for the words of the page."""

    staff_text = "Tidak bisa dijalankan."

    def __init__(self, detail: str = "", **values: object) -> None:
        super().__init__(detail or (self.__doc__ or ""))
        self.values: Mapping[str, object] = values


class UnknownConversation(DeskRefused):
    """No conversation has this id."""

    staff_text = "Percakapan ini tidak ada."


class SecretConversation(DeskRefused):
    """Something that only inspectors read waits here: nobody else opens it or does anything with it, nor is it given to
    them."""

    staff_text = "Percakapan ini hanya dibaca pengawas."


class HeldByOther(DeskRefused):
    """A colleague has the conversation: values `name`, and `since` (a moment, or None where nobody knows)."""

    staff_text = "Percakapan ini sedang dipegang petugas lain."

    def __init__(self, name: str, since: datetime | None) -> None:
        super().__init__(name=name, since=since)
        self.name, self.since = name, since


class AnsweredMeanwhile(DeskRefused):
    """Somebody else answered since the writer's page was made: values `name`, and `seconds` since then."""

    staff_text = "Petugas lain baru saja menjawab."

    def __init__(self, name: str, seconds: int) -> None:
        super().__init__(name=name, seconds=seconds)
        self.name, self.seconds = name, seconds


class CannotTake(DeskRefused):
    """The colleague has no active account that works in the inbox."""

    staff_text = "Akun itu tidak bisa menerima percakapan."


class NothingToSend(DeskRefused):
    """The answer has no words, or more than a channel takes."""

    staff_text = "Balasan kosong atau terlalu panjang."


class BadLabel(DeskRefused):
    """A label is too long, or there are too many."""

    staff_text = "Label terlalu panjang atau terlalu banyak."


class DeskAct(StrEnum):
    """What staff do with a conversation."""

    CLAIM = "claim"
    ASSIGN = "assign"
    RELEASE = "release"  # back into the queue, for colleagues
    CLOSE = "close"  # done: the bot has the word again
    REOPEN = "reopen"
    SNOOZE = "snooze"
    ANSWER = "answer"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who of the staff has it; `account` is None for somebody who took it by the command line."""

    account: UUID | None
    name: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a conversation stands. `holder` where the owner is PERSON, and only there. `answer` names the newest answer
    of the staff (0: none): a page hands it back with what is sent from it."""

    conversation: UUID
    owner: Owner = Owner.BOT
    holder: Holder | None = None
    snoozed_until: datetime | None = None
    closed_at: datetime | None = None
    labels: tuple[str, ...] = ()
    answer: int = 0

    def held_by(self, account: UUID) -> bool:
        return self.holder is not None and self.holder.account == account


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent to the resident. `key` makes it happen once; `seen` is `Standing.answer` of the page it was written
    on, `anyway` sends although somebody answered since (`may_answer_anyway`). `facts` go along to the handler."""

    text: str
    key: str
    seen: int = 0
    anyway: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to whom a conversation can be given."""

    account: UUID
    login: str
    name: str


Outcome = DeskRefused | None
"""Of one conversation in a bulk act; None where it was done."""


def check(deed: DeskAct, standing: Standing, by: Account) -> None:
    """Raises HeldByOther. Staff act on what they hold and on what nobody holds; a supervisor also takes a conversation
    away from somebody, but does not answer in their place."""
    holder = standing.holder
    if holder is None or deed is DeskAct.REOPEN or holder.account == by.id:
        return
    if Role.SUPERVISOR in by.roles and deed not in {DeskAct.ANSWER, DeskAct.CLAIM}:
        return
    raise HeldByOther(holder.name, holder.since)


def check_secret(deed: DeskAct, standing: Standing, by: Account) -> None:
    """Of a conversation where something secret waits. Raises SecretConversation. Giving back what one holds oneself is
    for everybody: that is how it reaches an inspector."""
    if Role.INSPECTOR in by.roles or (deed is DeskAct.RELEASE and standing.held_by(by.id)):
        return
    raise SecretConversation


def check_answer(standing: Standing, answer: Answer, by: Account, last: tuple[UUID | None, str, int]) -> None:
    """`last`: who gave the newest answer (account, name) and how many seconds ago. Raises HeldByOther, NothingToSend,
    AnsweredMeanwhile."""
    if (not answer.text.strip() and not answer.facts) or len(answer.text) > LONGEST_ANSWER:
        raise NothingToSend
    account, name, seconds = last
    meanwhile = standing.answer > answer.seen and account != by.id
    if not meanwhile:
        check(DeskAct.ANSWER, standing, by)
    elif not answer.anyway or not may_answer_anyway(standing, by):
        raise AnsweredMeanwhile(name, seconds)


def may_answer_anyway(standing: Standing, by: Account) -> bool:
    """A second answer on purpose: only where no colleague has the conversation, or from a supervisor, who takes it by
    that."""
    return standing.holder is None or standing.held_by(by.id) or Role.SUPERVISOR in by.roles


def as_labels(words: Sequence[str]) -> tuple[str, ...]:
    """Lower case, each once, in the order given. Raises BadLabel."""
    labels = tuple(dict.fromkeys(" ".join(word.lower().split()) for word in words if word.strip()))
    if len(labels) > MOST_LABELS or any(len(label) > LONGEST_LABEL for label in labels):
        raise BadLabel
    return labels


class FrontDesk(Protocol):
    """Acts raise UnknownConversation, SecretConversation and what `check` raises, and then nothing has changed. Each is
    one transaction with the event that tells the bot; colleagues' pages are rung. Done twice, it changes nothing
    more."""

    async def standing(self, conversation: UUID) -> Standing: ...

    async def claim(self, conversation: UUID, by: Account) -> Standing: ...

    async def assign(self, conversation: UUID, by: Account, to: UUID) -> Standing:
        """To a colleague, or to oneself (how a supervisor takes over). Raises CannotTake."""
        ...

    async def release(self, conversation: UUID, by: Account) -> Standing: ...

    async def close(self, conversation: UUID, by: Account) -> Standing:
        """Its questions are answered, and it waits no more until something new happens."""
        ...

    async def reopen(self, conversation: UUID, by: Account) -> Standing: ...

    async def snooze(self, conversation: UUID, by: Account, until: datetime | None) -> Standing:
        """Out of the lists until then or until the resident writes; None brings it back now."""
        ...

    async def answer(self, conversation: UUID, by: Account, answer: Answer) -> Standing:
        """Claims what nobody has. Raises also what `check_answer` raises."""
        ...

    async def label(self, conversation: UUID, by: Account, add: Sequence[str], drop: Sequence[str] = ()) -> Standing:
        """Raises BadLabel."""
        ...

    async def known_labels(self) -> Sequence[str]: ...

    async def colleagues(self) -> Sequence[Colleague]:
        """Everybody who can be given a conversation, by name."""
        ...
