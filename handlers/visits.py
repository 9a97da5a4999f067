"""Where the mobile service comes next: from the city's service, else what the office file says."""

from __future__ import annotations

from bot.domain.errors import ServiceRefused, ServiceUnavailable
from bot.domain.ports import Ports
from bot.domain.service import Visit
from handlers.menu import settled
from handlers.slots import clock, here
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

_MOST = 5
_NEAR = ("layanan_keliling", "lokasi_kantor", "jam_layanan")


async def show_visits(turn: Turn, ports: Ports) -> Outcome:
    voice = voice_of(turn, ports)
    try:
        coming = [visit for visit in await ports.service.visits() if visit.end > turn.now]
    except (ServiceUnavailable, ServiceRefused):
        text = voice.text("jadwal_keliling")
    else:
        lines = [_line(voice, visit) for visit in coming[:_MOST]]
        sample = [voice.text("office_sample")] if ports.book.office().sample else []
        text = "\n".join([voice.text("visits_coming"), *lines, *sample]) if lines else voice.text("visits_none")
    bubbles = voice.speak(text, *voice.written(*_NEAR), voice.task("menu"))
    return Outcome(bubbles, settled(turn.state), answered="task/jadwal_keliling")


def _line(voice: Voice, visit: Visit) -> str:
    day = voice.book.day(here(visit.start).date(), voice.language)
    serves = voice.text("visit_serves", what=", ".join(visit.serves)) if visit.serves else ""
    told = voice.text(
        "visit", day=day, start=clock(visit.start), end=clock(visit.end), place=visit.place, serves=serves
    )
    return f"• {told.strip()}"
