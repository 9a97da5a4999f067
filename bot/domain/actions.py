"""What a button or list row means: a short ASCII id such as `topic:ktp_hilang`, at most 64 bytes on every channel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.errors import BadAction

MAX_ACTION_BYTES = 64
"""Telegram's limit for callback data, the tightest of the channels."""


class Verb(StrEnum):
    """Everything a tap can ask for."""

    TOPIC = "topic"  # topic:<id>             answer this topic
    PART = "part"  # part:<id>:<part>       one part of it (requirements, steps, …)
    MORE = "more"  # more:<id>             what else there is about this topic
    GROUP = "group"  # group:<name>           the topics of one menu group
    HELPFUL = "helpful"  # helpful:<yes|no>:<question id>
    NEITHER = "neither"  # neither                none of the three offered topics
    TASK = "task"  # task:<id>              start what a task of the taxonomy starts
    LANGUAGE = "language"  # language:<id|en>
    WHY = "why"  # why:<reason>:<question id>   why the answer did not help
    WATCH = "watch"  # watch:<on|off>:<registration>   news of an application
    LOOKUPS = "lookups"  # lookups:<registration>   who has looked it up
    BOOKING = "booking"  # booking:<show|move|cancel>:<registration>
    STEP = "step"  # step:<dialogue>:<step>:<value>   the answer to a step, by button
    CASE = "case"  # case:<show|add|done|reopen>:<number>
    NOTICE = "notice"  # never on a button: news of ours came in
    HELD = "held"  # never on a button: an officer has the word, the bot keeps quiet
    TIMER = "timer"  # never on a button: a timer of ours rang
    ANSWER = "answer"  # never on a button: the message is the answer to the open step
    RESUME = "resume"  # resume                 put the open step's question again
    CAMPAIGN = "campaign"  # campaign:<id, hex>:<version>:<button>   a button under an announcement


INNER = frozenset({Verb.NOTICE, Verb.TIMER, Verb.ANSWER, Verb.HELD})
"""What no button may ask for."""


@dataclass(frozen=True, slots=True)
class Action:
    """A parsed action. `str(action)` is the id that goes on the button."""

    verb: Verb
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ":".join((self.verb, *self.arguments))

    @property
    def first(self) -> str:
        """The first argument, or an empty string."""
        return self.arguments[0] if self.arguments else ""


def action(verb: Verb, *arguments: str) -> str:
    """The id for a button. Raises BadAction when it would not fit or could not be read back."""
    made = str(Action(verb, arguments))
    if len(made.encode()) > MAX_ACTION_BYTES or any(":" in part for part in arguments):
        raise BadAction(made)
    return made


def parse_action(raw: str) -> Action:
    """Read a button id. Raises BadAction for anything we did not make (old buttons, forged ids)."""
    head, *rest = raw.split(":")
    try:
        verb = Verb(head)
    except ValueError:
        raise BadAction(raw) from None
    if verb in INNER:
        raise BadAction(raw)
    return Action(verb, tuple(rest))
