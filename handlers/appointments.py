"""An appointment that was made: shown, moved to another time, or cancelled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.actions import Verb
from bot.domain.bookings import DropBooking, KeepBooking, OwnBooking
from bot.domain.errors import ServiceRefused, ServiceUnavailable, SlotGone
from bot.domain.ports import Book, Ports
from bot.domain.reply import CancelTimer
from bot.domain.when import when
from handlers import applying
from handlers.applying import REMINDER, TASK, shown, topic_of, when_and_what
from handlers.dialogue import walk
from handlers.dialogue.plan import Answers, Dialogue, Option, Problem, Said, Step, Talk
from handlers.dialogue.reading import yes_or_no
from handlers.exact import has_run, normalised, words_of
from handlers.menu import old_button, settled
from handlers.slots import DAY, TIME, any_free, slot_of
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of


def _never(_: Said, __: Talk) -> None:
    """Comes with the button only."""


def _pressed(_: Said, talk: Talk) -> Answers:
    pressed = talk.turn.action
    return {"number": pressed.arguments[1]} if pressed and pressed.verb is Verb.BOOKING else {}


async def _own(talk: Talk) -> OwnBooking | None:
    return await talk.ports.bookings.find(talk.answers.get("number", ""), talk.turn.person)


async def _move(talk: Talk) -> Outcome:
    own, voice = await _own(talk), talk.voice
    if own is None:
        return await old_button(talk.turn, talk.ports)
    try:
        moved = await talk.ports.service.move(own.registration, own.born, slot_of(talk.answers["time"]))
    except SlotGone:
        return await walk.ask_again(MOVE, talk, ("day", "time"), voice.say("booking_time_gone"))
    except (ServiceUnavailable, ServiceRefused):
        return Outcome(voice.say("booking_not_moved", voice.task("minta_petugas"), voice.task("menu")), talk.state)
    if moved is None:
        return Outcome(voice.say("booking_unknown", voice.task("minta_petugas"), voice.task("menu")), talk.state)
    now = OwnBooking(own.registration, own.born, own.topic, moved.start)
    effects = (
        KeepBooking(now.registration, now.born, now.topic, now.start),
        CancelTimer(f"{REMINDER}:{now.registration}"),
        *applying.reminder(now, talk.turn.now),
    )
    return Outcome(shown(voice, now, "booking_moved", office=moved.office), talk.state, effects=effects)


MOVE = Dialogue(
    "pindah_jadwal",
    steps=(Step("number", _never), Step("kind", _never), DAY, TIME),
    finish=_move,
    confirm=False,
    label=TASK,
    given=_pressed,
    topic=topic_of,
)


async def _sure(talk: Talk) -> Sequence[Option]:
    return (
        Option("yes", talk.voice.text("button_booking_cancel_sure")),
        Option("no", talk.voice.text("button_booking_keep")),
    )


async def _cancel(talk: Talk) -> Outcome:
    own, voice = await _own(talk), talk.voice
    if own is None:
        return await old_button(talk.turn, talk.ports)
    if talk.answers["sure"] != "yes":
        return Outcome(shown(voice, own, "booking_stays"), talk.state)
    try:
        known = await talk.ports.service.cancel(own.registration, own.born)
    except (ServiceUnavailable, ServiceRefused, SlotGone):
        return Outcome(voice.say("booking_not_cancelled", voice.task("minta_petugas"), voice.task("menu")), talk.state)
    effects = (DropBooking(own.registration), CancelTimer(f"{REMINDER}:{own.registration}"))
    phrase = "booking_cancelled" if known else "booking_unknown"
    said = voice.say(phrase, voice.task("ajukan_permohonan"), voice.task("menu"), number=own.registration)
    return Outcome(said, talk.state, effects=effects)


CANCEL = Dialogue(
    "batal_jadwal",
    steps=(Step("number", _never), Step("sure", yes_or_no, options=_sure, leaves=True)),
    finish=_cancel,
    confirm=False,
    label=TASK,
    given=_pressed,
)


async def press(turn: Turn, ports: Ports) -> Outcome:
    """A button of an appointment: of one's own, as numbers on buttons can be forged."""
    act, registration = turn.action.arguments if turn.action and len(turn.action.arguments) == 2 else ("", "")
    if act == "new":
        return await applying.begin_new(turn, ports, registration)
    own = await ports.bookings.find(registration, turn.person)
    if own is None or act not in _ACTS:
        return await old_button(turn, ports)
    return await _ACTS[act](turn, ports, own)


async def by_words(turn: Turn, ports: Ports) -> Outcome:
    """ "Pindah jadwal", "batalkan janji": with the only appointment it is begun at once; else all are shown."""
    own = await ports.bookings.of_person(turn.person)
    said, book = set(normalised(words_of(turn.inbound)).split()), ports.book
    cancels, moves = (said & book.words(f"hint_{act}_appointment") for act in ("cancel", "move"))
    if len(own) != 1 or turn.state.dialogue or not (cancels or moves):
        return await applying.show_own(turn, ports)
    voice = voice_of(turn, ports)
    begun = await (_begin_cancel if cancels else _begin_move)(turn, ports, own[0])
    return replace(begun, bubbles=(*voice.speak(f"{when_and_what(voice, own[0])}."), *begun.bubbles))


def about_one(words: str, today: date, book: Book) -> bool:
    """Whether a text is about an appointment: named, moved to a day or an hour, or given up."""
    said, moment = set(normalised(words).split()), when(words, today)
    moved = said & book.words("hint_move_appointment") and (moment.day or moment.hour)
    return bool(said & book.words("hint_appointment") or moved or has_run(words, book.words("hint_cannot_come")))


async def _show(turn: Turn, ports: Ports, own: OwnBooking) -> Outcome:
    return Outcome(shown(voice_of(turn, ports), own, "booking_shown"), settled(turn.state), answered=TASK)


async def _begin_move(turn: Turn, ports: Ports, own: OwnBooking) -> Outcome:
    outcome = await walk.begin_with(MOVE, turn, ports, {"number": own.registration, "kind": own.topic})
    problem = await any_free(own.topic, Talk(turn, ports, outcome.state.dialogue)) if outcome.state.dialogue else None
    if isinstance(problem, Problem):
        voice = voice_of(turn, ports)
        return Outcome(voice.say(problem.phrase, voice.task("menu")), settled(turn.state), answered=TASK)
    return outcome


async def _begin_cancel(turn: Turn, ports: Ports, own: OwnBooking) -> Outcome:
    return await walk.begin_with(CANCEL, turn, ports, {"number": own.registration})


_ACTS: Mapping[str, Callable[[Turn, Ports, OwnBooking], Awaitable[Outcome]]] = {
    "show": _show,
    "move": _begin_move,
    "cancel": _begin_cancel,
}
