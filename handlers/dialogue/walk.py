"""Walks through any dialogue: asks, takes answers by words and by button, confirms, and ends in what it declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from bot.domain.ports import Ports
from bot.domain.reply import Bubble, Choice, OpenDialogue
from handlers.dialogue.plan import SKIPPED, Answers, Dialogue, Problem, Said, Step, Talk, answers_of, no_check, said_of
from handlers.dialogue.question import CHANGE, CONFIRM, SEND, THAT_IS_IT, at_the_end, button, changeable, question
from handlers.dialogue.reading import asks, one_of
from handlers.exact import normalised
from handlers.menu import old_button, settled
from handlers.turn import Outcome, Turn

EARLY = "~"
"""Before a step's name among the answers: told before its turn, and checked when that comes."""
_STORY_WORDS = 3
"""From so many words on, what was not understood is more than a mistyped answer."""
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
    if at_the_end(dialogue, talk.open.step):
        return bool(_mended(dialogue, talk) or _confirmed(dialogue, talk))
    step = dialogue.step(talk.open.step)
    if step is None:
        return False
    if step.free and (_stale(talk) or step.asks(said, talk)):
        return False
    return step.read(said, talk) is not None


async def take(dialogue: Dialogue, turn: Turn, ports: Ports) -> Outcome:
    """The message answers the open step."""
    talk = _talk(turn, ports)
    if at_the_end(dialogue, talk.open.step):
        if mended := _mended(dialogue, talk):
            return await _told(dialogue, talk, mended)
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
    if at_the_end(dialogue, step_name):
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


async def missed(dialogue: Dialogue, turn: Turn, ports: Ports, near: Sequence[Choice] = ()) -> Outcome:
    """The message is no answer that is read at once, and no question the bot knows; `near` is what it may have been."""
    talk, said = _talk(turn, ports), said_of(turn)
    step = dialogue.step(talk.open.step)
    answer = step.read(said, talk) if step and step.free else None
    if step is None or not isinstance(answer, str):
        return await _ask(dialogue, _missing(talk), _not_read(talk, said, near))
    if not _stale(talk):
        return await _answered(dialogue, talk, step, answer)
    # After days it may be anything: the resident says whether it is the answer.
    outcome = Outcome((), replace(settled(talk.state), pending_text=said.words), answered=dialogue.meant)
    return await after(dialogue, turn, ports, outcome)


def _not_read(talk: Talk, said: Said, near: Sequence[Choice]) -> tuple[Bubble, ...]:
    """Whoever says more, or misses again, hears that the bot still waits and how to leave."""
    if near:
        return talk.voice.say("dialogue_meant_this", *near)
    waiting = talk.open.misses or len(said.words.split()) >= _STORY_WORDS
    return talk.voice.say("dialogue_still_waiting" if waiting else "dialogue_not_read")


async def after(dialogue: Dialogue, turn: Turn, ports: Ports, outcome: Outcome) -> Outcome:
    """Something else was answered in between: put the open question below it."""
    before, turn = turn.state.pending_text, replace(turn, state=outcome.state)
    talk = _talk(turn, ports)
    step = dialogue.step(talk.open.step)
    extra: tuple[Choice, ...] = ()
    # Only words of this very message may have been meant as the answer.
    if step and step.free and outcome.state.pending_text not in {"", before}:
        extra = (Choice(button(dialogue, step.name, THAT_IS_IT), talk.voice.text("button_that_is_it")),)
    asked = await question(dialogue, talk, extra)
    return replace(outcome, bubbles=(*outcome.bubbles, *talk.voice.say("dialogue_go_on"), *asked))


async def _told(dialogue: Dialogue, talk: Talk, answers: Answers) -> Outcome:
    """A message that answers any steps. What does not pass its check is said and asked; what cannot be checked yet
    waits for its turn."""
    before: tuple[Bubble, ...] = ()
    for name, value in answers.items():
        step = dialogue.step(name)
        if step is None:
            continue
        if step.check is not no_check and _waits(dialogue, step, talk):
            talk = _with(talk, {f"{EARLY}{name}": value})
            continue
        checked = await _checked(step, value, talk)
        if isinstance(checked, Problem):
            before += talk.voice.say(checked.phrase, **checked.values)
        else:
            talk = _kept(dialogue, step, talk, checked)
    return await _go_on(dialogue, talk, before)


def _waits(dialogue: Dialogue, step: Step, talk: Talk) -> bool:
    return any(each.name not in talk.answers for each in dialogue.before(step, talk.answers))


