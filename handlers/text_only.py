""" "Teks saja": numbers in place of buttons, for screen readers and old phones; offered where taps never come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.actions import Action, Verb, action, parse_action
from bot.domain.errors import BadAction
from bot.domain.messages import Tap
from bot.domain.ports import Ports
from bot.domain.reply import Bubble, Choice, ConversationState, Menu, Reply, Say
from handlers.menu import settled
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

ON, OFF = "teks_saja", "pakai_tombol"
"""Tasks of ours that are no labels of the taxonomy."""
_CANCEL = action(Verb.TASK, "batal")
OFFERED_AFTER = 6
"""Replies with choices, outside dialogues, of which none was ever tapped. Many like to type: it is offered once."""


async def switch_on(turn: Turn, ports: Ports) -> Outcome:
    voice = voice_of(turn, ports)
    state = replace(settled(turn.state), text_only=True)
    return Outcome(voice.say("text_only_on", voice.task("menu"), _choice(voice, OFF)), state)


async def switch_off(turn: Turn, ports: Ports) -> Outcome:
    voice = voice_of(turn, ports)
    # Who knows how to switch is not offered it again.
    state = replace(settled(turn.state), text_only=False, numbered=(), untapped=-1)
    return Outcome(voice.say("text_only_off", voice.task("menu")), state)


def picked(words: str, state: ConversationState) -> Action | None:
    """What a number stands for in the last reply."""
    if not (words.isascii() and words.isdecimal()) or not 0 < int(words[:4]) <= len(state.numbered):
        return None
    try:
        return parse_action(state.numbered[int(words[:4]) - 1])
    except BadAction:
        return None


def shaped(turn: Turn, ports: Ports, reply: Reply) -> Reply:
    """The reply as this resident can use it; counts taps and offers the mode once where none come."""
    voice = Voice(ports.book, reply.state.language)
    if reply.state.text_only:
        bubbles, numbered = _with_numbers(reply.bubbles, voice)
        return replace(reply, bubbles=bubbles, state=replace(reply.state, numbered=numbered))
    if isinstance(turn.inbound.content, Tap):
        # Who has tapped once can tap.
        return replace(reply, state=replace(reply.state, untapped=-1))
    if reply.state.untapped < 0 or reply.state.dialogue or not any(map(_chooses, reply.bubbles)):
        return reply
    untapped = reply.state.untapped + 1
    reply = replace(reply, state=replace(reply.state, untapped=untapped))
    if untapped != OFFERED_AFTER:
        return reply
    reply = replace(reply, state=replace(reply.state, untapped=-1))  # never again
    return replace(reply, bubbles=(*reply.bubbles, *voice.say("text_only_offer", _choice(voice, ON))))


def _with_numbers(bubbles: Iterable[Bubble], voice: Voice) -> tuple[tuple[Bubble, ...], tuple[str, ...]]:
    shaped_ones: list[Bubble] = []
    actions: list[str] = []
    for bubble in bubbles:
        choices = _choices(bubble)
        if not choices or not isinstance(bubble, Say | Menu):
            shaped_ones.append(bubble)
            continue
        lines = [f"{number}. {each.title}" for number, each in enumerate(choices, len(actions) + 1)]
        if isinstance(bubble, Say) and all(each.action == _CANCEL for each in choices):
            # A free question: a number would be taken for nothing but "batal".
            shaped_ones.append(replace(bubble, text=f"{bubble.text}\n\n{voice.text('text_only_cancel')}", choices=()))
            continue
        text = "\n".join([bubble.text, "", voice.text("text_only_choices"), *lines, voice.text("text_only_how")])
        shaped_ones.append(Say(text, bubble.title if isinstance(bubble, Say) else ""))
        actions += [each.action for each in choices]
    return tuple(shaped_ones), tuple(actions)


def _chooses(bubble: Bubble) -> bool:
    """Whether there is something to choose: "Menu" alone nobody misses."""
    return len(_choices(bubble)) > 1


def _choices(bubble: Bubble) -> Sequence[Choice]:
    match bubble:
        case Say(choices=choices):
            return choices
        case Menu(sections=sections):
            return [row for section in sections for row in section.rows]
        case _:
            return ()


def _choice(voice: Voice, task: str) -> Choice:
    return Choice(action(Verb.TASK, task), voice.text(f"button_{task}"))
