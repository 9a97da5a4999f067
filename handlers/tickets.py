"""What became of a case: by its number, by button, and by news of ours; adding to it, "sudah beres" and "buka lagi"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.actions import Action, Verb, action
from bot.domain.cases import (
    ENDED,
    Actor,
    AddToCase,
    CaseView,
    MoveCase,
    State,
    may_move,
    may_reopen,
    next_date,
)
from bot.domain.messages import Notice
from bot.domain.ports import Book, Ports
from bot.domain.reply import Choice
from bot.domain.tracking import find_number, has_slip, spoken
from handlers.case_steps import FILES, case_button, story, written
from handlers.dialogue import walk
from handlers.dialogue.plan import Answers, Dialogue, Option, Problem, Said, Step, Talk
from handlers.exact import normalised, words_of
from handlers.menu import old_button, settled
from handlers.turn import Handler, Outcome, Turn
from handlers.voice import Voice, voice_of

_MOST_SHOWN = 5
_MOST_WORDS = 8


async def check_ticket(turn: Turn, ports: Ports) -> Outcome:
    """By the number in the message; without one the person's own: the only one that is not over, or a list to choose
    from; or by asking for the number."""
    words, voice = words_of(turn.inbound), voice_of(turn, ports)
    number = find_number(words)
    view = await ports.cases.find(number, turn.person) if number else None
    if view:
        return _told(turn, ports, view)
    problem = "ticket_unknown" if number else "ticket_slip" if has_slip(words) else ""
    own = await ports.cases.of_person(turn.person)
    running = [case for case in own if case.state not in ENDED]
    if not problem and len(running) == 1:
        return _told(turn, ports, running[0])
    said = voice.say(problem) if problem else () if own else voice.say("ticket_none")
    dialogue = turn.state.dialogue
    if dialogue and dialogue.name != TICKET.name:  # what is open stays open
        buttons = [
            Choice(action(Verb.CASE, "show", case.value), case.title, case.description)
            for case in await _own_options(turn, ports)
        ]
        if own or problem:
            said = (*said, *voice.say("ask_cek_tiket_number", *buttons))
        return Outcome(said, settled(turn.state), TICKET.meant)
    outcome = await walk.begin(TICKET, turn, ports)
    return replace(outcome, bubbles=(*said, *outcome.bubbles))


def by_words(act: str) -> Handler:
    """The button of a report, typed: of the only one it can be done with; else the reports are shown."""

    async def acted(turn: Turn, ports: Ports) -> Outcome:
        own = [view for view in await ports.cases.of_person(turn.person) if act in _acts(turn, ports, view)]
        if len(own) != 1 or turn.state.dialogue:
            return await check_ticket(turn, ports)
        pressed = replace(turn, action=Action(Verb.CASE, (act, own[0].number)))
        return await _ACTS[act](pressed, ports, own[0])

    return acted


BY_WORDS = {"kasus_beres": "done", "kasus_buka": "reopen", "kasus_tambah": "add"}
"""Tasks of ours, no labels of the taxonomy, and what each does."""


def asks_news(words: str, book: Book) -> bool:
    """ "Udah sampe mana laporan saya": short, and about a report of one's own; not how to make one."""
    said = normalised(words).split()
    if len(said) > _MOST_WORDS or set(said) & book.words("hint_no_news"):
        return False
    return all(set(said) & book.words(hint) for hint in ("hint_own_report", "hint_mine", "hint_news"))


def ticket_in(words: str, book: Book) -> bool:
    """Whether the message is about a tracking number: nothing but one, or one that is called so."""
    if not (find_number(words) or has_slip(words)):
        return False
    named = bool(set(normalised(words).split()) & book.words("hint_ticket"))
    return not any(map(str.isalpha, words)) or (named and find_number(words) is not None)


def _number(said: Said, _: Talk) -> str | Problem | None:
    return find_number(said.words) or (Problem("ticket_slip") if has_slip(said.words) else None)


async def _known(number: str, talk: Talk) -> Problem | None:
    found = await talk.ports.cases.find(number, talk.turn.person)
    return None if found else Problem("ticket_unknown")


async def _own(number: str, talk: Talk) -> Problem | None:
    found = await talk.ports.cases.find(number, talk.turn.person)
    return None if found and found.own else Problem("ticket_unknown")


async def _own_cases(talk: Talk) -> Sequence[Option]:
    return await _own_options(talk.turn, talk.ports)


async def _own_options(turn: Turn, ports: Ports) -> Sequence[Option]:
    voice = voice_of(turn, ports)
    cases = (await ports.cases.of_person(turn.person))[:_MOST_SHOWN]
    return [
        Option(
            case.number,
            f"{spoken(case.number)} {voice.text(f'name_kind_{case.kind}')}",
            voice.text(f"case_state_{case.state}"),
        )
        for case in cases
    ]


async def _shown(talk: Talk) -> Outcome:
    view = await talk.ports.cases.find(talk.answers["number"], talk.turn.person)
    if view is None:
        return await old_button(talk.turn, talk.ports)
    return _told(talk.turn, talk.ports, view)


