"""Walks through any dialogue: asks, takes answers by words and by button, confirms, and ends in what it declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from bot.domain.actions import Verb, action
from bot.domain.ports import Ports
from bot.domain.reply import Bubble, Choice, OpenDialogue
from handlers.dialogue.plan import SKIPPED, Answers, Dialogue, Problem, Step, Talk, answers_of, said_of
from handlers.dialogue.reading import one_of
from handlers.exact import normalised
from handlers.menu import old_button, settled
from handlers.turn import Outcome, Turn

CONFIRM = "confirm"
CHANGE = "change"
"""Two steps of every dialogue that confirms: send, change or stop; and which answer to change."""
SEND = "send"
THAT_IS_IT = "~said"
"""The value of a button that makes an answer of words first taken for a question (`pending_text`)."""
MISSES_UNTIL_HELP = 2
STALE = timedelta(hours=6)
"""A free step that waited longer does not swallow whatever is written next."""
_FEW_WORDS = 8


async def begin(dialogue: Dialogue, turn: Turn, ports: Ports) -> Outcome:
    """Start it with what the message tells already; one that is open already just asks again."""
    if turn.state.dialogue and turn.state.dialogue.name == dialogue.name:
        talk = Talk(turn, ports, turn.state.dialogue)
        return await _ask(dialogue, talk, ())
    talk = Talk(turn, ports, OpenDialogue(dialogue.name, uuid4().hex, ""))
    told = dialogue.given(said_of(turn), talk)
    outcome = await _told(dialogue, talk, told)
    if told and dialogue.begun:
        outcome = replace(outcome, bubbles=(*talk.voice.say(dialogue.begun), *outcome.bubbles))
    if turn.state.dialogue:  # another one was open: it is not carried on in silence
        outcome = replace(outcome, bubbles=(*talk.voice.say("dialogue_set_aside"), *outcome.bubbles))
    # What tells an answer belongs to what the dialogue ends in: the list of questions keeps only what was begun.
    return replace(outcome, asked=ports.book.title(dialogue.meant, turn.state.language)) if told else outcome


async def begin_with(dialogue: Dialogue, turn: Turn, ports: Ports, answers: Answers) -> Outcome:
    """Start it anew with answers that are known to be good."""
    talk = Talk(turn, ports, OpenDialogue(dialogue.name, uuid4().hex, "", dict(answers)))
    return await _go_on(dialogue, talk, ())


async def ask_again(dialogue: Dialogue, talk: Talk, forget: Sequence[str], said: tuple[Bubble, ...]) -> Outcome:
    """Back from the end: these answers do not hold any more."""
    kept = {name: value for name, value in talk.answers.items() if name not in forget}
    return await _go_on(dialogue, replace(talk, open=replace(talk.open, answers=kept)), said)


def reads(dialogue: Dialogue, turn: Turn, ports: Ports) -> bool:
    """Whether the message is for the open step, so that the NLU need not see it."""
    talk = _talk(turn, ports)
    said = said_of(turn)
    if _at_the_end(dialogue, talk.open.step):
        return bool(_confirmed(dialogue, talk))
    step = dialogue.step(talk.open.step)
    if step is None:
        return False
    if step.free and (_stale(talk) or step.asks(said, talk)):
        return False
    return step.read(said, talk) is not None


async def take(dialogue: Dialogue, turn: Turn, ports: Ports) -> Outcome:
    """The message answers the open step."""
    talk = _talk(turn, ports)
    if _at_the_end(dialogue, talk.open.step):
        return await _pressed(dialogue, talk, talk.open.step, _confirmed(dialogue, talk))
    step = dialogue.step(talk.open.step)
    answer = step.read(said_of(turn), talk) if step else None
    if step is None or answer is None:
        return await missed(dialogue, turn, ports)
    if isinstance(answer, Mapping):
        return await _told(dialogue, talk, answer)
    return await _answered(dialogue, talk, step, answer)


async def press(dialogue: Dialogue, turn: Turn, ports: Ports, step_name: str, value: str) -> Outcome:
    """A button of this dialogue: of the open step, or of an earlier one whose answer it then changes."""
    talk = _talk(turn, ports)
    if _at_the_end(dialogue, step_name):
        return await _pressed(dialogue, talk, step_name, value)
    step = dialogue.step(step_name)
    if step is None or (step_name != talk.open.step and step_name not in talk.answers):
        return await old_button(turn, ports)
    if value == THAT_IS_IT:
        if not turn.state.pending_text or step_name != talk.open.step or not step.free:
            return await _ask(dialogue, talk, ())
        return await _answered(dialogue, talk, step, turn.state.pending_text)
    if value not in {option.value for option in await step.options(talk)}:
        return await _ask(dialogue, talk, talk.voice.say("dialogue_choice_gone"))
    return await _answered(dialogue, talk, step, value)


async def again(dialogue: Dialogue, turn: Turn, ports: Ports) -> Outcome:
    """Put the open question once more."""
    return await _ask(dialogue, _talk(turn, ports), ())


async def missed(dialogue: Dialogue, turn: Turn, ports: Ports) -> Outcome:
    """The message is no answer that is read at once, and no question the bot knows."""
    talk, said = _talk(turn, ports), said_of(turn)
    step = dialogue.step(talk.open.step)
    answer = step.read(said, talk) if step and step.free else None
    if step is None or not isinstance(answer, str):
        return await _ask(dialogue, _missing(talk), talk.voice.say("dialogue_not_read"))
    if not _stale(talk):
        return await _answered(dialogue, talk, step, answer)
    # After days it may be anything: the resident says whether it is the answer.
    outcome = Outcome((), replace(settled(talk.state), pending_text=said.words), answered=dialogue.meant)
    return await after(dialogue, turn, ports, outcome)


async def after(dialogue: Dialogue, turn: Turn, ports: Ports, outcome: Outcome) -> Outcome:
    """Something else was answered in between: put the open question below it."""
    before, turn = turn.state.pending_text, replace(turn, state=outcome.state)
    talk = _talk(turn, ports)
    step = dialogue.step(talk.open.step)
    extra: tuple[Choice, ...] = ()
    # Only words of this very message may have been meant as the answer.
    if step and step.free and outcome.state.pending_text not in {"", before}:
        extra = (Choice(_button(dialogue, step.name, THAT_IS_IT), talk.voice.text("button_that_is_it")),)
    asked = await _question(dialogue, talk, extra)
    return replace(outcome, bubbles=(*outcome.bubbles, *talk.voice.say("dialogue_go_on"), *asked))


async def _told(dialogue: Dialogue, talk: Talk, answers: Answers) -> Outcome:
    """A message that answers any steps; what does not pass its check is asked."""
    for name, value in answers.items():
        step = dialogue.step(name)
        checked = await _checked(step, value, talk) if step else None
        if isinstance(checked, str):
            talk = talk.answered(name, checked)
    return await _go_on(dialogue, talk, ())


async def _answered(dialogue: Dialogue, talk: Talk, step: Step, answer: str | Problem) -> Outcome:
    checked = answer if isinstance(answer, Problem) else await _checked(step, answer, talk)
    if isinstance(checked, Problem):
        return await _ask(dialogue, _missing(talk), talk.voice.say(checked.phrase, **checked.values))
    if step.many and checked != SKIPPED:
        return await _ask(dialogue, talk.added(step.name, checked), ())
    kept = " ".join(answers_of(talk.answers, step.name)) if step.many else ""
    return await _go_on(dialogue, talk.answered(step.name, kept or checked), ())


async def _checked(step: Step, answer: str, talk: Talk) -> str | Problem:
    found = await step.check(answer, talk)
    return answer if found is None else found


async def _go_on(dialogue: Dialogue, talk: Talk, before: tuple[Bubble, ...]) -> Outcome:
    step = dialogue.next_step(talk.answers)
    if step is not None:
        return await _ask(dialogue, talk.at(step.name), before)
    if dialogue.confirm:
        return await _ask(dialogue, talk.at(CONFIRM), before)
    return await _finished(dialogue, talk)


async def _pressed(dialogue: Dialogue, talk: Talk, step: str, value: str) -> Outcome:
    """A button (or the words) of the confirmation."""
    waiting = dialogue.next_step(talk.answers)
    if waiting is not None:
        return await _ask(dialogue, talk.at(waiting.name), ())
    if step == CONFIRM and value == SEND:
        return await _finished(dialogue, talk)
    changed = dialogue.step(value)
    if step == CHANGE and changed is not None and value in talk.answers:
        return await _ask(dialogue, talk.at(value), ())
    return await _ask(dialogue, talk.at(CHANGE if value == CHANGE else CONFIRM), ())


def _confirmed(dialogue: Dialogue, talk: Talk) -> str:
    """What words at the confirmation mean; empty for none of it."""
    if talk.open.step == CONFIRM:
        found = one_of({SEND: "setuju", CHANGE: "step_change"})(said_of(talk.turn), talk)
        found = found or one_of({SEND: "step_send"})(said_of(talk.turn), talk)
        found = found or one_of({CHANGE: "tolak"})(said_of(talk.turn), talk)
        return found if isinstance(found, str) else CHANGE if _wants_change(talk) else ""
    names = [step.name for step in dialogue.needed(talk.answers)]
    words = said_of(talk.turn).words
    return names[int(words) - 1] if words.isdigit() and 0 < int(words) <= len(names) else ""


def _wants_change(talk: Talk) -> bool:
    """ "Salah, mau ganti jam": one of the words is enough in a short message."""
    said = normalised(said_of(talk.turn).words).split()
    return len(said) <= _FEW_WORDS and bool(set(said) & talk.ports.book.words("step_change"))


async def _finished(dialogue: Dialogue, talk: Talk) -> Outcome:
    """What the dialogue ends in; its state is closed before, so that a second tap finds nothing to send."""
    closed = replace(settled(talk.state), dialogue=None)
    ended = replace(talk, turn=replace(talk.turn, state=closed))
    outcome = await dialogue.finish(ended)
    return replace(outcome, answered=outcome.answered or dialogue.meant)


async def _ask(dialogue: Dialogue, talk: Talk, before: tuple[Bubble, ...]) -> Outcome:
    opened = replace(talk.open, asked_at=talk.turn.now)
    state = replace(settled(talk.state), dialogue=opened, pending_text="")
    bubbles = (*before, *await _question(dialogue, replace(talk, open=opened), ()))
    return Outcome(bubbles, state, answered=dialogue.meant)


async def _question(dialogue: Dialogue, talk: Talk, extra: tuple[Choice, ...]) -> tuple[Bubble, ...]:
    voice = talk.voice
    waiting = dialogue.next_step(talk.answers)
    if _at_the_end(dialogue, talk.open.step) and waiting is not None:  # a version that asks more
        return await _question(dialogue, talk.at(waiting.name), extra)
    if dialogue.confirm and talk.open.step == CONFIRM:
        return _summary(dialogue, talk)
    if dialogue.confirm and talk.open.step == CHANGE:
        choices = tuple(
            Choice(_button(dialogue, CHANGE, step.name), voice.text(f"name_{dialogue.name}_{step.name}"))
            for step in dialogue.needed(talk.answers)
        )
        return voice.say("dialogue_change_what", *choices, voice.task("batal"))
    step = dialogue.step(talk.open.step)
    if step is None:  # a step of an older version
        first = waiting or dialogue.steps[-1]
        return await _question(dialogue, talk.at(first.name), extra)
    choices = tuple(
        Choice(_button(dialogue, step.name, option.value), option.title, option.description)
        for option in await step.options(talk)
    )
    ways_out = (voice.task("minta_petugas"),) if talk.open.misses >= MISSES_UNTIL_HELP else ()
    asked = "more" if step.many and answers_of(talk.answers, step.name) else "ask"
    shown = (*extra, *choices, *ways_out, voice.task("batal"))
    return voice.say(f"{asked}_{dialogue.name}_{step.name}", *shown, **step.values(talk))


def _summary(dialogue: Dialogue, talk: Talk) -> tuple[Bubble, ...]:
    voice = talk.voice
    shown = [
        (voice.text(f"name_{dialogue.name}_{step.name}"), step.show(talk.answers[step.name], talk))
        for step in dialogue.needed(talk.answers)
    ]
    lines = "\n".join(f"• {name}: {value}" for name, value in shown if value)
    send = Choice(_button(dialogue, CONFIRM, SEND), voice.text("button_send"))
    change = Choice(_button(dialogue, CONFIRM, CHANGE), voice.text("button_change"))
    return voice.say(f"confirm_{dialogue.name}", send, change, voice.task("batal"), answers=lines)


def _button(dialogue: Dialogue, step: str, value: str) -> str:
    return action(Verb.STEP, dialogue.name, step, value)


def _talk(turn: Turn, ports: Ports) -> Talk:
    """Of the open dialogue; callers have looked that there is one."""
    return Talk(turn, ports, turn.state.dialogue or OpenDialogue("", "", ""))


def _missing(talk: Talk) -> Talk:
    return replace(talk, open=replace(talk.open, misses=talk.open.misses + 1))


def _at_the_end(dialogue: Dialogue, step: str) -> bool:
    return dialogue.confirm and step in {CONFIRM, CHANGE}


def _stale(talk: Talk) -> bool:
    asked = talk.open.asked_at
    return asked is not None and talk.turn.now - asked > STALE
