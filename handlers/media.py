"""Messages without words: voice notes are put before officers, other files are neither opened nor kept, and everything
gets a kind word."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.errors import MediaError
from bot.domain.messages import Contact, Content, Location, Media, MediaKind, Unsupported
from bot.domain.ports import Ports
from handlers.desk import into_queue, queued
from handlers.menu import old_button, settled
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

VOICE_NOTE = "voice_note"
_VOICES = {MediaKind.VOICE, MediaKind.AUDIO}


async def without_words(turn: Turn, ports: Ports) -> Outcome:
    content = turn.inbound.content
    key = kind_word(content)
    if not key:
        return await old_button(turn, ports)
    voice = voice_of(turn, ports)
    if isinstance(content, Media) and content.media in _VOICES and await _kept(turn, ports, content):
        noted = Outcome(
            voice.say("voice_for_officers"), settled(turn.state), noted=VOICE_NOTE, asked=f"[{content.media}]"
        )
        return queued(noted, *await into_queue(turn, ports))
    near = voice.written("lokasi_kantor", "jam_layanan") if key == "location" else ()
    return Outcome(voice.say(key, *near, voice.task("menu")), replace(turn.state, misses=0))


async def _kept(turn: Turn, ports: Ports, spoken: Media) -> bool:
    """For the officers to hear; nothing else residents send unasked is fetched."""
    try:
        await ports.attachments.keep(turn.question_id, turn.inbound.channel, spoken)
    except MediaError:
        return False
    return True


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
