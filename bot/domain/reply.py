"""What the bot says back, before any channel has a say in how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from bot.domain.effect import Effect
from bot.domain.handover import Desk


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap. A `title` of up to 24 characters fits everywhere; `description` shows where there is room."""

    action: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """A text with an optional bold `title` and choices.

    A channel shows few choices as buttons, more as a list behind `list_label`, still more as several lists.
    """

    text: str
    title: str = ""
    choices: tuple[Choice, ...] = ()
    list_label: str = "Pilih"
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of a list under one heading."""

    title: str
    rows: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """A list of choices in sections, opened by a button that says `label`."""

    text: str
    sections: tuple[Section, ...]
    label: str = "Pilih"
    kind: Literal["menu"] = "menu"


@dataclass(frozen=True, slots=True)
class AskLocation:
    """Asks the resident to share a place; `button` is the word on the button where the channel lets us choose."""

    text: str
    button: str = "Kirim lokasi"
    kind: Literal["ask_location"] = "ask_location"


@dataclass(frozen=True, slots=True)
class SendDocument:
    """A file of ours: `content` is base64. A file of the staff's is only named (`kept`) and joins the message when it
    leaves; pictures are shown as such."""

    filename: str
    content: str
    mime_type: str = "text/plain"
    caption: str = ""
    kept: str = ""
    kind: Literal["document"] = "document"

    @property
    def picture(self) -> bool:
        return self.mime_type in {"image/jpeg", "image/png"}


Bubble = Say | Menu | AskLocation | SendDocument

Payload = dict[str, Any]
"""One request to a channel as JSON without address: `{"method": …}` for Telegram, a message body for WhatsApp."""


class Band(StrEnum):
    """How sure the bot was, and so what it did."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    HAND_OVER = "hand_over"
    TAP = "tap"  # chosen by button, command or exact word: nothing to guess
    NLU_DOWN = "nlu_down"


@dataclass(frozen=True, slots=True)
class Guess:
    """One label of the taxonomy (`faq/ktp_hilang`, `task/sapa`) with its probability, 0…1."""

    id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the NLU made of a text: labels, the likeliest first, and the model that said so."""

    ranking: tuple[Guess, ...]
    model: str = ""
    entities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogQuestion(Effect):
    """Keep what was asked and what the bot did with it. `for_staff` puts it before a person, `reason` says why;
    `campaign`: the announcement it answers, by words or by a tap."""

    question_id: str
    text: str
    language: str
    band: Band
    answered: str = ""
    ranking: tuple[Guess, ...] = ()
    model: str = ""
    for_staff: bool = False
    reason: str = ""
    campaign: UUID | None = None


@dataclass(frozen=True, slots=True)
class RateAnswer(Effect):
    """The resident's verdict on an answer; a no puts the question before staff."""

    question_id: str
    helpful: bool


@dataclass(frozen=True, slots=True)
class SetReachable(Effect):
    """The resident blocked or unblocked the bot."""

    reachable: bool


@dataclass(frozen=True, slots=True)
class SetTimer(Effect):
    """Ring in so many `seconds`: a TimerRang with this name and note then comes in like a message. A timer of the
    same name and resident is moved."""

    name: str
    seconds: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class CancelTimer(Effect):
    """Forget the timer of this name, if there is one."""

    name: str


@dataclass(frozen=True, slots=True)
class ExplainRating(Effect):
    """Why an answer did not help: `why` is one of the reasons offered, `words` what the resident adds (masked)."""

    question_id: str
    why: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class OpenDialogue:
    """A dialogue of several steps that waits for an answer.

    `id` is made when it starts and makes what it ends with happen once. `step` is the one whose answer is awaited,
    `answers` those given so far by step. `misses`: messages in a row that were no answer. `asked_at`: when the
    question was put last. `reminded`: it was put again below the answer to something else.
    """

    name: str
    id: str
    step: str
    answers: Mapping[str, str] = field(default_factory=dict)
    misses: int = 0
    asked_at: datetime | None = None
    reminded: bool = False


@dataclass(frozen=True, slots=True)
class LookedUp:
    """An application that was shown to this resident: its number, date of birth (ISO), version, and stage."""

    registration: str
    born: str
    version: int
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Grievance:
    """What angered a resident who got an answer, masked: the story of a complaint, if they make one."""

    words: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class ConversationState:
    """What the bot remembers between two messages of one resident."""

    language: str = "id"
    language_chosen: bool = False  # by the resident's own wish; else it follows what they write
    topic: str = ""  # last topic answered, bare id
    offered: tuple[str, ...] = ()  # labels of the open "Maksud Anda?", in the order shown
    pending_text: str = ""  # the (masked) question that "Maksud Anda?" is about
    pending_question: str = ""  # its question id
    misses: int = 0  # turns in a row the bot did not understand
    greeted: bool = False
    dialogue: OpenDialogue | None = None
    desk: Desk = field(default_factory=Desk)
    busy_until: datetime | None = None  # the clock of handlers/flood.py
    flood_told: bool = False
    queue_told: datetime | None = None  # when who waits for an officer heard last that they wait
    text_only: bool = False  # numbers in place of buttons
    numbered: tuple[str, ...] = ()  # what the numbers of the last reply stand for
    untapped: int = 0  # replies with buttons none of which was tapped; -1: has tapped
    looked_up: LookedUp | None = None  # the application shown last, for "kabari saya"
    grievance: Grievance | None = None
    announced: str = ""  # the announcement (hex) after which the resident has done something already


@dataclass(frozen=True, slots=True)
class Reply:
    """Everything a turn leads to: bubbles in order, the new state, effects on the store."""

    bubbles: tuple[Bubble, ...]
    state: ConversationState
    effects: tuple[Effect, ...] = ()
