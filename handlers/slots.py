"""Choosing a free time at the counter: the two steps that booking and moving share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from bot.clock import JAKARTA
from bot.domain.bookings import Slot
from bot.domain.errors import ServiceRefused, ServiceUnavailable
from bot.domain.messages import Tap
from bot.domain.ports import Ports
from bot.domain.when import PartOfDay, When, when
from handlers.dialogue.plan import Answers, Option, Problem, Said, Step, Talk
from handlers.dialogue.reading import asks, date_of
from handlers.exact import normalised
from handlers.kinds import KINDS
from handlers.voice import Voice

_MOST = 5
"""Days or times on buttons; others can be written."""
_MOST_CHARACTERS = 60
_FURTHEST = timedelta(days=60)
"""A day further off in the first message is no wish to come then, but a birthday or the like."""
_EARLIEST = 6
"""Hours before are meant for the afternoon: "jam 1"."""
_NONE_IN = "no-"


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


def full_day(voice: Voice, day: date) -> str:
    """Senin, 30 November 2026."""
    return f"{voice.book.day(day, voice.language)} {day.year}"


def chosen(talk: Talk) -> str:
    """Senin, 30 November 2026, pukul 09.00."""
    day, value = _day_of(talk.answers.get("day", "")), talk.answers.get("time", "")
    return (
        talk.voice.text("booking_chosen", day=full_day(talk.voice, day), time=_time_shown(value, talk)) if day else ""
    )


def wished(said: Said, talk: Talk) -> Answers:
    """The day and hour a first message names: only days soon enough to be wishes."""
    found = when(said.words, talk.today)
    if found.day is None or not talk.today <= found.day <= talk.today + _FURTHEST:
        return {}
    return _answers(found, said)


def mended(said: Said, talk: Talk) -> Answers:
    """Another day or hour, said when all is answered; a part of the day alone is for the day chosen."""
    found = when(said.words, talk.today)
    if found.day is None and found.part:
        return _answers(When(_day_of(talk.answers.get("day", "")), None, found.part), said)
    return _answers(found, said)


def _answers(found: When, said: Said) -> Answers:
    """Day (with the part of it) and hour, as far as they are told."""
    answers: dict[str, str] = {}
    if found.day:
        answers["day"] = f"{found.day.isoformat()} {found.part or ''}".strip()
    if found.hour:
        answers["time"] = f"{_in_office_hours(found.hour, said):%H%M}"
    return answers


def _in_office_hours(hour: time, said: Said) -> time:
    early = hour.hour < _EARLIEST and "pagi" not in normalised(said.words).split()
    return hour.replace(hour=hour.hour + 12) if early else hour


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
        for day, count in sorted(free.items())[:_MOST]
    ]


def _day(said: Said, talk: Talk) -> str | Problem | Answers | None:
    if len(said.words) > _MOST_CHARACTERS:
        return None
    if normalised(said.words) in talk.ports.book.words("step_which_day"):
        return Problem("booking_these")
    found = when(said.words, talk.today)
    return _answers(found, said) if found.day or (found.hour and not asks(said, talk)) else None


def _day_of(value: str) -> date | None:
    return date_of(value.partition(" ")[0])


def _part_of(value: str) -> PartOfDay | None:
    part = value.partition(" ")[2].removeprefix(_NONE_IN)
    return PartOfDay(part) if part in set(PartOfDay) else None


async def _day_free(value: str, talk: Talk) -> Problem | str:
    """The day as it is wished; where nothing is free in the part of it that is wished, it says so."""
    try:
        free = await free_slots(talk.ports, talk.answers.get("kind", ""))
    except (ServiceUnavailable, ServiceRefused):
        return Problem("booking_away")
    day, part = _day_of(value), _part_of(value)
    times = [here(slot.start).time() for slot in free if here(slot.start).date() == day]
    if day is None or not times:
        return _why_not(day or talk.today, free, talk)
    if part is None:
        return day.isoformat()
    return f"{day.isoformat()} {part if any(map(part.holds, times)) else _NONE_IN + part}"


def _why_not(day: date, free: Sequence[Slot], talk: Talk) -> Problem:
    """Gone, closed and why, not open for booking yet, or taken."""
    told = {"day": full_day(talk.voice, day)}
    if day < talk.today:
        return Problem("booking_day_gone", told)
    reason = talk.ports.book.closed(day, talk.state.language)
    if reason is not None:
        return Problem(
            "booking_day_closed_for" if reason else "booking_day_closed", told | ({"reason": reason} if reason else {})
        )
    last = max((here(slot.start).date() for slot in free), default=day)
    if day > last:
        return Problem("booking_day_too_far", told | {"last": full_day(talk.voice, last)})
    return Problem("booking_day_full", told)


async def _of_day(talk: Talk) -> list[Slot]:
    day = _day_of(talk.answers.get("day", ""))
    return [slot for slot in await _known(talk) if here(slot.start).date() == day]


async def _times(talk: Talk) -> Sequence[Option]:
    """Those of the part of the day that was wished, or the nearest to it; else some of the whole day."""
    slots, value = await _of_day(talk), talk.answers.get("day", "")
    part = _part_of(value)
    if part is None:
        shown = _spread(_hourly(slots))
    elif _NONE_IN in value:
        shown = sorted(sorted(slots, key=lambda slot: _away_from(part, slot))[:_MOST], key=lambda slot: slot.start)
    else:
        shown = _spread([slot for slot in slots if part.holds(here(slot.start).time())])
    return [Option(_value(slot), f"{clock(slot.start)}-{clock(slot.end)}") for slot in shown]


def _hourly(slots: Sequence[Slot]) -> list[Slot]:
    """The first free time of each hour."""
    first: dict[int, Slot] = {}
    for slot in slots:
        first.setdefault(here(slot.start).hour, slot)
    return list(first.values())


def _spread(slots: Sequence[Slot]) -> Sequence[Slot]:
    """So many as fit, from the first to the last."""
    if len(slots) <= _MOST:
        return slots
    return [slots[number * (len(slots) - 1) // (_MOST - 1)] for number in range(_MOST)]


def _away_from(part: PartOfDay, slot: Slot) -> int:
    """Minutes between a time and the part of the day."""
    first, end = (hour.hour * 60 + hour.minute for hour in part.hours)
    minute = here(slot.start).hour * 60 + here(slot.start).minute
    return max(first - minute, minute - end, 0)


def _opening(talk: Talk) -> Mapping[str, str]:
    """The day as it was understood, and the part of it that was wished."""
    value = talk.answers.get("day", "")
    day, part = _day_of(value), _part_of(value)
    told = full_day(talk.voice, day) if day else ""
    if part is None:
        return {"opening": f"{told}."}
    key = "booking_part_none" if _NONE_IN in value else "booking_part"
    return {"opening": talk.voice.text(key, day=told, part=talk.voice.text(f"part_of_day_{part}"))}


def _time(said: Said, talk: Talk) -> str | Problem | Answers | None:
    """`0930`, whose slot the check finds; another day or another part of this one is taken too."""
    if len(said.words) > _MOST_CHARACTERS:
        return None
    if normalised(said.words) in talk.ports.book.words("step_which_time"):
        return Problem("booking_these")
    found = when(said.words, talk.today)
    hour = found.hour or when(f"jam {said.words}", talk.today).hour
    if hour and not found.day:
        return f"{_in_office_hours(hour, said):%H%M}"
    day = found.day or (_day_of(talk.answers.get("day", "")) if found.part else None)
    return _answers(When(day, found.hour, found.part), said) if day else None


async def _time_free(value: str, talk: Talk) -> Problem | str:
    """The time with its slot; an hour that is half taken is answered with what is left of it."""
    slots = await _of_day(talk)
    exact = next((slot for slot in slots if _value(slot) == value), None)
    same_time = next((slot for slot in slots if value[:4] == f"{here(slot.start):%H%M}"), None)
    same_hour = next((slot for slot in slots if f"{here(slot.start):%H}00" == value), None)
    found = exact or same_time or same_hour
    if found and _before_the_part(value, talk):
        return Problem("booking_these")
    return _value(found) if found else _why_not_then(value, talk)


def _before_the_part(value: str, talk: Talk) -> bool:
    """Whether this is the time chosen before another part of the day was wished, which does not hold it."""
    wish, hour = talk.answers.get("day", ""), _hour_of(value)
    part = None if _NONE_IN in wish else _part_of(wish)
    chosen_before = bool(slot_of(value)) and not isinstance(talk.turn.inbound.content, Tap)
    return chosen_before and part is not None and hour is not None and not part.holds(hour)


def _why_not_then(value: str, talk: Talk) -> Problem:
    """Over, closed at that hour, or taken."""
    day, hour = _day_of(talk.answers.get("day", "")), _hour_of(value)
    if day is None or hour is None:
        return Problem("booking_time_gone")
    told = {"time": _time_shown(value, talk)}
    moment = datetime.combine(day, hour, JAKARTA)
    if moment <= talk.turn.now:
        return Problem("booking_time_past", told)
    if not talk.ports.book.open_at(moment):
        return Problem("booking_time_closed", told | {"hours": talk.ports.book.opening(day, talk.state.language)})
    return Problem("booking_time_full", told)


def _hour_of(value: str) -> time | None:
    try:
        return time(int(value[:2]), int(value[2:4]))
    except ValueError:
        return None


def _value(slot: Slot) -> str:
    return f"{here(slot.start):%H%M}.{slot.id}"


def slot_of(value: str) -> str:
    """The service's name of the chosen slot."""
    return value.partition(".")[2]


def _day_shown(value: str, talk: Talk) -> str:
    day = _day_of(value)
    return full_day(talk.voice, day) if day else ""


def _time_shown(value: str, _: Talk) -> str:
    return f"{value[:2]}.{value[2:4]}"


DAY = Step("day", _day, options=_days, check=_day_free, show=_day_shown, renews=("time",))
TIME = Step("time", _time, options=_times, check=_time_free, show=_time_shown, values=_opening)
