"""What a handler is given and what it hands back; the types every conversation rule is written in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bot.domain.actions import Action
from bot.domain.campaign_answers import LastAnnouncement
from bot.domain.effect import Effect
from bot.domain.messages import Inbound
from bot.domain.ports import NOBODY, Ports
from bot.domain.reply import Band, Bubble, ConversationState, Understanding
from handlers.bands import Thresholds


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing a resident did and all that is known about it.

    `action` is what `shortcut` made of it; where that is None, `understanding` holds the NLU's ranking, or
    `nlu_down` tells that there is none. `halves`: the rankings of
    both halves of a message with two questions. `question_id` is the id under which the question will be kept.
    `person` is the same for all conversations that the resident has linked. `burst`: messages at once that are
    answered. `announcement` came last, before this message (and is answered by it, once `heard` has seen it).
    """

    inbound: Inbound
    state: ConversationState
    question_id: str
    now: datetime
    action: Action | None = None
    understanding: Understanding | None = None
    nlu_down: bool = False
    halves: tuple[Understanding, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)
    conversation: UUID = NOBODY
    person: UUID = NOBODY
    burst: int = 20
    announcement: LastAnnouncement | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a handler decided; respond.py adds the log entry and the words of a first contact.

    `answered` is the label that was acted on. `noted` is the reason for putting the question before staff.
    `asked` replaces the text of the log entry where the message itself is only a tap or a number.
    `record` logs a tap too. `introduced` tells that the bot has just said who it is.
    """

    bubbles: tuple[Bubble, ...]
    state: ConversationState
    answered: str = ""
    band: Band = Band.ANSWER
    noted: str = ""
    asked: str = ""
    record: bool = False
    introduced: bool = False
    effects: tuple[Effect, ...] = ()


Handler = Callable[[Turn, Ports], Awaitable[Outcome]]
