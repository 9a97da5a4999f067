"""The words and buttons of an open dialogue: its step's question, the summary, and what to change."""

from __future__ import annotations

from bot.domain.actions import Verb, action
from bot.domain.reply import Bubble, Choice
from handlers.dialogue.plan import Dialogue, Step, Talk, answers_of

CONFIRM = "confirm"
CHANGE = "change"
"""Two steps of every dialogue that confirms: send, change or stop; and which answer to change."""
SEND = "send"
THAT_IS_IT = "~said"
"""The value of a button that makes an answer of words first taken for a question (`pending_text`)."""


async def question(dialogue: Dialogue, talk: Talk, extra: tuple[Choice, ...]) -> tuple[Bubble, ...]:
    voice = talk.voice
    waiting = dialogue.next_step(talk.answers)
    if at_the_end(dialogue, talk.open.step) and waiting is not None:  # a version that asks more
        return await question(dialogue, talk.at(waiting.name), extra)
    if dialogue.confirm and talk.open.step == CONFIRM:
        return _summary(dialogue, talk)
    if dialogue.confirm and talk.open.step == CHANGE:
        choices = tuple(
            Choice(button(dialogue, CHANGE, step.name), voice.text(f"name_{dialogue.name}_{step.name}"))
            for step in changeable(dialogue, talk)
        )
        return voice.say("dialogue_change_what", *choices, voice.task("batal"))
    step = dialogue.step(talk.open.step)
    if step is None:  # a step of an older version
        first = waiting or dialogue.steps[-1]
        return await question(dialogue, talk.at(first.name), extra)
    choices = tuple(
        Choice(button(dialogue, step.name, option.value), option.title, option.description)
        for option in await step.options(talk)
    )
    asked = "more" if step.many and answers_of(talk.answers, step.name) else "ask"
    shown = (*extra, *choices, *_help(talk), *(() if step.leaves else (voice.task("batal"),)))
    return voice.say(f"{asked}_{dialogue.name}_{step.name}", *shown, **step.values(talk))


def _help(talk: Talk) -> tuple[Choice, ...]:
    """Whoever was not understood is offered a person."""
    return (talk.voice.task("minta_petugas"),) if talk.open.misses else ()


def _summary(dialogue: Dialogue, talk: Talk) -> tuple[Bubble, ...]:
    voice = talk.voice
    shown = [
        (voice.text(f"name_{dialogue.name}_{step.name}"), step.show(talk.answers[step.name], talk))
        for step in dialogue.needed(talk.answers)
    ]
    lines = "\n".join(f"• {name}: {value}" for name, value in shown if value)
    send = Choice(button(dialogue, CONFIRM, SEND), voice.text("button_send"))
    change = Choice(button(dialogue, CONFIRM, CHANGE), voice.text("button_change"))
    return voice.say(f"confirm_{dialogue.name}", send, change, *_help(talk), voice.task("batal"), answers=lines)


def button(dialogue: Dialogue, step: str, value: str) -> str:
    return action(Verb.STEP, dialogue.name, step, value)


def changeable(dialogue: Dialogue, talk: Talk) -> tuple[Step, ...]:
    return tuple(step for step in dialogue.needed(talk.answers) if step.changeable)


def at_the_end(dialogue: Dialogue, step: str) -> bool:
    return dialogue.confirm and step in {CONFIRM, CHANGE}
