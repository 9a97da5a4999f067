""" "Data saya": all that is kept of a resident, as a file they can read, in their own chat."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace

from bot.domain.ports import Ports
from bot.domain.privacy import KeptData, KeptLine
from bot.domain.reply import SendDocument
from handlers.menu import settled
from handlers.subscribing import area_in_words, topics_in_words
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

TASK = "data_saya"
FILE_NAME = "data-saya.txt"


async def send_data(turn: Turn, ports: Ports) -> Outcome:
    voice = voice_of(turn, ports)
    kept = await ports.archive.of(turn.person)
    content = base64.b64encode("\n".join(_written(voice, kept, turn)).encode()).decode()
    file = SendDocument(FILE_NAME, content, caption=voice.text("data_file_caption"))
    said = voice.say("data_file_sent", voice.topic("privasi_bot"), voice.task("hapus_data"), voice.task("menu"))
    return Outcome((file, *said), settled(turn.state))


def _written(voice: Voice, kept: KeptData, turn: Turn) -> Iterator[str]:
    yield voice.text("data_file_title", date=voice.book.date(turn.now.date(), voice.language))
    parts = {
        "conversations": kept.conversations,
        "consents": kept.consents,
        "choices": tuple(_choice(voice, line) for line in kept.choices),
        "cases": kept.cases,
        "bookings": kept.bookings,
        "lookups": kept.lookups,
        "messages": kept.messages,
    }
    for name, lines in parts.items():
        yield ""
        yield voice.text(f"data_file_{name}").upper()
        if name == "messages" and kept.more:
            yield voice.text("data_file_newest")
        yield from (_line(line) for line in lines)
        if not lines:
            yield voice.text("data_file_nothing")


def _choice(voice: Voice, line: KeptLine) -> KeptLine:
    """As residents read it, not as it is kept."""
    if line.about == "interest":
        return replace(line, words=topics_in_words(voice, [line.words]))
    return replace(line, words=area_in_words(voice, line.words)) if line.about == "neighbourhood" else line


def _line(line: KeptLine) -> str:
    words = line.words.replace("\n", "\n    ")
    return f"{line.at:%d-%m-%Y %H.%M} [{line.about}] {words}".rstrip()
