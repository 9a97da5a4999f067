"""The table of dialogues, and how a turn finds its way into the open one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.ports import Ports
from bot.domain.reply import Choice, ConversationState
from handlers import status
from handlers.applying import APPLY
from handlers.appointments import CANCEL, MOVE
from handlers.complaint import COMPLAINT
from handlers.dialogue import walk
from handlers.dialogue.plan import Dialogue
from handlers.erasure import ERASE
from handlers.home_visit import HOME_VISIT
from handlers.kinds import KINDS, kind_of
from handlers.menu import old_button
from handlers.subscribing import SUBSCRIBE, TOPICS
from handlers.suggestion import SUGGESTION
from handlers.tickets import ADDITION, TICKET
from handlers.turn import Handler, Outcome, Turn
from handlers.unhelpful import UNHELPFUL

_ALL = (
    UNHELPFUL,
    COMPLAINT,
    SUGGESTION,
    TICKET,
    ADDITION,
    status.LOOK_UP,
    ERASE,
    APPLY,
    MOVE,
    CANCEL,
    SUBSCRIBE,
    TOPICS,
    HOME_VISIT,
)
DIALOGUES: Mapping[str, Dialogue] = {dialogue.name: dialogue for dialogue in _ALL}


def starts(dialogue: Dialogue) -> Handler:
    """The rule of the task that starts it."""

    async def begin(turn: Turn, ports: Ports) -> Outcome:
        return await walk.begin(dialogue, turn, ports)

    return begin


def open_dialogue(state: ConversationState) -> Dialogue | None:
    """None also for one that this version does not know any more."""
    return DIALOGUES.get(state.dialogue.name) if state.dialogue else None


def is_given_up(state: ConversationState) -> bool:
    """Whether the open dialogue asks what need not be answered, and has asked again already."""
    dialogue, opened = open_dialogue(state), state.dialogue
    return dialogue is not None and opened is not None and dialogue.optional and bool(opened.misses or opened.reminded)


def answers_open_step(turn: Turn, ports: Ports) -> bool:
    dialogue = open_dialogue(turn.state)
    return dialogue is not None and walk.reads(dialogue, turn, ports)


async def take_answer(turn: Turn, ports: Ports) -> Outcome:
    dialogue = open_dialogue(turn.state)
    return await (walk.take(dialogue, turn, ports) if dialogue else old_button(turn, ports))


async def press_step(turn: Turn, ports: Ports) -> Outcome:
    """A button of a step. One of a dialogue that has ended says so: nothing is sent twice."""
    dialogue = open_dialogue(turn.state)
    name, step, value = turn.action.arguments if turn.action and len(turn.action.arguments) == 3 else ("", "", "")
    if dialogue is None or dialogue.name != name:
        return await old_button(turn, ports)
    return await walk.press(dialogue, turn, ports, step, value)


async def resume(turn: Turn, ports: Ports) -> Outcome:
    dialogue = open_dialogue(turn.state)
    return await (walk.again(dialogue, turn, ports) if dialogue else old_button(turn, ports))


async def between(turn: Turn, ports: Ports, outcome: Outcome) -> Outcome:
    """After anything that did not belong to the open dialogue and left it open: its question again, but only once where
    it need not be answered."""
    dialogue = open_dialogue(outcome.state)
    if dialogue is None or not outcome.bubbles or outcome.state.dialogue is not turn.state.dialogue:
        return outcome
    opened = outcome.state.dialogue
    if dialogue.optional and opened:
        left = None if opened.reminded else replace(opened, reminded=True)
        outcome = replace(outcome, state=replace(outcome.state, dialogue=left))
        if left is None:
            return outcome
    return await walk.after(dialogue, turn, ports, outcome)


async def not_an_answer(turn: Turn, ports: Ports, near: Sequence[Choice] = ()) -> Outcome:
    """What the open step cannot read and the NLU does not know; `near` is what it may have been about."""
    dialogue = open_dialogue(turn.state)
    return await (walk.missed(dialogue, turn, ports, near) if dialogue else old_button(turn, ports))


def takes_any_words(state: ConversationState) -> bool:
    """Whether the open step wants to be told something: then words alone decide nothing."""
    dialogue = open_dialogue(state)
    step = dialogue.step(state.dialogue.step) if dialogue and state.dialogue else None
    return step is not None and step.free


def topic_in_hand(state: ConversationState) -> str:
    """What "bayar ga?" is about: what the open dialogue is for, the document of a story told, or the last topic."""
    dialogue = open_dialogue(state)
    if dialogue is None or state.dialogue is None:
        return state.topic
    answers = state.dialogue.answers
    story = kind_of(answers.get("what", ""))
    last_is_nearer = not story or KINDS.get(state.topic) is KINDS[story]
    return dialogue.topic(answers) or (state.topic if last_is_nearer else story)
