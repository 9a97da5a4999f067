"""What became of a case: by its number or from the resident's own ones; add to it, say it is solved, open it again."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.actions import Verb, action
from bot.domain.cases import (
    HANDLED_WITHIN,
    OVER,
    AddToCase,
    Case,
    CaseState,
    Mistyped,
    MoveCase,
    may_become,
    number_in,
)
from bot.domain.messages import Notice
from bot.domain.ports import Ports
from bot.domain.reply import Bubble, Choice
from handlers.dialogue import walk
from handlers.dialogue.plan import Answers, Dialogue, Option, Problem, Said, Step, Talk
from handlers.dialogue.reading import words
from handlers.menu import old_button, settled
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

SHOW, ADD, SOLVED, REOPEN = "show", "add", "solved", "reopen"


async def _own(talk: Talk) -> Sequence[Option]:
    cases = await talk.ports.cases.of(talk.turn.person)
    return [Option(case.number, case.number, talk.voice.text(f"case_kind_{case.kind}")) for case in cases]


def _number(said: Said, _: Talk) -> str | Problem | None:
    found = number_in(said.words)
    return Problem("case_mistyped") if isinstance(found, Mistyped) else found


async def _known(value: str, talk: Talk) -> Problem | None:
    return None if await talk.ports.cases.find(value) else Problem("case_unknown", {"number": value})


def _in_message(said: Said, _: Talk) -> Answers:
    found = number_in(said.words)
    return {"number": found} if isinstance(found, str) else {}


async def _look(talk: Talk) -> Outcome:
    return await _shown(talk.turn, talk.ports, talk.answers["number"])


LOOK_UP = Dialogue(
    "cek_tiket",
    (Step("number", _number, options=_own, check=_known),),
    _look,
    confirm=False,
    given=_in_message,
)


async def _added(talk: Talk) -> Outcome:
    number = talk.answers["number"]
    effect = AddToCase(number, talk.answers["words"])
    voice = talk.voice
    return Outcome(voice.say("case_added", _show(voice, number), number=number), talk.state, effects=(effect,))


MORE = Dialogue(
    "tambah",
    (Step("number", _number), Step("words", words(least=3), free=True)),
    _added,
    confirm=False,
    label="task/cek_tiket",
)


async def pressed(turn: Turn, ports: Ports) -> Outcome:
    """A button below a case: `ticket:<what>:<number>`."""
    what, number = turn.action.arguments if turn.action and len(turn.action.arguments) == 2 else ("", "")
    case = await ports.cases.find(number)
    if case is None or (what != SHOW and case.person != turn.person):
        return await old_button(turn, ports)
    if what == ADD:
        return await walk.begin(MORE, turn, ports, {"number": number})
    if what in {SOLVED, REOPEN}:
        return _moved(turn, ports, case, CaseState.SOLVED if what == SOLVED else CaseState.REOPENED)
    return await _shown(turn, ports, number)


async def news(turn: Turn, ports: Ports) -> Outcome:
    """Staff moved a case: the resident is told what it says now."""
    content = turn.inbound.content
    case = await ports.cases.find(content.facts.get("number", "")) if isinstance(content, Notice) else None
    if case is None or case.person != turn.person:
        return Outcome((), turn.state)
    return Outcome(_told(voice_of(turn, ports), case, turn, "case_news"), turn.state)


def _moved(turn: Turn, ports: Ports, case: Case, state: CaseState) -> Outcome:
    voice = voice_of(turn, ports)
    if not may_become(case.state, state, case.since, turn.now):
        return Outcome(_told(voice, case, turn, "case_shown"), settled(turn.state), answered="task/cek_tiket")
    reopened = state is CaseState.REOPENED
    next_on = ports.book.working_day(turn.now.date(), HANDLED_WITHIN) if reopened else None
    values = {"date": ports.book.written_day(next_on, voice.language)} if next_on else {}
    bubbles = voice.say(f"case_by_you_{state}", _show(voice, case.number), number=case.number, **values)
    return Outcome(bubbles, settled(turn.state), "task/cek_tiket", effects=(MoveCase(case.number, state, next_on),))


async def _shown(turn: Turn, ports: Ports, number: str) -> Outcome:
    case = await ports.cases.find(number)
    voice = voice_of(turn, ports)
    if case is None:
        return Outcome(voice.say("case_unknown", voice.task("menu"), number=number), settled(turn.state))
    return Outcome(_told(voice, case, turn, "case_shown"), settled(turn.state), answered="task/cek_tiket")


def _told(voice: Voice, case: Case, turn: Turn, key: str) -> tuple[Bubble, ...]:
    """Somebody else's case shows its kind and state, nothing more."""
    own = case.person == turn.person
    lines = [
        voice.text(key, number=case.number, kind=voice.text(f"case_kind_{case.kind}")),
        voice.text(f"case_state_{case.state}"),
    ]
    if own and case.said:
        lines.append(voice.text("case_words", words=case.said))
    if case.next_on and case.state not in OVER:
        lines.append(voice.text("case_next", date=voice.book.written_day(case.next_on, voice.language)))
    return voice.speak("\n".join(lines), *(_buttons(voice, case, turn) if own else ()), voice.task("menu"))


def _buttons(voice: Voice, case: Case, turn: Turn) -> tuple[Choice, ...]:
    found = [] if case.state in OVER else [_button(voice, ADD, case.number)]
    for what, state in ((SOLVED, CaseState.SOLVED), (REOPEN, CaseState.REOPENED)):
        if may_become(case.state, state, case.since, turn.now):
            found.append(_button(voice, what, case.number))
    return tuple(found)


def _button(voice: Voice, what: str, number: str) -> Choice:
    return Choice(action(Verb.TICKET, what, number), voice.text(f"button_case_{what}"))


def _show(voice: Voice, number: str) -> Choice:
    return _button(voice, SHOW, number)