async def _answered(dialogue: Dialogue, talk: Talk, step: Step, answer: str | Problem) -> Outcome:
    checked = answer if isinstance(answer, Problem) else await _checked(step, answer, talk)
    if isinstance(checked, Problem):
        return await _ask(dialogue, _missing(talk), talk.voice.say(checked.phrase, **checked.values))
    ended = checked in step.ends
    if step.many and checked != SKIPPED and not ended:
        return await _ask(dialogue, talk.added(step.name, checked), ())
    kept = " ".join(answers_of(talk.answers, step.name)) if step.many and not ended else ""
    return await _go_on(dialogue, _kept(dialogue, step, talk, kept or checked), ())


async def _checked(step: Step, answer: str, talk: Talk) -> str | Problem:
    found = await step.check(answer, talk)
    return answer if found is None else found


def _kept(dialogue: Dialogue, step: Step, talk: Talk, value: str) -> Talk:
    """With this answer; those that hang on it go back to be checked or asked anew where it has changed."""
    if talk.answers.get(step.name, value) == value:
        return talk.answered(step.name, value)
    answers = dict(talk.answers)
    for other in filter(None, map(dialogue.step, step.renews)):
        before = answers.pop(other.name, "")
        if before and other.changeable:
            answers[f"{EARLY}{other.name}"] = before
    return replace(talk, open=replace(talk.open, answers=answers)).answered(step.name, value)


def _with(talk: Talk, answers: Answers) -> Talk:
    return replace(talk, open=replace(talk.open, answers={**talk.answers, **answers}))


async def _go_on(dialogue: Dialogue, talk: Talk, before: tuple[Bubble, ...]) -> Outcome:
    step = dialogue.next_step(talk.answers)
    if step is not None:
        return await _reached(dialogue, talk.at(step.name), step, before)
    if dialogue.confirm:
        return await _ask(dialogue, talk.at(CONFIRM), before)
    return await _finished(dialogue, talk)


async def _reached(dialogue: Dialogue, talk: Talk, step: Step, before: tuple[Bubble, ...]) -> Outcome:
    """Ask the step, unless its answer is known: told before its turn, or the only one there is."""
    early = f"{EARLY}{step.name}"
    known = talk.answers.get(early) or step.follows(talk.answers)
    if not known:
        return await _ask(dialogue, talk, before)
    kept = {name: value for name, value in talk.answers.items() if name != early}
    talk = replace(talk, open=replace(talk.open, answers=kept))
    checked = await _checked(step, known, talk)
    if isinstance(checked, Problem):
        return await _ask(dialogue, talk, (*before, *talk.voice.say(checked.phrase, **checked.values)))
    return await _go_on(dialogue, talk.answered(step.name, checked), before)


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


def _mended(dialogue: Dialogue, talk: Talk) -> Answers:
    """Other answers that a short message at the end tells; a question tells none."""
    said = said_of(talk.turn)
    if len(said.words.split()) > _FEW_WORDS or asks(said, talk):
        return {}
    return dialogue.mends(said, talk)


def _confirmed(dialogue: Dialogue, talk: Talk) -> str:
    """What words at the confirmation mean; empty for none of it."""
    if talk.open.step == CONFIRM:
        found = one_of({SEND: "setuju", CHANGE: "step_change"})(said_of(talk.turn), talk)
        found = found or one_of({SEND: "step_send"})(said_of(talk.turn), talk)
        found = found or one_of({CHANGE: "tolak"})(said_of(talk.turn), talk)
        if isinstance(found, str):
            return found
        return SEND if _agrees(talk) else CHANGE if _wants_change(talk) else ""
    names = [step.name for step in changeable(dialogue, talk)]
    words = said_of(talk.turn).words
    return names[int(words) - 1] if words.isdigit() and 0 < int(words) <= len(names) else ""


def _agrees(talk: Talk) -> bool:
    """ "Iya daftarkan aja bu": nothing but words that send, and words of courtesy."""
    book, said = talk.ports.book, set(normalised(said_of(talk.turn).words).split())
    sends = book.words("setuju") | book.words("step_send")
    return bool(said & sends) and said <= sends | book.words("step_agree_filler")


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
    bubbles = (*before, *await question(dialogue, replace(talk, open=opened), ()))
    return Outcome(bubbles, state, answered=dialogue.meant)


def _talk(turn: Turn, ports: Ports) -> Talk:
    """Of the open dialogue; callers have looked that there is one."""
    return Talk(turn, ports, turn.state.dialogue or OpenDialogue("", "", ""))


def _missing(talk: Talk) -> Talk:
    return replace(talk, open=replace(talk.open, misses=talk.open.misses + 1))


def _stale(talk: Talk) -> bool:
    asked = talk.open.asked_at
    return asked is not None and talk.turn.now - asked > STALE
