"""How far an application is: by its number and a date of birth, also later by itself when the service was away, and
whenever it changes if the resident wishes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain.actions import Verb, action
from bot.domain.entities import Document
from bot.domain.errors import ServiceRefused, ServiceUnavailable
from bot.domain.lookups import LogLookup, SeenLookup, UnwatchApplication, WatchApplication
from bot.domain.messages import Notice, TimerRang
from bot.domain.ports import Ports
from bot.domain.registration import MistypedRegistration, registration_in
from bot.domain.reply import Bubble, Choice, LookedUp, SetTimer
from bot.domain.service import ENDED, Application, Stage
from handlers.case_steps import hinted
from handlers.dialogue import walk
from handlers.dialogue.plan import Answers, Dialogue, Problem, Said, Step, Talk
from handlers.dialogue.reading import born_on
from handlers.exact import words_of
from handlers.menu import old_button, settled
from handlers.patience import RETRIES, wait_before
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

TIMER = "lookup"
LOCKED = "lookup_locked"
ON, OFF = "on", "off"


def _registration(said: Said, talk: Talk) -> Answers | Problem | None:
    """The number, and the date of birth where that stands beside it."""
    if isinstance(registration_in(said.words), MistypedRegistration):
        return Problem("status_mistyped")
    if hinted(said, talk, "hint_number") and hinted(said, talk, "hint_lost_number"):
        return Problem("status_number_lost")
    return _given(said, talk) or None


def _given(said: Said, talk: Talk) -> Answers:
    """Number and date of birth, where the first message has them."""
    found = registration_in(said.words)
    if not isinstance(found, str):
        return {}
    rest = Said(said.content, said.words.replace(found, " ").replace(found.replace("-", ""), " "))
    born = born_on(rest, talk)
    return {"number": found} | ({"born": born} if isinstance(born, str) else {})


async def _look(talk: Talk) -> Outcome:
    number, born = talk.answers["number"], date.fromisoformat(talk.answers["born"])
    if not await talk.ports.attempts.take(talk.turn.person, number):
        said = talk.voice.say("status_locked", talk.voice.task("minta_petugas"), talk.voice.task("menu"))
        effects = (LogLookup(number, "locked"),)
        return Outcome(said, talk.state, noted=LOCKED, asked=talk.voice.task("cek_status").title, effects=effects)
    return await _asked(talk.turn, talk.ports, number, born, retries=0)


LOOK_UP = Dialogue(
    "cek_status",
    (Step("number", _registration), Step("born", born_on)),
    _look,
    confirm=False,
    given=_given,
)


async def start(turn: Turn, ports: Ports) -> Outcome:
    """The task itself; a number that is mistyped is not asked for as if there were none."""
    outcome = await walk.begin(LOOK_UP, turn, ports)
    if not isinstance(registration_in(words_of(turn.inbound)), MistypedRegistration):
        return outcome
    return replace(outcome, bubbles=(*voice_of(turn, ports).say("status_mistyped"), *outcome.bubbles))


async def again(turn: Turn, ports: Ports) -> Outcome:
    """The timer of a look-up that found the service away."""
    content = turn.inbound.content
    number, born, retries = content.note.split("|") if isinstance(content, TimerRang) else ("", "", "0")
    return await _asked(turn, ports, number, date.fromisoformat(born), int(retries))


async def _asked(turn: Turn, ports: Ports, number: str, born: date, retries: int) -> Outcome:
    voice = voice_of(turn, ports)
    try:
        found = await ports.service.application(number, born)
    except ServiceUnavailable:
        return _away(turn, voice, number, born, retries)
    except ServiceRefused:
        near = voice.written("ktp_lama_proses", "ktp_pengambilan", "jam_layanan")
        return Outcome(voice.say("status_not_connected", *near, voice.task("menu")), settled(turn.state))
    if found is None:
        return await _wrong(turn, ports, number)
    await ports.attempts.right(turn.person, number)
    late = voice.say("status_service_back") if retries else ()
    # The topic before is over: what is asked next is about this application (handlers/results.py).
    seen = LookedUp(number, born.isoformat(), found.version, str(found.stage))
    state = replace(settled(turn.state), topic="", looked_up=seen)
    shown = (*late, *_shown(voice, found, watched=False))
    return Outcome(shown, state, answered="task/cek_status", effects=(LogLookup(number, "found"),))


async def _wrong(turn: Turn, ports: Ports, number: str) -> Outcome:
    """The last of the tries says so: the next one would only find the lock."""
    voice, effects = voice_of(turn, ports), (LogLookup(number, "wrong"),)
    leave = (voice.task("minta_petugas"), voice.task("menu"))
    if await ports.attempts.used_up(turn.person, number):
        return Outcome(voice.say("status_wrong_last", *leave, number=number), settled(turn.state), effects=effects)
    said = voice.say("status_wrong", voice.task("cek_status"), *leave, number=number)
    return Outcome(said, settled(turn.state), effects=effects)


def _away(turn: Turn, voice: Voice, number: str, born: date, retries: int) -> Outcome:
    """The request is kept; only the first time and the last are told."""
    if retries >= RETRIES:
        return Outcome(voice.say("status_gave_up", voice.task("cek_status"), voice.task("menu")), turn.state)
    timer = SetTimer(f"{TIMER}:{number}", wait_before(retries), f"{number}|{born.isoformat()}|{retries + 1}")
    bubbles = voice.say("status_away", voice.task("menu")) if retries == 0 else ()
    effects = (timer, LogLookup(number, "down")) if retries == 0 else (timer,)
    return Outcome(bubbles, settled(turn.state), effects=effects)


async def watch(turn: Turn, ports: Ports) -> Outcome:
    """ "Kabari saya": only for an application this resident has just looked up."""
    what, number = turn.action.arguments if turn.action and len(turn.action.arguments) == 2 else ("", "")
    voice = voice_of(turn, ports)
    if what == OFF:
        return Outcome(
            voice.say("status_unwatched", voice.task("menu"), number=number),
            settled(turn.state),
            effects=(UnwatchApplication(number),),
        )
    seen = turn.state.looked_up
    if what != ON or seen is None or seen.registration != number:
        return await old_button(turn, ports)
    effect = WatchApplication(number, date.fromisoformat(seen.born), seen.version, seen.stage)
    return Outcome(
        voice.say("status_watched", voice.task("menu"), number=number), settled(turn.state), effects=(effect,)
    )


async def who_looked(turn: Turn, ports: Ports) -> Outcome:
    """The log of look-ups: only for an application this resident has just looked up."""
    number = turn.action.first if turn.action else ""
    seen, voice = turn.state.looked_up, voice_of(turn, ports)
    if seen is None or seen.registration != number:
        return await old_button(turn, ports)
    lines = [_looked(voice, each) for each in await ports.lookups.of(number, turn.person)]
    said = voice.say(
        "lookups_seen", voice.task("minta_petugas"), voice.task("menu"), number=number, lines="\n".join(lines)
    )
    return Outcome(said, settled(turn.state), answered="task/cek_status")


def _looked(voice: Voice, seen: SeenLookup) -> str:
    return voice.text(
        "lookup_line",
        date=voice.book.date(seen.at.date(), voice.language),
        time=f"{seen.at:%H.%M}",
        who=voice.text("lookup_own" if seen.own else "lookup_other"),
        what=voice.text(f"lookup_{seen.outcome}"),
    )


async def changed(turn: Turn, ports: Ports) -> Outcome:
    """News from the service: the application is shown as it is now, or at least its stage. Where the service is
    already further (or not yet so far), just the stage: that change has news of its own."""
    content = turn.inbound.content
    facts = content.facts if isinstance(content, Notice) else {}
    number, stage = facts.get("registration", ""), facts.get("stage", "")
    if stage not in set(Stage):
        return Outcome((), turn.state)
    voice = voice_of(turn, ports)
    found = await _now(ports, number, facts.get("born", ""))
    if found is not None and str(found.version) == facts.get("version"):
        return Outcome((*voice.say("status_news", number=number), *_shown(voice, found, watched=True)), turn.state)
    lines = [voice.text("status_news", number=number), voice.text(f"stage_{stage}")]
    choices = () if Stage(stage) in ENDED else (_watching(voice, OFF, number),)
    return Outcome(voice.speak("\n".join(lines), voice.task("cek_status"), *choices, voice.task("menu")), turn.state)


async def _now(ports: Ports, number: str, born: str) -> Application | None:
    """As the service has it at this moment; None where it cannot be had."""
    try:
        return await ports.service.application(number, date.fromisoformat(born))
    except (ServiceUnavailable, ServiceRefused, ValueError):
        return None


def _shown(voice: Voice, found: Application, *, watched: bool) -> tuple[Bubble, ...]:
    lines = [
        voice.text("status_shown", number=found.registration, document=voice.text(f"document_{found.document}")),
        voice.text(f"stage_{found.stage}"),
    ]
    if found.note:
        lines.append(voice.text("status_note", note=found.note))
    if found.office:
        lines.append(voice.text("status_office", office=found.office))
    if found.collect_from:
        lines.append(voice.text("status_collect", date=voice.book.date(found.collect_from, voice.language)))
    if found.bring:
        lines.append(voice.text("status_bring", papers="; ".join(found.bring)))
    if found.history:
        day = voice.book.date(found.history[-1].at.date(), voice.language)
        lines.append(voice.text("status_since", date=day))
    collected = found.stage is Stage.READY and found.document is Document.KTP
    near = voice.written("ktp_pengambilan") if collected else ()
    log = Choice(action(Verb.LOOKUPS, found.registration), voice.text("button_who_looked"))
    return voice.speak(
        "\n".join(lines),
        *watching(voice, found, watched=watched),
        *near,
        log,
        voice.task("minta_petugas"),
        voice.task("menu"),
    )


def watching(voice: Voice, found: Application, *, watched: bool) -> tuple[Choice, ...]:
    """News as long as there may be some; no more of them for who gets them."""
    if watched:
        return () if found.stage in ENDED else (_watching(voice, OFF, found.registration),)
    return () if found.stage in ENDED | {Stage.READY} else (_watching(voice, ON, found.registration),)


def _watching(voice: Voice, what: str, number: str) -> Choice:
    return Choice(action(Verb.WATCH, what, number), voice.text(f"button_watch_{what}"))
