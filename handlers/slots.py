"""Choosing a free time at the counter: the two steps that booking and moving share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.clock import JAKARTA
from bot.domain.bookings import Slot
from bot.domain.entities import Document
from bot.domain.errors import ServiceRefused, ServiceUnavailable
from bot.domain.ports import Ports
from bot.domain.when import when
from handlers.dialogue.plan import Option, Problem, Said, Step, Talk
from handlers.dialogue.reading import date_of

KINDS: Mapping[str, Document] = {
    "ktp_baru": Document.KTP,
    "ktp_hilang": Document.KTP,
    "ktp_rusak": Document.KTP,
    "kk_baru": Document.KK,
    "kk_ubah_data": Document.KK,
    "kia": Document.KIA,
    "akta_lahir": Document.BIRTH,
    "akta_kematian": Document.DEATH,
    "pindah_keluar": Document.MOVING,
}
"""What can be applied for, by the topic that lists its papers."""

_MOST_DAYS = 8
_MOST_TIMES = 8
_MOST_CHARACTERS = 60


async def free_slots(ports: Ports, kind: str) -> Sequence[Slot]:
    """Raises ServiceUnavailable, ServiceRefused."""
    document = KINDS.get(kind)
    return await ports.service.slots(document) if document else ()


async def any_free(kind: str, talk: Talk) -> Problem | None:
    """Why no time can be chosen now."""
    try:
        return None if await free_slots(talk.ports, kind) else Problem("booking_all_full")
    except ServiceUnavailable:
        return Problem("booking_away")
    except ServiceRefused:
        return Problem("booking_refused")


def here(moment: datetime) -> datetime:
    return moment.astimezone(JAKARTA)


def clock(moment: datetime) -> str:
    """09.30, as Indonesians write the hour."""
    return f"{here(moment):%H.%M}"


async def _known(talk: Talk) -> Sequence[Slot]:
    """Free slots as far as they can be had: without them the question is asked without buttons."""
    try:
        return await free_slots(talk.ports, talk.answers.get("kind", ""))
    except (ServiceUnavailable, ServiceRefused):
        return ()


async def _days(talk: Talk) -> Sequence[Option]:
    free: dict[date, int] = {}
    for slot in await _known(talk):
        day = here(slot.start).date()
        free[day] = free.get(day, 0) + 1
    book, language = talk.ports.book, talk.state.language
    return [
        Option(day.isoformat(), book.day(day, language), talk.voice.text("booking_free", count=str(count)))
        for day, count in sorted(free.items())[:_MOST_DAYS]
    ]


def _day(said: Said, talk: Talk) -> str | None:
    if len(said.words) > _MOST_CHARACTERS:
        return None
    found = when(said.words, talk.today).day
    return found.isoformat() if found else None


async def _day_free(value: str, talk: Talk) -> Problem | None:
    try:
        free = await free_slots(talk.ports, talk.answers.get("kind", ""))
    except (ServiceUnavailable, ServiceRefused):
        return Problem("booking_away")
    return None if any(here(slot.start).date().isoformat() == value for slot in free) else Problem("booking_day_full")


async def _of_day(talk: Talk) -> list[Slot]:
    day = talk.answers.get("day", "")
    return [slot for slot in await _known(talk) if here(slot.start).date().isoformat() == day]


async def _times(talk: Talk) -> Sequence[Option]:
    """The first free time of each hour: a list no longer than a phone shows."""
    first: dict[int, Slot] = {}
    for slot in await _of_day(talk):
        first.setdefault(here(slot.start).hour, slot)
    return [
        Option(_value(slot), f"{clock(slot.start)}-{clock(slot.end)}") for slot in list(first.values())[:_MOST_DAYS]
    ]


def _time(said: Said, talk: Talk) -> str | None:
    """`0930`; the check finds its slot."""
    if len(said.words) > _MOST_CHARACTERS:
        return None
    hour = when(said.words, talk.today).hour or when(f"jam {said.words}", talk.today).hour
    return f"{hour:%H%M}" if hour else None


async def _time_free(value: str, talk: Talk) -> Problem | str:
    """The time with its slot; an hour that is half taken is answered with what is left of it."""
    slots = await _of_day(talk)
    exact = next((slot for slot in slots if value in {_value(slot), f"{here(slot.start):%H%M}"}), None)
    same_hour = next((slot for slot in slots if f"{here(slot.start):%H}00" == value), None)
    found = exact or same_hour
    return _value(found) if found else Problem("booking_time_full")


def _value(slot: Slot) -> str:
    return f"{here(slot.start):%H%M}.{slot.id}"


def slot_of(value: str) -> str:
    """The service's name of the chosen slot."""
    return value.partition(".")[2]


def _day_shown(value: str, talk: Talk) -> str:
    day = date_of(value)
    return talk.ports.book.day(day, talk.state.language) if day else ""


def _time_shown(value: str, _: Talk) -> str:
    return f"{value[:2]}.{value[2:4]}"


DAY = Step("day", _day, options=_days, check=_day_free, show=_day_shown)
TIME = Step("time", _time, options=_times, check=_time_free, show=_time_shown)