TICKET = Dialogue(
    "cek_tiket",
    steps=(Step("number", _number, options=_own_cases, check=_known),),
    finish=_shown,
    confirm=False,
)


def _told(turn: Turn, ports: Ports, view: CaseView, key: str = "ticket_own") -> Outcome:
    """A case in plain words: to somebody else only its kind and state."""
    voice = voice_of(turn, ports)
    values = {
        "number": spoken(view.number),
        "kind": voice.text(f"case_kind_{view.kind}"),
        "state": voice.text(f"case_state_{view.state}"),
    }
    if not view.own:
        return Outcome(voice.say("ticket_other", voice.task("menu"), **values), settled(turn.state), TICKET.meant)
    coming = voice.text(view.next_phrase(turn.now.date()), date=written(view.next_on, turn, ports))
    told = voice.text(key, **values, received=written(view.received, turn, ports))
    text = "\n".join(part for part in (told, view.words, coming) if part)
    bubbles = voice.speak(text, *_ways_on(turn, ports, view, voice))
    return Outcome(bubbles, settled(turn.state), TICKET.meant)


def _ways_on(turn: Turn, ports: Ports, view: CaseView, voice: Voice) -> tuple[Choice, ...]:
    return tuple(case_button(voice, act, view.number) for act in _acts(turn, ports, view))


def _acts(turn: Turn, ports: Ports, view: CaseView) -> list[str]:
    """What the resident can do with it now."""
    acts = []
    if may_move(Actor.RESIDENT, view.state, State.DONE):
        acts.append("done")
    if may_reopen(view.state, view.answered, turn.now.date(), ports.calendar.promises):
        acts.append("reopen")
    if view.state not in ENDED:
        acts.append("add")
    return acts


async def press_case(turn: Turn, ports: Ports) -> Outcome:
    """A button of a case: of one's own, as numbers on buttons can be forged."""
    act, number = turn.action.arguments if turn.action and len(turn.action.arguments) == 2 else ("", "")
    view = await ports.cases.find(number, turn.person)
    if view is None or not view.own or act not in _ACTS:
        return await old_button(turn, ports)
    return await _ACTS[act](turn, ports, view)


async def _show(turn: Turn, ports: Ports, view: CaseView) -> Outcome:
    return _told(turn, ports, view)


async def _done(turn: Turn, ports: Ports, view: CaseView) -> Outcome:
    if not may_move(Actor.RESIDENT, view.state, State.DONE):
        return await _show(turn, ports, view)
    return _moved(turn, ports, replace(view, state=State.DONE, next_on=None), "case_done")


async def _reopen(turn: Turn, ports: Ports, view: CaseView) -> Outcome:
    if not may_reopen(view.state, view.answered, turn.now.date(), ports.calendar.promises):
        return await _show(turn, ports, view)
    due = next_date(view.kind, State.REOPENED, turn.now.date(), ports.calendar)
    return _moved(turn, ports, replace(view, state=State.REOPENED, next_on=due), "case_reopened")


def _moved(turn: Turn, ports: Ports, view: CaseView, key: str) -> Outcome:
    voice = voice_of(turn, ports)
    choices = (*_ways_on(turn, ports, view, voice), voice.task("menu"))
    said = voice.say(key, *choices, number=spoken(view.number), date=written(view.next_on, turn, ports))
    effect = MoveCase(view.number, turn.person, view.state, view.next_on)
    return Outcome(said, settled(turn.state), TICKET.meant, effects=(effect,))


async def _add(turn: Turn, ports: Ports, _: CaseView) -> Outcome:
    return await walk.begin(ADDITION, turn, ports)


_ACTS = {"show": _show, "done": _done, "reopen": _reopen, "add": _add}


def _pressed_number(_: Said, talk: Talk) -> Answers:
    pressed = talk.turn.action
    return {"number": pressed.arguments[1]} if pressed and pressed.verb is Verb.CASE else {}


async def _added(talk: Talk) -> Outcome:
    number, what = talk.answers["number"], talk.answers["what"]
    said = talk.voice.say(
        "case_added", case_button(talk.voice, "show", number), talk.voice.task("menu"), number=spoken(number)
    )
    return Outcome(said, talk.state, effects=(AddToCase(number, talk.open.id, talk.turn.person, what),))


ADDITION = Dialogue(
    "tambahan",
    steps=(Step("number", _number, options=_own_cases, check=_own), story(least=3), FILES),
    finish=_added,
    confirm=False,
    label="task/cek_tiket",
    given=_pressed_number,
)


async def news_of_case(turn: Turn, ports: Ports) -> Outcome:
    """Staff or the clock changed a case: told once, as that change left it."""
    facts = turn.inbound.content.facts if isinstance(turn.inbound.content, Notice) else {}
    event = facts.get("event", "")
    view = await ports.cases.news(int(event), turn.person) if event.isdigit() else None
    if view is None:
        return Outcome((), turn.state)
    return replace(_told(turn, ports, view, "case_news"), state=turn.state)
