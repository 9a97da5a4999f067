"""A tap on a button under an announcement: starts what it stands for and notes the tap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from bot.domain.actions import Action, Verb, parse_action
from bot.domain.campaign_answers import NoteTap
from bot.domain.errors import BadAction
from bot.domain.messages import Tap
from bot.domain.ports import Ports
from handlers.menu import old_button
from handlers.tasks import TASKS, start_task
from handlers.topics import open_topic
from handlers.turn import Outcome, Turn

_PARTS = 3
_MOST_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Which button of which announcement."""

    campaign: UUID
    version: int
    button: int


async def tapped(turn: Turn, ports: Ports) -> Outcome:
    """Forged ids, and buttons whose topic is gone, open the menu with a kind word."""
    place = place_of(turn.action)
    button = await ports.announcements.button(
        place.campaign, place.version, place.button, turn.state.language, turn.conversation
    ) if place else None  # fmt: skip
    if place is None or button is None:
        return await old_button(turn, ports)
    outcome = await _started(turn, ports, button.target)
    return replace(outcome, effects=(NoteTap(place.campaign, place.button), *outcome.effects))


async def _started(turn: Turn, ports: Ports, target: str) -> Outcome:
    family, _, name = target.partition("/")
    if family == "faq":
        return await open_topic(replace(turn, action=Action(Verb.TOPIC, (name,))), ports)
    if family == "task" and name in TASKS:
        outcome = await start_task(replace(turn, action=Action(Verb.TASK, (name,))), ports)
        return replace(outcome, answered=outcome.answered or target)
    return await old_button(turn, ports)


def noted_while_held(turn: Turn) -> tuple[NoteTap, ...]:
    """An officer has the word, so the button starts nothing; that it was tapped is noted all the same."""
    if not isinstance(turn.inbound.content, Tap):
        return ()
    try:
        place = place_of(parse_action(turn.inbound.content.action))
    except BadAction:
        return ()
    return (NoteTap(place.campaign, place.button),) if place else ()


def place_of(action: Action | None) -> Place | None:
    """None for what is no button of an announcement."""
    if action is None or action.verb is not Verb.CAMPAIGN or len(action.arguments) != _PARTS:
        return None
    campaign, *numbers = action.arguments
    if not all(each.isascii() and each.isdecimal() and len(each) <= _MOST_DIGITS for each in numbers):
        return None
    try:
        return Place(UUID(hex=campaign), int(numbers[0]), int(numbers[1]))
    except ValueError:
        return None
