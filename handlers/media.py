"""Messages without words: files are neither opened nor kept, and everything gets a kind word."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.messages import Contact, Content, Location, Media, MediaKind, Unsupported
from bot.domain.ports import Ports
from handlers.menu import old_button
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

_VOICES = {MediaKind.VOICE, MediaKind.AUDIO}


async def without_words(turn: Turn, ports: Ports) -> Outcome:
    key = kind_word(turn.inbound.content)
    if not key:
        return await old_button(turn, ports)
    voice = voice_of(turn, ports)
    near = voice.written("lokasi_kantor", "jam_layanan") if key == "location" else ()
    return Outcome(voice.say(key, *near, voice.task("menu")), replace(turn.state, misses=0))


def kind_word(content: Content) -> str:
    """The phrase for this kind of message; empty for kinds that have words or buttons."""
    match content:
        case Media(media=MediaKind.STICKER):
            return "sticker"
        case Media(media=media):
            return "voice_message" if media in _VOICES else "file"
        case Location():
            return "location"
        case Contact():
            return "contact"
        case Unsupported():
            return "unsupported"
        case _:
            return ""
