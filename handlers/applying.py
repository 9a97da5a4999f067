"""Registering ahead for a document: which one, the papers, a time at the counter, who comes; then a number and a
reminder the day before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.clock import JAKARTA
from bot.domain.actions import Verb, action
from bot.domain.bookings import Booking, KeepBooking, OwnBooking, Wish
from bot.domain.errors import ServiceRefused, ServiceUnavailable, SlotGone
from bot.domain.messages import TimerRang
from bot.domain.ports import Book, Ports
from bot.domain.reply import Bubble, Choice, SetTimer
from bot.domain.topics import Part
from handlers.dialogue import walk
from handlers.dialogue.plan import Answers, Dialogue, Option, Problem, Said, Step, Talk
from handlers.dialogue.reading import born_on, date_of, name_of, yes_or_no
from handlers.elsewhere import office_of
from handlers.exact import normalised, words_of
from handlers.kinds import DOCUMENT, KIND, KINDS, title, told
from handlers.menu import old_button, settled
from handlers.patience import RETRIES, wait_before
from handlers.slots import DAY, TIME, any_free, chosen, clock, here, mended, slot_of, wished
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

TASK = "task/ajukan_permohonan"
OWN = "janji_saya"
"""A task of ours that is no label of the taxonomy."""
WISH = "booking"
REMINDER = "reminder"
"""Timers: a wish that found the service away, and the day before."""
_REMIND_AT = time(16, 0)
_OF_AGE = 17
_MOST_OWN = 4
_MOST_WORDS_OF_A_MOMENT = 4
_SHORT_BEFORE = timedelta(hours=2)


def _given(said: Said, talk: Talk) -> Answers:
    return {**told(said.words, talk.ports.book), **wished(said, talk)}


def papers_of(voice: Voice, kind: str) -> str:
    """What to bring as the topic has it, else its whole list of requirements."""
    topic = voice.book.topic(kind, voice.language)
    return topic.bring or topic.parts.get(Part.REQUIREMENTS, topic.answer) if topic else ""


def _papers(talk: Talk) -> Mapping[str, str]:
    kind = talk.answers.get("kind", "")
    return {"title": title(kind, talk), "papers": papers_of(talk.voice, kind)}


async def _ready(talk: Talk) -> Sequence[Option]:
    return (Option("yes", talk.voice.text("button_choose_time")),)


def _ready_or_when(said: Said, talk: Talk) -> str | Problem | Answers | None:
    """Who names a day has the papers, or will have."""
    if normalised(said.words) in talk.ports.book.words("step_skip"):
        return "yes"
    day = wished(said, talk)
    return yes_or_no(said, talk) or ({"ready": "yes", **day} if day else None)


def _applicant(said: Said, talk: Talk) -> str | Problem | Answers | None:
    """A name; "saya sendiri" is none, and a day or an hour is another wish."""
    if normalised(said.words) in talk.ports.book.words("step_myself"):
        return Problem("booking_name_own")
    moment = mended(said, talk) if len(said.words.split()) <= _MOST_WORDS_OF_A_MOMENT else {}
    return moment or name_of(said, talk)


async def _may_choose(value: str, talk: Talk) -> Problem | None:
    return Problem("booking_not_ready") if value != "yes" else await any_free(talk.answers.get("kind", ""), talk)


def _unseen(_: str, __: Talk) -> str:
    return ""


def topic_of(answers: Answers) -> str:
    """What a question in between is about."""
    return answers.get("kind", "")


def _born_shown(value: str, talk: Talk) -> str:
    born = date_of(value)
    return talk.ports.book.date(born, talk.state.language) if born else ""


async def _send(talk: Talk) -> Outcome:
    born = date_of(talk.answers["born"])
    if talk.answers["kind"] not in KINDS or born is None:  # begun with another version of ours
        return await old_button(talk.turn, talk.ports)
    wish = Wish(
        key=talk.open.id,
        document=KINDS[talk.answers["kind"]],
        slot=slot_of(talk.answers["time"]),
        name=talk.answers["name"],
        born=born,
    )
    try:
        booking = await talk.ports.service.book(wish)
    except SlotGone:
        return await walk.ask_again(APPLY, talk, ("day", "time"), talk.voice.say("booking_time_gone"))
    except ServiceUnavailable:
        said = talk.voice.say("booking_kept", talk.voice.task("menu"))
        return Outcome(said, talk.state, effects=(_later(wish, talk.answers["kind"], 1),))
    except ServiceRefused:
        return Outcome(_refused(talk.voice), talk.state)
    return _booked(talk.turn, talk.ports, booking, wish.born, talk.answers["kind"], "booking_made")


READY = Step("ready", _ready_or_when, options=_ready, check=_may_choose, values=_papers, show=_unseen, changeable=False)
APPLY = Dialogue(
    "ajukan_permohonan",
    steps=(
        DOCUMENT,
        KIND,
        READY,
        DAY,
        TIME,
        Step("name", _applicant, free=True, values=lambda talk: {"when": chosen(talk)}),
        Step("born", born_on, show=_born_shown),
    ),
    finish=_send,
    given=_given,
    topic=topic_of,
    mends=mended,
)


async def start(turn: Turn, ports: Ports) -> Outcome:
    """The task itself: who has an appointment already sees it first."""
    voice = voice_of(turn, ports)
    if not ports.service.connected:
        return Outcome(_refused(voice), settled(turn.state), answered=TASK)
    own = await ports.bookings.of_person(turn.person)
    if not own or turn.state.dialogue:
        return await walk.begin(APPLY, turn, ports)
    return _listed(voice, turn, own, told(words_of(turn.inbound), ports.book).get("kind", ""))


def wanted(words: str, book: Book) -> bool:
    """Whether a text (normalised) wants a time at the counter: a word of registering with a document that can be
    registered for, or with the queue itself."""
    said = set(words.split())
    if said & (book.words("hint_not_register") | book.words("hint_foreign")) or office_of(words, book):
        return False
    registers, queue = said & book.words("hint_register"), said & book.words("hint_queue")
    return bool(registers and (queue or told(words, book))) or bool(queue and said & book.words("hint_take"))


async def show_own(turn: Turn, ports: Ports) -> Outcome:
    """ "Jadwal saya", "pindah jadwal": the appointments, each with what can be done with it."""
    voice = voice_of(turn, ports)
    own = await ports.bookings.of_person(turn.person)
    if not own:
        said = voice.say("booking_none", voice.task("ajukan_permohonan"), voice.task("menu"))
        return Outcome(said, settled(turn.state), answered=TASK)
    return _listed(voice, turn, own)


def _listed(voice: Voice, turn: Turn, own: Sequence[OwnBooking], kind: str = "") -> Outcome:
    lines = [voice.text("booking_own")] + [f"• {when_and_what(voice, each)}" for each in own]
    buttons = tuple(
        Choice(_button("show", each.registration), voice.book.day(here(each.start).date(), voice.language))
        for each in own[:_MOST_OWN]
    )
    new = Choice(_button("new", kind), voice.text("button_booking_new"))
    bubbles = voice.speak("\n".join(lines), *buttons, new, voice.task("menu"))
    return Outcome(bubbles, settled(turn.state), answered=TASK)


async def retry(turn: Turn, ports: Ports) -> Outcome:
    """The timer of a wish that found the service away: only success, a taken time, and giving up are told."""
    content = turn.inbound.content
    kept = json.loads(content.note) if isinstance(content, TimerRang) else {}
    born, kind, tries = date.fromisoformat(kept["born"]), kept["kind"], int(kept["tries"])
    wish = Wish(kept["key"], KINDS[kind], kept["slot"], kept["name"], born)
    voice = voice_of(turn, ports)
    start_again = (Choice(_button("new", ""), voice.text("button_booking_new")), voice.task("menu"))
    try:
        booking = await ports.service.book(wish)
    except SlotGone:
        return Outcome(voice.say("booking_gone_meanwhile", *start_again), turn.state)
    except ServiceUnavailable:
        if tries >= RETRIES:
            return Outcome(voice.say("booking_gave_up", *start_again), turn.state)
        return Outcome((), turn.state, effects=(_later(wish, kind, tries + 1),))
    except ServiceRefused:
        return Outcome(_refused(voice), turn.state)
    return _booked(turn, ports, booking, born, kind, "booking_made_late")


def _later(wish: Wish, kind: str, tries: int) -> SetTimer:
    kept = {"key": wish.key, "kind": kind, "slot": wish.slot, "name": wish.name, "born": wish.born.isoformat()}
    return SetTimer(f"{WISH}:{wish.key}", wait_before(tries - 1), json.dumps({**kept, "tries": tries}))


def _booked(turn: Turn, ports: Ports, booking: Booking, born: date, kind: str, phrase: str) -> Outcome:
    own = OwnBooking(booking.registration, born, kind, booking.start)
    voice = voice_of(turn, ports)
    young = voice.say("booking_minor") if _under_age(born, here(booking.start).date()) else ()
    return Outcome(
        (*shown(voice, own, phrase, office=booking.office), *young),
        replace(settled(turn.state), topic=kind),
        answered=TASK,
        effects=(KeepBooking(own.registration, born, kind, own.start), *reminder(own, turn.now)),
    )


def _under_age(born: date, day: date) -> bool:
    return (day.year - born.year) - ((day.month, day.day) < (born.month, born.day)) < _OF_AGE


def shown(voice: Voice, own: OwnBooking, phrase: str, office: str = "") -> tuple[Bubble, ...]:
    """An appointment with all that is needed on the day, and what can be done with it."""
    lines = [voice.text(phrase, number=own.registration, what=when_and_what(voice, own))]
    if office:
        lines.append(voice.text("booking_office", office=office))
    lines.append(voice.text("booking_papers", papers=papers_of(voice, own.topic)))
    return voice.speak("\n".join(lines), *ways_on(voice, own.registration), voice.task("menu"))


def ways_on(voice: Voice, registration: str) -> tuple[Choice, ...]:
    acts = ("move", "cancel")
    return tuple(Choice(_button(act, registration), voice.text(f"button_booking_{act}")) for act in acts)


def when_and_what(voice: Voice, own: OwnBooking) -> str:
    """KTP baru: Kamis, 26 November, pukul 09.30."""
    day = voice.book.day(here(own.start).date(), voice.language)
    title = voice.book.title(f"faq/{own.topic}", voice.language)
    return voice.text("booking_when", title=title, day=day, time=clock(own.start))


def reminder(own: OwnBooking, now: datetime) -> tuple[SetTimer, ...]:
    """At four in the afternoon of the day before; two hours ahead where that is over; else none."""
    day_before = here(own.start).date() - timedelta(days=1)
    moments = (datetime.combine(day_before, _REMIND_AT, JAKARTA), own.start - _SHORT_BEFORE)
    coming = next((moment for moment in moments if moment > now), None)
    if coming is None:
        return ()
    return (SetTimer(f"{REMINDER}:{own.registration}", (coming - now).total_seconds()),)


async def remind(turn: Turn, ports: Ports) -> Outcome:
    """The timer of an appointment; one that was cancelled meanwhile is not spoken of."""
    content = turn.inbound.content
    registration = content.name.partition(":")[2] if isinstance(content, TimerRang) else ""
    own = await ports.bookings.find(registration, turn.person)
    if own is None:
        return Outcome((), turn.state)
    return Outcome(shown(voice_of(turn, ports), own, "booking_reminder"), turn.state)


async def begin_new(turn: Turn, ports: Ports, kind: str) -> Outcome:
    """For a kind where the button names one."""
    return await walk.begin_with(APPLY, turn, ports, {"kind": kind} if kind in KINDS else {})


def _refused(voice: Voice) -> tuple[Bubble, ...]:
    near = voice.written("layanan_online", "ktp_baru", "ktp_hilang", "jam_layanan")
    return voice.say("ajukan_permohonan", *near, voice.task("minta_petugas"), voice.task("menu"))


def _button(act: str, registration: str) -> str:
    return action(Verb.BOOKING, act, registration)
